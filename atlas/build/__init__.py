"""The build: source tables in, ``geodata/`` out, byte for byte reproducible."""

from atlas.build.run import build
from atlas.build.tables import BuildError

__all__ = ["BuildError", "build"]
