"""Built files of the plan: a bad one is named, with what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from atlas.pipeline.validation import validate
from atlas.plan.built_tables import read_checked
from atlas.plan.clause_links import Link
from atlas.plan.clauses import Plan
from atlas.plan.coverage import Coverage
from atlas.plan.plan_error import PlanError
from atlas.plan.targets import Figures
from atlas.store.store import load
from atlas.wording.profile_text import profiles
from tests.support.project import store

BAD = [
    (Plan, '{"headings":[],"clauses":[{"id":"1-1"}],"dropped":[]}', r"clauses\.0\.kind: Field"),
    (list[Link], '[{"feature":"a"}]', r"0\.clause: Field required"),
    (Figures, '{"targets":[{"id":"a"}]}', r"targets\.0\.name_zh: Field required"),
    (Coverage, '{"statements":[{"id":"a"}]}', r"statements\.0\.clause: Field required"),
]


@pytest.mark.parametrize(("expected", "content", "message"), BAD, ids=str)
def test_an_unreadable_file_is_named(
    expected: type, content: str, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "things.json"
    with pytest.raises(PlanError, match=r"things\.json: cannot be read"):
        read_checked(path, expected)
    path.write_text("[\n{", encoding="utf-8")
    with pytest.raises(PlanError, match=r"things\.json: line 2: not valid JSON"):
        read_checked(path, expected)
    path.write_text(content, encoding="utf-8")
    with pytest.raises(PlanError, match=rf"things\.json: line 1: {message}"):
        read_checked(path, expected)


@pytest.mark.parametrize("content", [None, "{", '{"towns":{"370283105":{}}}'])
def test_the_atlas_works_without_the_ways_of_towns(content: str | None, root_copy: Path) -> None:
    file = root_copy / "geodata" / "town-access.json"
    if content is None:
        file.unlink()
    else:
        file.write_text(content, encoding="utf-8")
    found = load(root_copy)
    assert list(found.broken) == ["town-access"]
    assert found.town_access.towns == {} and found.access.sites
    heads = [part["title"] for part in profiles(found, ["370283105"], "en")["sections"]]
    assert "At a glance" in heads and not any("Travel time" in title for title in heads)


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
