"""Fixtures that several test files share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from atlas.paths import GEODATA, LAYERS


@pytest.fixture
def root_copy(tmp_path: Path) -> Path:
    """A copy of the data that a test may spoil."""
    shutil.copytree(LAYERS, tmp_path / "layers")
    shutil.copytree(GEODATA, tmp_path / "geodata")
    return tmp_path
