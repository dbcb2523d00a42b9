"""Built files of the plan: a bad one is named, with what was expected."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from atlas.pipeline.validation import validate
from atlas.plan.clause_links import read_links
from atlas.plan.clauses import read_plan
from atlas.plan.coverage import Coverage, read_coverage
from atlas.plan.plan_error import PlanError
from atlas.plan.targets import Figures, read_figures
from atlas.store.store import load
from tests.support.project import store

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
    with pytest.raises(PlanError, match=rf"things\.json: line 1: {message}"):
        read(path)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("indicators", None, "cannot be read"),
        ("indicators", "{", "line 1: not valid JSON"),
        ("coverage", None, "cannot be read"),
        ("coverage", "{", "line 1: not valid JSON"),
        ("coverage", '{"statements":[{"id":"a"}]}', "line 1: statements.0.clause: Field required"),
    ],
)
def test_the_atlas_works_without_figures_or_coverage(
    name: str, content: str | None, message: str, root_copy: Path
) -> None:
    file = root_copy / "geodata" / f"{name}.json"
    if content is None:
        file.unlink()
    else:
        file.write_text(content, encoding="utf-8")
    found = load(root_copy)
    assert list(found.broken) == [name]
    assert found.broken[name].startswith(f"{name}.json: {message}")
    kept = {"indicators": found.figures == Figures(), "coverage": found.coverage == Coverage()}
    assert kept == {key: key == name for key in kept}
    assert len(found.frames) == len(store().frames)
    assert found.links
    complaints = [str(complaint) for complaint in validate(root_copy)]
    assert any(one.startswith(f"geodata/{name}.json: {message}") for one in complaints)
