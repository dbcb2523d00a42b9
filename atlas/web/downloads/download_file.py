"""Shared parts of downloads: the entry in the register, the file, the error, the bounding box.

Download links are ordinary links, so that downloading changes nothing on the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from atlas.spatial.crs import Bounds
from atlas.spatial.shape_text import EAST, NORTH, SOUTH, WEST
from atlas.web.server.resources import urls
from atlas.web.state.page_view import View

#: parameter that the server adds: the atlas's address as the client reached it
PUBLIC = "public"
_NUMBER = r"(-?\d{1,3}(?:\.\d{1,17})?)"
_BBOX = re.compile(",".join([_NUMBER] * 4))
#: minimum size of a bounding box (degrees)
NARROWEST = 0.0005


class DownloadError(ValueError):
    """The file cannot be made as requested; the message is localized.

    Attributes
    ----------
    status : int
        HTTP status of the response.
    """

    status = 400


@dataclass(frozen=True)
class File:
    """A file to download.

    Attributes
    ----------
    name : str
        File name for saving; may be Chinese.
    media_type : str
    content : bytes
    """

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Download:
    """A kind of file to download; all of them are in :mod:`atlas.web.downloads.register`.

    Attributes
    ----------
    name : str
        Last part of its path.
    kind : str
        Kind of job: a key of ``job_limits.toml``.
    make : callable
        Makes the file, with its name, from a view and the URL's parameters. For workers.
    media : mapping of str to str
        Format → media type.
    make_held : callable or None
        Makes the file from a pickled report that a session holds. For workers.
    held_kind : str
        Kind of that job.
    addressed : bool
        Whether the file holds addresses of the atlas; ``make`` finds their base under
        :data:`PUBLIC` in the parameters.
    """

    name: str
    kind: str
    make: Callable[[View, Mapping[str, str]], File]
    media: Mapping[str, str] = field(default_factory=dict)
    make_held: Callable[[bytes, View, Mapping[str, str]], File] | None = None
    held_kind: str = ""
    addressed: bool = False

    def address(self, query: Mapping[str, str]) -> str:
        """Return the URL of a file with these parameters."""
        return urls().download(self.name, query)


def bbox(view: View, asked: Mapping[str, str]) -> Bounds | None:
    """Return the bounding box in a URL; ``None`` if there is none.

    The box is clipped to the atlas's extent, since a large screen shows more.

    Returns
    -------
    (float, float, float, float) or None
        West, south, east, north in degrees.

    Raises
    ------
    DownloadError
        If it is not a valid box, or lies elsewhere.
    """
    text = asked.get("bbox", "")
    if not text:
        return None
    found = _BBOX.fullmatch(text)
    west, south, east, north = map(float, found.groups()) if found else (0.0,) * 4
    west, east = (min(max(lon, WEST), EAST) for lon in (west, east))
    south, north = (min(max(lat, SOUTH), NORTH) for lat in (south, north))
    if not (east - west >= NARROWEST and north - south >= NARROWEST):
        raise DownloadError(view.text("download.bad_bbox"))
    return west, south, east, north
