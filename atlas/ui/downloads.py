"""Files made when they are asked for: ``/download/<what>?page=…`` and the page's own parameters.

A link to a file is an ordinary link, so that taking a file away changes nothing on the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from atlas.crs import Bounds
from atlas.i18n import message
from atlas.shapes import EAST, NORTH, SOUTH, WEST
from atlas.ui.view import View, view_at

_NUMBER = r"(-?\d{1,3}(?:\.\d{1,17})?)"
_BBOX = re.compile(",".join([_NUMBER] * 4))
#: a smaller box is no view of a map (degrees)
NARROWEST = 0.0005


class DownloadError(ValueError):
    """A file that cannot be made as asked for; says why in the reader's language."""


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


#: makes a file of a view and of the address's parameters
Maker = Callable[[View, Mapping[str, str]], File]

#: last part of the path → what makes the file
MAKERS: dict[str, Maker] = {}


async def serve_download(request: Request) -> Response:
    """Make a file in a thread, so that nobody else waits for it."""
    asked = dict(request.query_params)
    make = MAKERS.get(request.path_params["what"])
    try:
        view = await run_in_threadpool(view_at, asked.get("page", "overview"), asked)
    except KeyError:
        make = None
    if make is None:
        return PlainTextResponse(message("download.unknown", asked.get("lang", "zh")), 404)
    try:
        made = await run_in_threadpool(make, view, asked)
    except DownloadError as error:
        return PlainTextResponse(str(error), status_code=400)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(made.name)}",
        "Cache-Control": "no-store",
    }
    return Response(made.content, media_type=made.media_type, headers=headers)


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
