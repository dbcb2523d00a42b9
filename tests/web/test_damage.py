"""Damaged data files: each is named, and all pages and downloads work without it."""

from __future__ import annotations

import logging
import shutil
from collections import defaultdict
from pathlib import Path

import pytest

from atlas.core.json_files import GeodataError
from atlas.core.paths import GEODATA, LAYERS
from atlas.store.store import load
from tests.support.damage import (
    KINDS,
    data_files,
    faults_of_files,
    faults_of_pages,
    mend,
    served,
    spoil,
)

#: files read by the build and validation, but not at run time
NOT_SHOWN = ("definitions", "meets", "placements")
SOME = (
    "geodata/links.json",
    "geodata/plan.json",
    "geodata/sources.json",
    "geodata/townships.geojson",
    "layers/rivers.toml",
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(LAYERS, tmp_path / "layers")
    shutil.copytree(GEODATA, tmp_path / "geodata", ignore=shutil.ignore_patterns("sources"))
    logging.getLogger("atlas.store.store").setLevel(logging.CRITICAL)
    return tmp_path


def states(root: Path, files: list[str]) -> dict[tuple[str, ...], tuple[str, str]]:
    """Damage each file in each way; return broken keys → first file and kind that caused them."""
    wrong: list[str] = []
    found: dict[tuple[str, ...], tuple[str, str]] = {}
    for name in files:
        stem = name.partition("/")[2].partition(".")[0]
        for kind in KINDS:
            spoil(root, name, kind)
            broken = load(root).broken
            mend(root, name)
            found.setdefault(tuple(broken), (name, kind))
            if stem in NOT_SHOWN:
                wrong += [f"{name} {kind}: {broken}"] if broken else []
                continue
            said = broken.get(stem, "")
            named = said.startswith(f"{name.partition('/')[2]}: ")
            if name.startswith("layers/") and kind == "missing":
                named = said == f"{stem}.geojson: expected layers/{stem}.toml, found none"
            by_line = name.endswith(".json") and kind != "missing"
            if not named or (by_line and "line" not in said):
                wrong.append(f"{name} {kind}: {broken}")
    assert wrong == []
    return found


def test_a_damaged_file_is_named_with_its_line_and_the_others_load(root: Path) -> None:
    found = states(root, list(SOME))
    assert ("townships",) in found and ("links",) in found
    assert ("plan", "links", "indicators", "coverage") in found


def test_pages_and_files_work_without_towns_outline_plan_and_sources(root: Path) -> None:
    for name in ("townships.geojson", "city-boundary.geojson", "plan.json", "sources.json"):
        spoil(root, f"geodata/{name}", "truncated")
    with served(root):
        assert faults_of_pages(asked=False) + faults_of_files() == []


def test_references_to_unknown_ids_are_left_out_and_named(root: Path) -> None:
    for name, old, new in (
        ("links", '"clause":"', '"clause":"no-'),
        ("firms", '"source":"', '"source":"no-'),
    ):
        path = root / "geodata" / f"{name}.json"
        path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    store = load(root)
    assert list(store.broken) == ["links", "sources"]
    assert store.broken["links"].startswith("links.json: line 2: 0.clause: expected a clause of")
    unknown = store.sources[store.firms[0].source]
    assert store.broken["sources"].endswith(f"{unknown.id!r}, as firms.json names it")
    assert unknown.id in unknown.title_zh and unknown.confidence == "low"


def test_without_any_layer_nothing_starts(root: Path) -> None:
    for path in (root / "layers").iterdir():
        path.write_text("order =", "utf-8")
    with pytest.raises(GeodataError, match=r"no layer can be used; .*not valid TOML"):
        load(root)


@pytest.mark.full
def test_every_file_and_kind_of_damage_on_every_page(root: Path) -> None:
    wrong: dict[str, list[str]] = defaultdict(list)
    for broken, (name, kind) in states(root, data_files()).items():
        spoil(root, name, kind)
        with served(root):
            found = faults_of_pages() + faults_of_files()
        mend(root, name)
        if found:
            wrong[", ".join(broken)] += found
    assert wrong == {}
