"""What every maker of files needs: the file itself, its refusal, the box that is asked for.

A link to a file is an ordinary link, so that taking a file away changes nothing on the page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from atlas.crs import Bounds
from atlas.shapes import EAST, NORTH, SOUTH, WEST
from atlas.ui.view import View

_NUMBER = r"(-?\d{1,3}(?:\.\d{1,17})?)"
_BBOX = re.compile(",".join([_NUMBER] * 4))
#: a smaller box is no view of a map (degrees)
NARROWEST = 0.0005


class DownloadError(ValueError):
    """A file that cannot be made as asked for; says why in the reader's language.

    Attributes
    ----------
    status : int
        Of the answer.
    """

    status = 400


@dataclass(frozen=True)
class File:
    """A file to take away.

    Attributes
    ----------
    name : str
        As it is saved; may be Chinese.
    media_type : str
    content : bytes
    """

    name: str
    media_type: str
    content: bytes = field(repr=False)


def bbox(view: View, asked: Mapping[str, str]) -> Bounds | None:
    """Return the box that an address asks for; ``None`` when it asks for none.

    A large screen sees farther than the atlas reaches: what lies beyond is cut off.

    Returns
    -------
    (float, float, float, float) or None
        West, south, east, north in degrees.

    Raises
    ------
    DownloadError
        When it is none, or lies elsewhere.
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
