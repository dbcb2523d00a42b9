"""Checks of pairs of features that meet according to a source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import shapely
from shapely.geometry.base import BaseGeometry

from atlas.core.model import Meeting, Source
from atlas.pipeline.validation.complaint import Complaint, Complaints, Item
from atlas.spatial.crs import to_metres

FILE = "geodata/meets.json"
#: metres: tolerance for rounding both shapes to the grid of the files
TOUCH_M = 1.0


def check_meets(
    meets: Iterable[Meeting], items: Mapping[str, Item], sources: Mapping[str, Source] | None
) -> Complaints:
    """Check every row of ``meets.json``: ids, source, and that the drawn shapes touch.

    Parameters
    ----------
    meets : iterable of Meeting
        Rows to check.
    items : mapping of str to Item
        Feature id → feature, for all layers.
    sources : mapping of str to Source, optional
        All sources; ``None`` if they cannot be read.
    """
    meets = list(meets)
    for pair, count in Counter(frozenset((m.a, m.b)) for m in meets).items():
        if count > 1 or len(pair) < 2:
            name = " – ".join(sorted(pair))
            yield Complaint(FILE, name, "", "expected two features, and each pair once")
    for meeting in meets:
        name = f"{meeting.a} – {meeting.b}"
        if sources is not None and meeting.source not in sources:
            message = f"expected a known source, found {meeting.source!r}"
            yield Complaint(FILE, name, "source", message)
        shapes: list[BaseGeometry] = []
        for column, identifier in (("a", meeting.a), ("b", meeting.b)):
            item = items.get(identifier)
            if item is None:
                message = f"expected the id of a feature, found {identifier!r}"
                yield Complaint(FILE, name, column, message)
            elif item.shape is None or item.get("precision") == "town":
                message = f"expected a feature whose place is drawn, found {identifier!r}"
                yield Complaint(FILE, name, column, message)
            else:
                shapes.append(to_metres(item.shape))
        if len(shapes) == 2:
            yield from _check_touch(meeting, name, *shapes)


def _check_touch(meeting: Meeting, name: str, a: BaseGeometry, b: BaseGeometry) -> Complaints:
    gap = a.distance(b)
    if gap > TOUCH_M:
        yield Complaint(FILE, name, "", f"expected them to meet, found them {gap:.0f} m apart")
    elif meeting.how == "ends":
        ends = shapely.get_parts(a.boundary)
        gap = min((end.distance(b) for end in ends), default=float("inf"))
        if gap > TOUCH_M:
            message = f"expected an end of {meeting.a} there, found it {gap:.0f} m away"
            yield Complaint(FILE, name, "how", message)
