"""Optional online base maps, described in ``basemaps.toml``."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from atlas.core.model import Strict
from atlas.core.settings import settings
from atlas.core.toml_files import load_toml


class Basemap(Strict):
    """An online tile layer.

    Attributes
    ----------
    url : str
        Leaflet's URL template of Web Mercator tiles.
    host : str
        Host that the Content-Security-Policy must allow for images.
    datum : str
        ``gcj02`` tiles are shifted to match the layers; CGCS2000 and WGS-84 differ by far less than
        a pixel.
    token : bool
        Whether it needs the key in ``ATLAS_TIANDITU_TOKEN``; without a key it is not offered.
    """

    url: str
    host: str
    datum: Literal["wgs84", "cgcs2000", "gcj02"]
    max_zoom: int = 18
    subdomains: str = "abc"
    token: bool = False


def offered_basemaps() -> dict[str, Basemap]:
    """Return the base maps to offer.

    ``ATLAS_BASEMAPS`` (names separated by commas) limits the offer; empty means none, for closed
    networks.
    """
    known = load_toml(dict[str, Basemap], Path(__file__).with_suffix(".toml"))
    said = settings()
    token = said.tianditu_token.get_secret_value() if said.tianditu_token else ""
    wanted = known if said.basemaps is None else said.basemaps
    return {
        name: basemap.model_copy(update={"url": basemap.url.replace("{token}", token)})
        for name in wanted
        for basemap in [known[name]]
        if token or not basemap.token
    }
