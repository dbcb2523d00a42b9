"""The private folder: outside the project, and harmless if damaged."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from atlas.cli.main import app
from atlas.core.paths import ROOT
from atlas.core.settings import PROJECT, SettingsError
from atlas.overrides.importer import source_id
from atlas.pipeline.validation import validate
from atlas.store.store import load
from tests.support.bureau import LAYER, RESERVE, SAID, TITLE, as_gpkg, failing, redlines, run
from tests.support.project import store as plain

# ---- the private folder --------------------------------------------------------------------------


@pytest.mark.parametrize("inside", [ROOT / "private", PROJECT / "x", ROOT])
def test_a_folder_inside_the_project_is_refused(tmp_path, monkeypatch, inside):
    monkeypatch.setenv("ATLAS_PRIVATE", str(inside))
    err = failing(str(as_gpkg(tmp_path, redlines())), *SAID)
    assert err == (
        f"atlas import: ATLAS_PRIVATE: expected a folder outside the project ({ROOT}), "
        f"found {inside}\n"
    )
    with pytest.raises(SettingsError, match="ATLAS_PRIVATE"):
        load()
    assert not (inside / LAYER).exists()


def test_a_folder_inside_the_root_of_a_command_is_refused(root_copy, monkeypatch):
    inside = root_copy / "private"
    inside.mkdir()
    monkeypatch.setenv("ATLAS_PRIVATE", str(inside))
    assert str(inside) in failing("--list", "--root", str(root_copy))
    assert str(inside) in load(root_copy).refused[0].text("zh")


def test_a_link_that_leads_into_the_project_is_refused_too(tmp_path, monkeypatch):
    (tmp_path / "outside").symlink_to(PROJECT)
    monkeypatch.setenv("ATLAS_PRIVATE", str(tmp_path / "outside" / "private"))
    assert "outside the project" in failing("--list")


def spoil(folder: Path, change: Callable[[dict[str, Any]], object], suffix: str) -> None:
    [path] = folder.glob(f"{LAYER}/*{suffix}")
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def put(**properties: Any) -> Callable[[dict[str, Any]], object]:
    return lambda content: content["features"][0]["properties"].update(properties)


@pytest.mark.parametrize(
    ("suffix", "change", "words"),
    [
        (".geojson", put(kind="lake"), (RESERVE, "kind", "'lake'")),
        (".geojson", put(area_ha_published="many"), (RESERVE, "area_ha_published")),
        (".geojson", put(layer="rivers"), (RESERVE, "layer", "rivers")),
        (".geojson", put(id="river-ze"), ("river-ze", "rivers.geojson")),
        (".geojson", lambda c: c["features"][0].update(geometry=None), (RESERVE, "geometry")),
        (".geojson", lambda c: c.update(type="x"), ("FeatureCollection",)),
        (".json", lambda c: c["source"].update(date="May"), ("source.date",)),
        (".json", lambda c: c.update(layer="rivers"), ("source.id", "rivers")),
        (".json", lambda c: c.pop("sha256"), ("sha256",)),
    ],
)  # fmt: skip
def test_a_broken_private_file_is_named_and_the_atlas_s_shapes_used(
    tmp_path, private, suffix, change, words
):
    run(str(as_gpkg(tmp_path, redlines())), *SAID)
    spoil(private, change, suffix)
    store = load()
    [note] = store.refused
    for lang in ("zh", "en"):
        for word in (LAYER, source_id(TITLE), *words):
            assert word in note.text(lang)
    assert store.broken == {}
    assert store.records == plain().records
    assert store.overlaid == frozenset()


def test_shapes_without_their_provenance_or_of_no_layer_are_refused(tmp_path, private):
    run(str(as_gpkg(tmp_path, redlines())), *SAID)
    shutil.copytree(private / LAYER, private / "no-such-layer")
    [path] = private.glob(f"{LAYER}/*.json")
    path.unlink()
    assert len(load().refused) == 2
    assert load().records == plain().records


def test_checks_and_reports_ignore_the_private_folder(tmp_path, private):
    report = CliRunner().invoke(app, ["coverage"]).stdout
    run(str(as_gpkg(tmp_path, redlines())), *SAID)
    assert validate() == []
    assert CliRunner().invoke(app, ["coverage"]).stdout == report
