"""What the server loads before it answers anybody."""

from __future__ import annotations

from atlas.i18n import catalogue
from atlas.model import vocabulary
from atlas.settings import PROJECT, settings
from atlas.textfiles import read_toml
from atlas.ui.resources import assets, store, versions


def start() -> None:
    """Load settings, words, data and the files of the map.

    Raises
    ------
    SettingsError, TextFileError, GeodataError
        Naming what is wrong: a server without it would answer every request with an error.
    """
    settings()
    for path in sorted((PROJECT / "atlas").rglob("*.toml")):
        read_toml(path)
    catalogue()
    vocabulary()
    store()
    assets()
    versions()
