"""Where the atlas keeps its data.

The root is the project's folder, what the setting ``ATLAS_ROOT`` names, or what a caller passes to
``Paths.at``: tests point it at a copy. What a bureau keeps to itself lies elsewhere, in the folder
that ``ATLAS_PRIVATE`` names.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from atlas.settings import settings


@dataclass(frozen=True)
class Paths:
    """The folders of one copy of the atlas."""

    root: Path
    #: data that never enter the project, laid over its own; ``None``: there are none
    private: Path | None = None

    @classmethod
    def at(cls, root: Path | str | None = None) -> Paths:
        """Return the folders below ``root``, by default below the project's own root.

        Raises
        ------
        SettingsError
            When the environment says something that cannot be.
        """
        known = settings()
        return cls(Path(root).resolve() if root is not None else known.root, known.private)

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


def __getattr__(name: str) -> Path:
    """Return ROOT, LAYERS, GEODATA or SOURCES, read when asked for: importing must not fail."""
    if name == "ROOT":
        return Paths.at().root
    if name in ("LAYERS", "GEODATA", "SOURCES"):
        folder: Path = getattr(Paths.at(), name.lower())
        return folder
    raise AttributeError(name)
