"""The folders of the atlas.

The root is the project's folder, the setting ``ATLAS_ROOT``, or the argument of ``Paths.at`` (tests
use a copy). Private data lie outside the project, in the folder named by ``ATLAS_PRIVATE``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from atlas.core.settings import settings


@dataclass(frozen=True)
class Paths:
    """The folders of one copy of the atlas."""

    root: Path
    #: private data that replace or extend the project's own; ``None`` if there are none
    private: Path | None = None

    @classmethod
    def at(cls, root: Path | str | None = None) -> Paths:
        """Return the folders below ``root``, by default below the project's own root.

        Raises
        ------
        SettingsError
            When an environment variable is invalid.
        """
        known = settings()
        return cls(Path(root).resolve() if root is not None else known.root, known.private)

    @property
    def layers(self) -> Path:
        """Layer definitions, one TOML file per layer."""
        return self.root / "layers"

    @property
    def geodata(self) -> Path:
        """Built layers, one GeoJSON file per layer, and the plan's JSON files."""
        return self.root / "geodata"

    @property
    def sources(self) -> Path:
        """Source tables, edited by hand."""
        return self.geodata / "sources"

    @property
    def tours(self) -> Path:
        """Guided tours, one TOML file per tour."""
        return self.geodata / "tours"


def __getattr__(name: str) -> Path:
    """Return ROOT, LAYERS, GEODATA or SOURCES lazily, so that importing cannot fail."""
    if name == "ROOT":
        return Paths.at().root
    if name in ("LAYERS", "GEODATA", "SOURCES"):
        folder: Path = getattr(Paths.at(), name.lower())
        return folder
    raise AttributeError(name)
