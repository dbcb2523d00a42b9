"""Shared fixtures, and the profile of the property tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pytest
from hypothesis import HealthCheck, settings

from atlas.core.paths import GEODATA, LAYERS
from atlas.layers.layer_definition import LayerDefinition
from atlas.store import store

# the tests use only the project's own data, not the machine's private folder
os.environ.pop("ATLAS_PRIVATE", None)
# Jobs run inline in the test's own process: the same functions on the same pickled arguments,
# without processes, limits and queues, which tests/workers/test_pool.py and tests/hostile/ test.
os.environ["ATLAS_WORKERS"] = "0"
# GeoPackages of the tests need not survive a power cut
os.environ["OGR_SQLITE_SYNCHRONOUS"] = "OFF"
# a busy machine must not fail a test
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
    """Return a copy of the data that a test may modify."""
    shutil.copytree(LAYERS, tmp_path / "layers")
    shutil.copytree(GEODATA, tmp_path / "geodata")
    return tmp_path


@pytest.fixture
def private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty private folder outside the project."""
    folder = tmp_path / "bureau"
    folder.mkdir()
    monkeypatch.setenv("ATLAS_PRIVATE", str(folder))
    return folder
