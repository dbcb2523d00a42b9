"""Sources → geodata: reproducible, the same bytes every time."""

from atlas.build.run import build
from atlas.build.tables import BuildError

__all__ = ["BuildError", "build"]
