"""The built files that go with the plan: a bad one is named, with what was expected."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from atlas.plan.coverage import Coverage, read_coverage
from atlas.plan.errors import PlanError
from atlas.plan.figures import Figures, read_figures
from atlas.plan.links import read_links
from atlas.plan.text import read_plan
from atlas.store import load
from atlas.validate import validate

BAD = [
    (
        read_plan,
        '{"headings":[],"clauses":[{"id":"1-1"}],"dropped":[]}',
        r"clauses\.0\.kind: Field",
    ),
    (read_links, '[{"feature":"a"}]', r"0\.clause: Field required"),
    (read_figures, '{"targets":[{"id":"a"}]}', r"targets\.0\.name_zh: Field required"),
    (read_coverage, '{"statements":[{"id":"a"}]}', r"statements\.0\.clause: Field required"),
]


@pytest.mark.parametrize(("read", "content", "message"), BAD, ids=lambda value: str(value)[:14])
def test_an_unreadable_file_is_named(
    read: Callable[[Path], object], content: str, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "things.json"
    with pytest.raises(PlanError, match=r"things\.json: cannot be read"):
        read(path)
    path.write_text("[\n{", encoding="utf-8")
    with pytest.raises(PlanError, match=r"things\.json: line 2: not valid JSON"):
        read(path)
    path.write_text(content, encoding="utf-8")
    with pytest.raises(PlanError, match=rf"things\.json: {message}"):
        read(path)


@pytest.mark.parametrize("name", ["indicators", "coverage"])
@pytest.mark.parametrize("content", [None, "{"])
def test_without_figures_or_coverage_the_atlas_goes_on(
    name: str, content: str | None, root_copy: Path
) -> None:
    file = root_copy / "geodata" / f"{name}.json"
    if content is None:
        file.unlink()
    else:
        file.write_text(content, encoding="utf-8")
    store = load(root_copy)
    assert list(store.broken) == [name]
    assert store.broken[name].startswith(f"{name}.json: ")
    kept = {"indicators": store.figures == Figures(), "coverage": store.coverage == Coverage()}
    assert kept == {key: key == name for key in kept}
    assert store.frames and store.links
    assert any(str(found).startswith(f"geodata/{name}.json") for found in validate(root_copy))
