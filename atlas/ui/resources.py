"""What is loaded once a process: the store, the files of the map, the pool of workers."""

from __future__ import annotations

from functools import cache

from streamlit import config

from atlas.mapping.assets import Assets, build_assets
from atlas.paths import Paths
from atlas.store import Store, load
from atlas.versions import code_version, data_version
from atlas.work import InlinePool, Pool, ProcessPool, limits, workers

MOUNT = "atlas"
#: loads what all jobs need
PRELOAD = "atlas.ui.preload"
#: how often the data are loaded again where they change meanwhile
TRIES = 3


def prefix() -> str:
    """Return the path under which the app is served: empty, or by ``server.baseUrlPath``."""
    path = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


@cache
def _loaded() -> tuple[Store, str]:
    """Load the data, and again where they changed meanwhile; return them and their digest."""
    for _ in range(TRIES):
        before = data_version(Paths.at())
        loaded = load()
        if data_version(Paths.at()) == before:
            break
    return loaded, before


def store() -> Store:
    """Return the atlas's data."""
    return _loaded()[0]


@cache
def versions() -> dict[str, str]:
    """Return which code and which data this process has loaded, as digests.

    Two processes that have loaded the same give the same answers.
    """
    return {"code": code_version(), "data": _loaded()[1]}


@cache
def pool() -> Pool:
    """Return where heavy work is done. ``ATLAS_WORKERS=0``: here, for tests and for debugging."""
    n = workers()
    return ProcessPool(limits(), n, PRELOAD) if n else InlinePool(limits())


@cache
def assets() -> Assets:
    """Return the files that the browser loads for the map."""
    return build_assets(store(), f"{prefix()}/{MOUNT}")
