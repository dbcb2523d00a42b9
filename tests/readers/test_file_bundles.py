"""Files of several parts: File Geodatabases, and the parts that dialogs offer."""

from __future__ import annotations

from pathlib import Path

import pyogrio
import pytest

from atlas.core.paths import Paths
from atlas.overrides.importer import Request, import_official
from atlas.readers.file_reader import read_path, read_planners_file
from atlas.readers.format_detection import ENDINGS
from atlas.spatial.measurement import area_ha
from atlas.store.override_datasets import dataset_names, dataset_provenance
from tests.support.check_command import run
from tests.support.planners import METRES, NAMES, PARCELS, zipped
from tests.support.reading import keys


@pytest.fixture
def geodatabase(tmp_path: Path) -> Path:
    """Return a folder with two feature classes in two systems, an empty one and a table."""
    folder = tmp_path / "三区三线.gdb"
    METRES.to_file(folder, driver="OpenFileGDB", layer="红线")
    ways = [("经纬度", PARCELS), ("空", METRES.iloc[:0])]
    for layer, frame in ways:
        frame.to_file(
            folder, driver="OpenFileGDB", layer=layer, mode="a", geometry_type="MultiPolygon"
        )
    table = METRES.drop(columns="geometry")
    pyogrio.write_dataframe(table, folder, driver="OpenFileGDB", layer="权属表", append=True)
    return folder


def test_every_feature_class_of_a_geodatabase_is_read_from_a_folder_or_a_zip(geodatabase):
    files = {path.name: path.read_bytes() for path in geodatabase.iterdir()}
    inner = zipped({f"成果/{geodatabase.name}/{name}": part for name, part in files.items()})
    ways = [
        read_path(geodatabase),
        read_path(geodatabase.parent),
        read_path(next(geodatabase.glob("*.gdbtable"))),
        read_planners_file("a.zip", inner),
        read_planners_file("a.zip", zipped(files)),
        read_planners_file("a.zip", zipped({"成果.zip": inner})),
    ]
    for drawing in ways:
        assert list(drawing.frame["name"]) == NAMES * 2
        wanted = [area_ha(shape) for shape in PARCELS.geometry] * 2
        assert [area_ha(s) for s in drawing.frame.geometry] == pytest.approx(wanted, rel=1e-6)
        assert {"planners.tables_only", "planners.empty_layer"} <= set(keys(drawing))


def test_a_geodatabase_is_checked_and_imported_as_a_folder(geodatabase, tmp_path, monkeypatch):
    code, _, said = run(str(geodatabase), "--lang", "en")
    assert code in (0, 1) and "权属表" in said
    (tmp_path / "private").mkdir()
    monkeypatch.setenv("ATLAS_PRIVATE", str(tmp_path / "private"))
    request = Request("ecological-redlines", "测试", "2026", kind="redline")
    made = import_official(Paths.at(), geodatabase, request)
    assert made.written and made.placed.added == tuple(NAMES)
    (name,) = dataset_names(tmp_path / "private")
    assert dataset_provenance(tmp_path / "private", name).features == 4
    assert "planners.empty_layer" in [note.key for note in made.notes]


def test_the_dialogs_offer_all_sidecar_files():
    assert {"xml", "sbn", "sbx", "qpj", "gdbindexes", "spx"} <= set(ENDINGS)
    assert all(ending == ending.lower() and "." not in ending for ending in ENDINGS)
