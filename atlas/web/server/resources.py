"""Resources loaded once per process: the store, the map's files, the worker pool."""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache

from streamlit import config

from atlas.core.atomic_files import read_whole
from atlas.core.paths import Paths
from atlas.core.urls import Urls
from atlas.core.versions import code_version, data_version
from atlas.store.as_of import on_day
from atlas.store.store import Store, load
from atlas.tours.tour_files import Tours, read_tours
from atlas.webmap.assets import Assets, build_assets
from atlas.workers import InlinePool, Pool, ProcessPool, limits, workers

#: module that loads what all jobs need
PRELOAD = "atlas.web.jobs.preload"


def urls() -> Urls:
    """Return the atlas's addresses on its own server, below ``server.baseUrlPath``."""
    path = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return Urls(f"/{path}" if path else "")


@cache
def _loaded() -> tuple[Store, Tours, str]:
    """Load the data, again if they change meanwhile; return them and their digest."""
    paths = Paths.at()
    folders = [paths.layers, paths.geodata, *([paths.private] if paths.private else [])]

    def read() -> tuple[Store, Tours, str]:
        found = load()
        return found, read_tours(found), data_version(paths)

    return read_whole(folders, read)


@lru_cache(maxsize=1)
def _on(day: date) -> Store:
    return on_day(_loaded()[0], day)


def store() -> Store:
    """Return the atlas's data; they tell outcomes and delays as of today."""
    return _on(date.today())


def tours() -> Tours:
    """Return the guided tours."""
    return _loaded()[1]


@cache
def versions() -> dict[str, str]:
    """Return the digests of the code and data that this process has loaded.

    Processes with equal digests give equal answers.
    """
    return {"code": code_version(), "data": _loaded()[2]}


@cache
def pool() -> Pool:
    """Return the worker pool; with ``ATLAS_WORKERS=0`` jobs run in this process, for debugging."""
    n = workers()
    return ProcessPool(limits(), n, PRELOAD) if n else InlinePool(limits())


@cache
def assets() -> Assets:
    """Return the files that the browser loads for the map."""
    return build_assets(store(), urls().assets)
