"""Markers for tests that need optional packages."""

from __future__ import annotations

import pytest

from atlas.spatial.crs import systems

#: geocoordinates-rs has wheels for macOS and Linux on x86 only; elsewhere the atlas offers no
#: GCJ-02 and no BD-09, so there is nothing to test
needs_shifts = pytest.mark.skipif(
    "gcj02" not in systems(), reason="geocoordinates-rs has no wheel for this machine"
)
