"""Validation of the links between features and clauses, and of former ids."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from atlas.pipeline.validation import validate
from tests.support.complaints import found

LINK_FAULTS: list[tuple[dict[str, str], str, str]] = [
    ({"clause": "5.9-1"}, "clause", "expected a clause of the plan, found '5.9-1'; "),
    ({"clause": "1.1-1"}, "quote", "expected words of clause 1.1-1, found"),
    ({"quote": "高铁穿城而过"}, "quote", "it occurs nowhere in the plan"),
    ({"quote": " "}, "quote", "it occurs nowhere in the plan"),
    ({"relation": "likes"}, "relation", "found 'likes'"),
]


def spoil_links(root: Path, change: Callable[[list[dict[str, str]]], Any]) -> None:
    path = root / "geodata/links.json"
    links = json.loads(path.read_text(encoding="utf-8"))
    change(links)
    path.write_text(json.dumps(links, ensure_ascii=False), encoding="utf-8")


@pytest.mark.parametrize(("values", "field", "message"), LINK_FAULTS)
def test_a_fault_of_a_link_is_named(root_copy, values, field, message):
    feature_id = "tp-hsr-weiyan"

    def change(links: list[dict[str, str]]) -> None:
        next(link for link in links if link["feature"] == feature_id).update(values)

    spoil_links(root_copy, change)
    assert message in found(validate(root_copy), "geodata/links.json", feature_id, field)


def test_a_link_to_no_feature_is_named(root_copy):
    spoil_links(root_copy, lambda links: links.append(links[0] | {"feature": "gone"}))
    message = found(validate(root_copy), "geodata/links.json", "gone", "feature")
    assert message.startswith("expected the id of a feature, found none")


def test_a_link_twice_is_named(root_copy):
    links = json.loads((root_copy / "geodata/links.json").read_text(encoding="utf-8"))
    spoil_links(root_copy, lambda links: links.append(links[0]))
    message = found(validate(root_copy), "geodata/links.json", links[0]["feature"], "quote")
    assert message.startswith("expected once, found twice")


def test_a_fault_of_an_alias_is_named(root_copy):
    rows = [
        {"old": "park-hisense", "new": "park-tsingtao"},
        {"old": "gone", "new": "nowhere"},
        {"old": "twice", "new": "park-hisense"},
        {"old": "twice", "new": "park-tsingtao"},
    ]
    (root_copy / "geodata/aliases.json").write_text(json.dumps(rows), encoding="utf-8")
    complaints = validate(root_copy)
    file = "geodata/aliases.json"
    assert "found one in use" in found(complaints, file, "park-hisense", "old")
    assert "found 'nowhere'" in found(complaints, file, "gone", "new")
    assert "found it 2 times" in found(complaints, file, "twice", "old")


def test_a_published_id_that_is_gone_is_named_unless_another_stands_for_it(root_copy):
    path = root_copy / "geodata/sources/published-ids.csv"
    listed = [one for one in path.read_text(encoding="utf-8").split() if one != "park-hisense"]
    path.write_text("\n".join([*listed, "gone", "renamed"]) + "\n", encoding="utf-8")
    rows = [{"old": "renamed", "new": "park-hisense"}]
    (root_copy / "geodata/aliases.json").write_text(json.dumps(rows), encoding="utf-8")
    file = "geodata/sources/published-ids.csv"
    complaints = [one for one in validate(root_copy) if one.file == file]
    assert [(one.feature, one.message) for one in complaints] == [
        ("gone", "expected a feature or a row in aliases.csv, found none"),
        ("park-hisense", "expected it in the list"),
    ]


def test_a_plan_feature_without_links_is_named(root_copy):
    feature_id = "tp-hsr-weiyan"

    def change(links: list[dict[str, str]]) -> None:
        links[:] = [link for link in links if link["feature"] != feature_id]

    spoil_links(root_copy, change)
    messages = found(
        validate(root_copy), "geodata/transport-projects.geojson", feature_id, "plan_clause"
    )
    assert "expected a link to a clause of the plan" in messages
