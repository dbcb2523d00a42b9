"""The legend of a sheet: the categories that are drawn, and the symbols that need explaining."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely

from atlas.core.messages import message
from atlas.core.model import vocabulary
from atlas.layers.symbology import legend_samples, shape_of
from atlas.print.map.drawn_features import Drawn
from atlas.print.map.map_drawing import marked
from atlas.print.map.map_text import LINE, wrapped, write
from atlas.print.map.pen import Pen
from atlas.print.map.subject import Subject
from atlas.print.map.window import Box
from atlas.print.typesetting import INK
from atlas.spatial.arrowheads import swatch_arrow
from atlas.store.query import BASE_THEME
from atlas.wording.phrases import name

#: in screen px: type size, swatch width, gap after the swatch, swatch height
TYPE, SWATCH, SPACE, SIGN = 12.5, 34.0, 6.0, 8.0
#: type sizes and column counts to try; the smallest type is 5 points (mm)
TRIES = (
    *((1.2, 1), (1.1, 1), (1.0, 1), (0.92, 1), (1.0, 2), (0.92, 2), (1.0, 3), (0.92, 3)),
    *(
        (0.84, 2),
        (0.84, 3),
        (0.84, 4),
        (0.76, 2),
        (0.76, 3),
        (0.76, 4),
        (0.84, 5),
        (0.68, 3),
        (0.68, 4),
    ),
)
SMALLEST = 1.76
#: minimum shrink factor before a line wraps
KEEN = 0.83
#: number of column heights to try, as fractions of the box
STEPS = 12
#: minimum width of the text beside a swatch, in type sizes
NARROWEST = 7.0
#: height of a row, in type sizes
ROW = 1.62


@dataclass(frozen=True)
class Entry:
    """A line of the legend.

    Attributes
    ----------
    text : str
    look : dict or None
        Its symbol as a Leaflet style; ``None`` for a heading.
    colour : str
        Text colour of a heading.
    token : str
        ``layer/kind`` of a category.
    """

    text: str
    look: dict[str, Any] | None = field(default=None, repr=False)
    colour: str = INK
    token: str = ""


def entries(subject: Subject, content: Sequence[Drawn]) -> list[list[Entry]]:
    """Return the legend in groups, each a heading and its entries.

    One group per layer, with the map's own topic first and the base layers last; then the symbols
    of status and precision that occur.
    """
    lang, content = subject.lang, [one for one in content if one.seen]
    groups: list[list[Entry]] = []
    terms = vocabulary().theme
    layers = list(dict.fromkeys(one.layer.id for one in content))
    themes = list(terms)

    def rank(layer: str) -> tuple[bool, bool, int, int]:
        definition = subject.store.catalogue[layer]
        base, theme = definition.theme == BASE_THEME, themes.index(definition.theme)
        return base, definition.context, theme, -definition.order

    for layer in sorted(layers, key=rank):
        definition = subject.store.catalogue[layer]
        members = [one for one in content if one.layer.id == layer]
        rows = [
            Entry(category.label.in_(lang), _usual(own), token=f"{layer}/{category.value}")
            for category in definition.legend_order
            if (own := [one for one in members if one.category is category])
        ]
        colour = terms[definition.theme].colour or INK
        if definition.theme == BASE_THEME:
            head = Entry(terms[BASE_THEME].text.in_(lang), colour=colour)
            if groups and groups[-1][0] == head:
                groups[-1] += rows
                continue
        else:
            head = Entry(definition.title.in_(lang), colour=colour)
        groups.append([head, *rows])
    return groups + _signs(subject, content)


def _usual(members: Sequence[Drawn]) -> dict[str, Any]:
    """Return the symbol that most features of a category have."""

    def key(one: Drawn) -> tuple[str, ...]:
        shape = shape_of(one.shape.geom_type) if one.shape.geom_type != "GeometryCollection" else ""
        return str(one.record["status"]), str(one.record["precision"]), shape

    most = Counter(map(key, members)).most_common(1)[0][0]
    return next(one.look for one in members if key(one) == most)


def _signs(subject: Subject, content: Sequence[Drawn]) -> list[list[Entry]]:
    """Return the entries that explain dashes, soft edges, trays and the selection, if drawn."""
    lang = subject.lang
    drawn_shapes = [
        one for one in content if not one.layer.context and one.look["shape"] != "point"
    ]
    known = {one.record["precision"] for one in drawn_shapes}
    samples = legend_samples(official="official" in known)
    statuses = {one.record["status"] or "built" for one in drawn_shapes}
    rows = []
    if statuses - {"built"}:
        rows += [
            Entry(message(f"map.sample.status.{word}", lang), samples[f"status.{word}"])
            for word in vocabulary().status
            if word in statuses
        ]
    if known & {"schematic", "official"}:
        rows += [
            Entry(message(f"map.sample.precision.{word}", lang), samples[f"precision.{word}"])
            for word in vocabulary().precision
            if f"precision.{word}" in samples
        ]
    if any(one.by_town for one in content):
        rows.append(Entry(message("sheet.tray", lang), {"shape": "tray"}))
    for one in content:
        if one.id == subject.selected:
            text = message("sheet.selected", lang, name=name(one.record, lang))
            rows.append(Entry(text, marked(one.look)))
    return [[Entry(message("map.signs", lang)), *rows]] if rows else []


@dataclass(frozen=True)
class Row:
    """A line of the legend with its position."""

    entry: Entry
    left: float
    middle: float
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Arranged:
    """A legend arranged in its box: rows, type size and pixel size (mm)."""

    rows: list[Row]
    size: float
    pixel: float
    height: float


def arrange(groups: Sequence[Sequence[Entry]], box: Box, pixel: float) -> Arranged | None:
    """Return the legend in the largest size that fits a box; ``None`` if no size fits.

    A slightly smaller size is preferred if then no entry wraps.
    """
    first: Arranged | None = None
    for factor, columns in TRIES:
        size = TYPE * pixel * factor
        room = box.width / columns - (SWATCH + SPACE) * pixel * factor
        if size < SMALLEST or (columns > 1 and room < NARROWEST * size):
            continue
        if first and size < KEEN * first.size:
            break
        for whole in (True, False):
            found = _balanced(groups, box, columns, pixel * factor, whole=whole)
            if found and all(len(row.lines) == 1 for row in found.rows):
                return found
            first = first or found
    return first


def _balanced(
    groups: Sequence[Sequence[Entry]], box: Box, columns: int, pixel: float, *, whole: bool
) -> Arranged | None:
    """Return the legend in columns of similar height."""
    for part in range(STEPS // columns, STEPS + 1):
        height = box.height * part / STEPS
        room = Box(box.left, box.top - height, box.width, height)
        if found := _flow(groups, room, columns, pixel, whole=whole):
            return found
    return None


def _flow(
    groups: Sequence[Sequence[Entry]], box: Box, columns: int, pixel: float, *, whole: bool
) -> Arranged | None:
    """Fill one column after another; with ``whole``, no group is split."""
    size, wide = TYPE * pixel, box.width / columns
    room = wide - (SWATCH + SPACE) * pixel - (1.0 if columns > 1 else 0.0)
    rows: list[Row] = []
    column, top, lowest = 0, box.top, box.top
    for group in groups:
        for number, entry in enumerate(group):
            head = number == 0
            lines = tuple(wrapped(entry.text, size, wide - 1 if head else room))
            above = 0.55 * size if head and top < box.top else 0.0
            height = _height(len(lines), size)
            # keep a heading with its first entry, or with all of them
            more = (group[1:] if whole else group[1:2]) if head else []
            needed = (
                above
                + height
                + sum(_height(len(wrapped(other.text, size, room)), size) for other in more)
            )
            if top - needed < box.bottom:
                column, top, above = column + 1, box.top, 0.0
                if column == columns or top - needed < box.bottom:
                    return None
            top -= above
            rows.append(Row(entry, box.left + column * wide, top - height / 2, lines))
            top -= height
            lowest = min(lowest, top)
    return Arranged(rows, size, pixel, box.top - lowest)


def _height(lines: int, size: float) -> float:
    return (lines - 1) * LINE * size * 0.9 + size * ROW


def draw_legend(pen: Pen, arranged: Arranged) -> None:
    """Draw a legend; ``pen`` must not be clipped to the map."""
    size, pixel = arranged.size, arranged.pixel
    small = Pen(pen.drawing, pixel)
    for row in arranged.rows:
        look = row.entry.look
        left = row.left + ((SWATCH + SPACE) * pixel if look else 0)
        if look:
            swatch = Box(row.left, row.middle - SIGN * pixel / 2, SWATCH * pixel, SIGN * pixel)
            draw_swatch(small, swatch, look)
        top = row.middle + (len(row.lines) - 1) * LINE * size * 0.45
        for number, line in enumerate(row.lines):
            write(
                pen.drawing,
                left,
                top - number * LINE * size * 0.9,
                line,
                size,
                colour=INK if look else row.entry.colour,
                bold=0 if look else 0.035,
            )


def draw_swatch(pen: Pen, box: Box, look: dict[str, Any]) -> None:
    """Draw a legend swatch."""
    x, y = box.middle
    shape = look["shape"]
    plate = shapely.box(box.left + 2 * pen.pixel, box.bottom, box.right - 2 * pen.pixel, box.top)
    if shape == "point":
        pen.point(x, y, {**look, "size": min(look["size"], 5)}, 900)
        ring = shapely.Point(x, y).buffer((min(look["size"], 5) + 3) * pen.pixel)
        for stroke in look.get("ring", []):
            pen.stroke(ring, stroke, 900)
    elif shape == "line":
        look, (left, right) = swatch_arrow(look)
        line = shapely.LineString(
            [(box.left + left * pen.pixel, y), (box.right - right * pen.pixel, y)]
        )
        for stroke in look["strokes"]:
            pen.stroke(line, stroke, 900)
        pen.arrows(line, look, 900)
    elif shape == "tray":
        pen.fill(plate, "#fffdf8", 1, 900)
        pen.stroke(plate, {"color": "#b9b0a0", "weight": 1}, 900)
        for dx in (-9, 0, 9):
            sign = {"sign": "square", "size": 2.2, "fill": "#dcd9f0", "color": "#6b6355"}
            pen.point(x + dx * pen.pixel, y, sign, 900)
    else:
        for stroke in look.get("halo", []):
            pen.stroke(plate, stroke, 900)
        fill = look.get("fill")
        count = len(fill) if isinstance(fill, list) else 1
        west, south, east, north = plate.bounds
        for part in range(count):  # show all colours of a palette
            left, right = (west + (east - west) * at / count for at in (part, part + 1))
            pen.area(shapely.box(left, south, right, north), look, part, 900)
        for stroke in look["strokes"]:
            pen.stroke(plate, stroke, 900)
