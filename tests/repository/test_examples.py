"""The examples in docstrings, run as they stand."""

import doctest
from functools import cache
from importlib import import_module

from atlas.core.settings import PROJECT
from atlas.store import store

#: where a newcomer begins: each of these carries an example
ENTRY_POINTS = (
    "load",
    "select",
    "check",
    "extract",
    "profile",
    "Spots.at",
    "Index.search",
    "read_planners_file",
    "write_geojson",
    "read_definition",
)


def test_the_examples_in_docstrings_hold_and_entry_points_have_one(monkeypatch):
    monkeypatch.setattr(store, "load", cache(store.load))
    finder, runner = doctest.DocTestFinder(exclude_empty=True), doctest.DocTestRunner(verbose=False)
    shown, failed = set(), []
    for path in sorted((PROJECT / "atlas").rglob("*.py")):
        if ">>> " not in path.read_text("utf-8"):
            continue
        name = ".".join(path.relative_to(PROJECT).with_suffix("").parts)
        module = import_module(name.removesuffix(".__init__"))
        for example in finder.find(module):
            said: list[str] = []
            if example.examples and runner.run(example, out=said.append).failed:
                failed.append("".join(said))
            if example.examples:
                shown.add(example.name.removeprefix(f"{module.__name__}."))
    assert failed == []
    assert set(ENTRY_POINTS) - shown == set()
