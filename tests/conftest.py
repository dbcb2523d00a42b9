"""What several test files share: fixtures, and the profile of the property tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pytest
from hypothesis import HealthCheck, settings

from atlas import store
from atlas.catalogue import LayerDefinition
from atlas.paths import GEODATA, LAYERS

# the tests are about the project's own data, whatever their machine keeps in private
os.environ.pop("ATLAS_PRIVATE", None)
# What tests ask of the pool is done at once in the test's own process: the same functions on the
# same pickled arguments, without the processes, limits and lines, which tests/test_work.py and
# tests/hostile/ are about.
os.environ["ATLAS_WORKERS"] = "0"
# GeoPackages of the tests need not survive a power cut
os.environ["OGR_SQLITE_SYNCHRONOUS"] = "OFF"
# a busy machine is no fault of the code under test
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(scope="session", autouse=True)
def layers_read_once() -> Iterator[None]:
    """Read a layer once for each content of its file and definition.

    Tests load copies of the atlas in which all layers but one or two are as they were.
    """
    read, known = store.read_layer, {}

    def read_once(path: Path, definition: LayerDefinition) -> gpd.GeoDataFrame:
        try:
            content = path.read_bytes()
        except OSError:
            return read(path, definition)
        key = (path.name, content, definition.model_dump_json())
        if key not in known:
            known[key] = read(path, definition)
        return known[key].copy()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "read_layer", read_once)
        yield


@pytest.fixture
def root_copy(tmp_path: Path) -> Path:
    """A copy of the data that a test may spoil."""
    shutil.copytree(LAYERS, tmp_path / "layers")
    shutil.copytree(GEODATA, tmp_path / "geodata")
    return tmp_path


@pytest.fixture
def private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A private folder outside the project, still empty."""
    folder = tmp_path / "bureau"
    folder.mkdir()
    monkeypatch.setenv("ATLAS_PRIVATE", str(folder))
    return folder
