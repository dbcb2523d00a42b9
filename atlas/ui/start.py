"""Loading before the server answers requests."""

from __future__ import annotations

from atlas.i18n import catalogue
from atlas.model import vocabulary
from atlas.settings import PROJECT, settings
from atlas.textfiles import read_toml
from atlas.ui.resources import assets, store, versions


def start() -> None:
    """Load settings, messages, data and the map's files.

    Raises
    ------
    SettingsError, TextFileError, GeodataError
        Names the fault; without these the server could only answer errors.
    """
    settings()
    for path in sorted((PROJECT / "atlas").rglob("*.toml")):
        read_toml(path)
    catalogue()
    vocabulary()
    store()
    assets()
    versions()
