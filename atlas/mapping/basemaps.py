"""Optional online base maps, described in ``basemaps.toml``."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Literal

from atlas.model import Strict


class Basemap(Strict):
    """An online tile layer.

    Attributes
    ----------
    url : str
        Leaflet's template, Web Mercator tiles.
    host : str
        What the Content-Security-Policy must allow for its images.
    datum : str
        ``gcj02`` tiles are drawn shifted, so that nothing of ours sits wrong; CGCS2000 and WGS-84
        agree far below a pixel.
    token : str or None
        Environment variable that holds the key; without a value the base map is not offered.
    """

    url: str
    host: str
    datum: Literal["wgs84", "cgcs2000", "gcj02"]
    max_zoom: int = 18
    subdomains: str = "abc"
    token: str | None = None


def offered_basemaps() -> dict[str, Basemap]:
    """Return the base maps to offer.

    ``ATLAS_BASEMAPS`` (names joined by commas) limits the offer; empty means none, for closed
    networks.
    """
    with (Path(__file__).with_suffix(".toml")).open("rb") as file:
        known = {name: Basemap.model_validate(table) for name, table in tomllib.load(file).items()}
    wanted = os.environ.get("ATLAS_BASEMAPS")
    names = known if wanted is None else [name.strip() for name in wanted.split(",")]
    offered = {}
    for name in names:
        basemap = known.get(name)
        if basemap is None:
            continue
        if basemap.token:
            token = os.environ.get(basemap.token)
            if not token:
                continue
            basemap = basemap.model_copy(update={"url": basemap.url.replace("{token}", token)})
        offered[name] = basemap
    return offered
