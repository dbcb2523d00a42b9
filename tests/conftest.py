"""Shared fixtures, and the profile of the property tests."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from hypothesis import HealthCheck, settings

from atlas.core.paths import GEODATA, LAYERS, Paths
from atlas.layers.layer_definition import LayerDefinition
from atlas.pipeline.build import build_files
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


@pytest.fixture(scope="session", autouse=True)
def ways_found_once() -> Iterator[None]:
    """Find the ways by road once for each content of the sources: they take most of a build.

    Tests build copies of the atlas in which one table or the next plan is another.
    """
    known: dict[tuple[str, str], Any] = {}

    def once(find: Callable[..., Any]) -> Callable[..., Any]:
        def found(paths: Paths, *others: Any) -> Any:
            key = (find.__name__, _content(paths))
            if key not in known:
                known[key] = find(paths, *others)
            return known[key]

        return found

    with pytest.MonkeyPatch.context() as patch:
        for find in (build_files.access, build_files.town_access):
            patch.setattr(build_files, find.__name__, once(find))
        yield


def _content(paths: Paths) -> str:
    """Return a digest of all that ways are found from: every source but the next plan."""
    digest = hashlib.sha256()
    for folder in (paths.sources, paths.layers):
        for path in sorted(folder.rglob("*.*")):
            if path.is_file() and path.parent.name != build_files.NEXT_PLAN:
                digest.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return digest.hexdigest()


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
