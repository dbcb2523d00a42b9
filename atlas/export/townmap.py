"""The map of a town's profile: vectors with the signs of the screen, labels, scale, legend."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely
from fpdf import FPDF
from fpdf.drawing import color_from_hex_string as colour
from shapely.geometry.base import BaseGeometry

from atlas.crs import to_metres
from atlas.export.paper import FONT, INK, LINE, PAPER, SOFT, WORLD, plain
from atlas.i18n import message
from atlas.present.words import name, status_text
from atlas.store import GROUND, Store
from atlas.symbology import shape_of, style

#: width and height of the map, and what a pixel of the screen measures on paper
SIZE_MM = (178.0, 104.0)
PIXEL_MM = 0.2
#: what of the world round the town is seen at least, in metres
MARGIN_M = 1500
LEGEND_COLUMNS, LEGEND_ROW_MM, SWATCH_MM = 3, 4.6, 9.0

Place = tuple[float, float]
Entry = tuple[str, dict[str, Any]]


@dataclass
class _Window:
    """A part of the projected plane (EPSG:4549, metres) and where it stands on the page (mm)."""

    bounds: tuple[float, float, float, float]
    left: float
    top: float
    taken: list[BaseGeometry] = field(default_factory=list)

    @classmethod
    def round(cls, shape: BaseGeometry, left: float, top: float) -> _Window:
        west, south, east, north = shape.buffer(MARGIN_M).bounds
        across, down = east - west, north - south
        metres = max(across / SIZE_MM[0], down / SIZE_MM[1])
        x, y = (west + east) / 2, (south + north) / 2
        half, rise = SIZE_MM[0] * metres / 2, SIZE_MM[1] * metres / 2
        return cls((x - half, y - rise, x + half, y + rise), left, top)

    @property
    def scale(self) -> float:
        """Millimetres of paper a metre."""
        return SIZE_MM[0] / (self.bounds[2] - self.bounds[0])

    def place(self, coords: Iterable[Sequence[float]]) -> list[Place]:
        west, _, _, north = self.bounds
        return [
            (self.left + (x - west) * self.scale, self.top + (north - y) * self.scale)
            for x, y in coords
        ]

    def cut(self, shape: BaseGeometry, beyond: float = 0) -> BaseGeometry:
        """Return what of a shape is seen, and ``beyond``: so many metres out no edge is seen."""
        return shape.intersection(shapely.box(*self.bounds).buffer(beyond, join_style="mitre"))

    def free(self, box: BaseGeometry) -> bool:
        """Tell whether a label fits in, and take its room if so."""
        room = shapely.box(self.left, self.top, self.left + SIZE_MM[0], self.top + SIZE_MM[1])
        if not room.contains(box) or any(box.intersects(other) for other in self.taken):
            return False
        self.taken.append(box)
        return True


def draw_town(pdf: FPDF, store: Store, town: dict[str, Any], lang: str) -> None:
    """Draw a town, what lies in it and round it, and the legend; go below them.

    Parameters
    ----------
    pdf : fpdf.FPDF
        With the font of :mod:`atlas.export.paper` added; drawn at its place on the page, units mm.
    store : Store
    town : dict
        A record of the layer ``townships``.
    lang : str
    """
    frame = store.frames["townships"]
    towns = dict(zip(frame["id"], map(to_metres, frame.geometry), strict=True))
    here = towns[town["id"]]
    window = _Window.round(here, pdf.l_margin, pdf.get_y())
    box = (window.left, window.top, *SIZE_MM)
    right, foot = window.left + SIZE_MM[0], window.top + SIZE_MM[1]
    window.free(shapely.box(right - 11, window.top + 1, right - 1, window.top + 15))  # north arrow
    window.free(shapely.box(window.left + 1, foot - 11, window.left + 50, foot - 1))  # scale bar
    entries: dict[str, Entry] = {}
    labels: list[tuple[str, BaseGeometry]] = []
    with pdf.rect_clip(*box):
        _fill(pdf, window, shapely.box(*window.bounds), WORLD)
        _fill(pdf, window, here, PAPER)
        for shape in towns.values():
            _stroke(pdf, window, shape.boundary, {"color": LINE, "weight": 1, "dashArray": "4 3"})
        for record, shape in _drawn(store, town["code"]):
            kind = store.category(record)
            look = style(kind, shape_of(shape.geom_type), record["status"], record["precision"])
            seen = window.cut(shape)
            if seen.is_empty:
                continue
            _sign(pdf, window, window.cut(shape, beyond=3000), look)
            words = kind.label.in_(lang)
            if look["shape"] == "line" and record["status"] not in (None, "built"):
                words += f" \u00b7 {status_text(store, record['layer'], record['status'], lang)}"
            entries.setdefault(words, (words, look))
            labels.append((_label(record, lang), seen))
        _stroke(pdf, window, here.boundary, {"color": INK, "weight": 2.4})
        pdf.set_font(FONT, size=9)
        for identifier, shape in towns.items():
            own, seen = identifier == town["id"], window.cut(shape)
            if not seen.is_empty:
                pdf.set_text_color(colour(INK if own else SOFT))
                pdf.set_font(FONT, size=10 if own else 7.5)
                _write(pdf, window, name(store.records[identifier], lang), seen)
        pdf.set_text_color(colour(INK))
        pdf.set_font(FONT, size=6.5)
        for text, shape in labels:
            _write(pdf, window, text, shape)
        _scale_bar(pdf, window)
        _north(pdf, window, lang)
    pdf.set_draw_color(colour(LINE))
    pdf.set_line_width(0.2)
    pdf.rect(*box)
    pdf.set_y(window.top + SIZE_MM[1] + 2)
    _legend(pdf, list(entries.values()))


def _drawn(store: Store, code: str) -> Iterator[tuple[dict[str, Any], BaseGeometry]]:
    """Yield what is drawn, lowest first: the context, and what is listed in the town."""
    listed = set(store.in_town(code)["id"])
    for record, shape in store.placed():
        layer, category = store.catalogue[record["layer"]], store.category(record)
        context = layer.context and layer.id not in GROUND
        if context or (record["id"] in listed and not category.direction):
            yield record, to_metres(shape)


def _label(record: dict[str, Any], lang: str) -> str:
    return plain(str(record.get(f"label_{lang}") or name(record, lang)))


def _sign(pdf: FPDF, window: _Window, shape: BaseGeometry, look: dict[str, Any]) -> None:
    if look["shape"] == "point":
        for part in shapely.get_parts(shape):
            [(x, y)] = window.place(part.coords)
            _point(pdf, x, y, look)
        return
    if look["shape"] == "area" and look.get("fill"):
        fill = look["fill"] if isinstance(look["fill"], str) else look["fill"][0]
        _fill(pdf, window, shape, fill, look.get("fillOpacity", 1))
    edge = shape.boundary if look["shape"] == "area" else shape
    for stroke in look["strokes"]:
        _stroke(pdf, window, edge, stroke)


def _point(pdf: FPDF, x: float, y: float, look: dict[str, Any]) -> None:
    radius = max(look["size"] * PIXEL_MM / 2, 0.7)
    pdf.set_dash_pattern()
    pdf.set_draw_color(colour(look["color"]))
    pdf.set_fill_color(colour(look["fill"] or "#ffffff"))
    pdf.set_line_width(0.35)
    pdf.circle(x=x, y=y, radius=radius, style="DF")


def _fill(pdf: FPDF, window: _Window, shape: BaseGeometry, code: str, opacity: float = 1) -> None:
    with pdf.local_context(fill_color=colour(code), fill_opacity=opacity):
        for part in shapely.get_parts(shape):
            if part.geom_type == "Polygon":
                pdf.polygon(window.place(part.exterior.coords), style="F")


def _stroke(pdf: FPDF, window: _Window, shape: BaseGeometry, look: dict[str, Any]) -> None:
    for part in shapely.get_parts(shape):
        if part.geom_type == "LineString":
            _polyline(pdf, window.place(part.coords), look)


def _polyline(pdf: FPDF, points: list[Place], look: dict[str, Any]) -> None:
    weight = look["weight"] * PIXEL_MM
    pattern = [float(sign) * PIXEL_MM for sign in (look.get("dashArray") or "").split()]
    with pdf.local_context(
        draw_color=colour(look["color"]), line_width=weight, stroke_opacity=look.get("opacity", 1)
    ):
        pdf.set_dash_pattern(*(pattern[:2] if len(pattern) > 1 else (0, 0)))
        pdf.polyline(points)
        pdf.set_dash_pattern()


def _write(pdf: FPDF, window: _Window, text: str, shape: BaseGeometry) -> None:
    """Write a label in the middle of a shape, or not at all where another stands."""
    middle = shape.interpolate(0.5, normalized=True) if "Line" in shape.geom_type else None
    [(x, y)] = window.place((middle or shapely.point_on_surface(shape)).coords)
    width, height = pdf.get_string_width(text) + 1, pdf.font_size + 0.6
    for dx, dy in ((0, 0), (0, -height), (0, height), (width / 2 + 1.5, 0), (-width / 2 - 1.5, 0)):
        left, top = x + dx - width / 2, y + dy - height / 2
        if window.free(shapely.box(left, top, left + width, top + height)):
            with pdf.local_context(fill_color=colour(PAPER), fill_opacity=0.75):
                pdf.rect(left, top, width, height, style="F")
            pdf.text(left + 0.5, top + height - 0.9, text)
            return


def _scale_bar(pdf: FPDF, window: _Window) -> None:
    """Draw a bar of a round length, no longer than a quarter of the map."""
    kilometres = max(
        k for k in (1, 2, 5, 10) if k * 1000 * window.scale <= SIZE_MM[0] / 4 or k == 1
    )
    x, y, long = window.left + 4, window.top + SIZE_MM[1] - 4, kilometres * 1000 * window.scale
    pdf.set_draw_color(colour(INK))
    pdf.set_line_width(0.4)
    pdf.polyline([(x, y - 1), (x, y), (x + long, y), (x + long, y - 1)])
    pdf.set_font(FONT, size=7.5)
    pdf.text(x, y - 1.8, f"{kilometres} km")


def _north(pdf: FPDF, window: _Window, lang: str) -> None:
    x, y = window.left + SIZE_MM[0] - 6, window.top + 5
    pdf.set_fill_color(colour(INK))
    pdf.polygon([(x, y), (x + 1.7, y + 6), (x, y + 5), (x - 1.7, y + 6)], style="F")
    pdf.set_font(FONT, size=7.5)
    text = message("map.north", lang)
    pdf.text(x - pdf.get_string_width(text) / 2, y + 9, text)


def _legend(pdf: FPDF, entries: list[Entry]) -> None:
    """Draw the signs that occur on the map with their names, in columns; go below them."""
    pdf.set_font(FONT, size=6.8)
    pdf.set_text_color(colour(INK))
    top, width = pdf.get_y(), SIZE_MM[0] / LEGEND_COLUMNS
    for number, (label, look) in enumerate(entries):
        x = pdf.l_margin + number % LEGEND_COLUMNS * width
        y = top + number // LEGEND_COLUMNS * LEGEND_ROW_MM
        middle = y + LEGEND_ROW_MM / 2
        if look["shape"] == "point":
            _point(pdf, x + SWATCH_MM / 2, middle, look)
        else:
            swatch = [(x, middle), (x + SWATCH_MM, middle)]
            if look["shape"] == "area":
                low, high = y + 0.7, y + LEGEND_ROW_MM - 0.7
                fill = look.get("fill", PAPER)
                with pdf.local_context(
                    fill_color=colour(fill if isinstance(fill, str) else fill[0]),
                    fill_opacity=look.get("fillOpacity", 0),
                ):
                    pdf.rect(x, low, SWATCH_MM, high - low, style="F")
                swatch = [
                    (x, low),
                    (x + SWATCH_MM, low),
                    (x + SWATCH_MM, high),
                    (x, high),
                    (x, low),
                ]
            for stroke in look["strokes"]:
                _polyline(pdf, swatch, stroke)
        pdf.text(x + SWATCH_MM + 1.5, middle + 1, label)
    pdf.set_y(top + -(-len(entries) // LEGEND_COLUMNS) * LEGEND_ROW_MM + 1)
