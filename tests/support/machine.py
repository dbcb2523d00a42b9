"""Markers for tests that cannot run on every machine."""

from __future__ import annotations

import sys
from importlib.util import find_spec

import pytest

from atlas.spatial.crs import systems

needs_shifts = pytest.mark.skipif(
    "gcj02" not in systems(),
    reason="geocoordinates-rs has wheels for macOS and Linux on x86 only; elsewhere the atlas "
    "offers no GCJ-02 and no BD-09, so there is nothing to test",
)
reads_proc = pytest.mark.skipif(
    sys.platform != "linux",
    reason="the test counts processes or measures their memory in /proc, which only Linux has",
)
needs_resource = pytest.mark.skipif(
    find_spec("resource") is None,
    reason="the test limits the size of files with Python's module resource, which Windows has not",
)
