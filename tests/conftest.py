"""What several test files share: fixtures, and the profile of the property tests."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from atlas.paths import GEODATA, LAYERS

# the tests are about the project's own data, whatever their machine keeps in private
os.environ.pop("ATLAS_PRIVATE", None)
# a busy machine is no fault of the code under test
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture
def root_copy(tmp_path: Path) -> Path:
    """A copy of the data that a test may spoil."""
    shutil.copytree(LAYERS, tmp_path / "layers")
    shutil.copytree(GEODATA, tmp_path / "geodata")
    return tmp_path


@pytest.fixture
def private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A private folder outside the project; not yet there."""
    folder = tmp_path / "bureau"
    monkeypatch.setenv("ATLAS_PRIVATE", str(folder))
    return folder
