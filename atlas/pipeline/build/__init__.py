"""Source tables in, the files of ``geodata`` out: the same bytes every time."""

from atlas.pipeline.build.build_files import build
from atlas.pipeline.build.source_tables import BuildError

__all__ = ["BuildError", "build"]
