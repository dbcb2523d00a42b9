"""Where the atlas keeps its data.

The root is the project's folder, the value of the environment variable ``ATLAS_ROOT``, or what a
caller passes to ``Paths.at``: tests point it at a copy. What a bureau keeps to itself lies
elsewhere, in the folder that ``ATLAS_PRIVATE`` names.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Paths:
    """The folders of one copy of the atlas."""

    root: Path
    #: data that never enter the project, laid over its own; ``None``: there are none
    private: Path | None = None

    @classmethod
    def at(cls, root: Path | str | None = None) -> Paths:
        """Return the folders below ``root``, by default below the project's own root."""
        private = os.environ.get("ATLAS_PRIVATE")
        return cls(
            Path(root).resolve() if root is not None else ROOT,
            Path(private).expanduser().resolve() if private else None,
        )

    @property
    def layers(self) -> Path:
        """Layer definitions, one TOML a layer."""
        return self.root / "layers"

    @property
    def geodata(self) -> Path:
        """Built layers, one GeoJSON a layer, and the plan's JSON files."""
        return self.root / "geodata"

    @property
    def sources(self) -> Path:
        """Source tables, edited by hand."""
        return self.geodata / "sources"


ROOT = Path(os.environ.get("ATLAS_ROOT") or Path(__file__).parent.parent).resolve()
LAYERS = Paths(ROOT).layers
GEODATA = Paths(ROOT).geodata
SOURCES = Paths(ROOT).sources
