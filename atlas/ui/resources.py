"""What is loaded once a process: the store and the files of the map."""

from __future__ import annotations

from functools import cache

from streamlit import config

from atlas.mapping.assets import Assets, build_assets
from atlas.store import Store, load

MOUNT = "atlas"


def prefix() -> str:
    """Return the path under which the app is served: empty, or by ``server.baseUrlPath``."""
    path = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


@cache
def store() -> Store:
    """Return the atlas's data."""
    return load()


@cache
def assets() -> Assets:
    """Return the files that the browser loads for the map."""
    return build_assets(store(), f"{prefix()}/{MOUNT}")
