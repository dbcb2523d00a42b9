"""Maps in fpdf2 documents: vectors, labels, scale, north arrow, legend.

The caller chooses the features and the marks over them; everything else is shared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely
from fpdf import FPDF
from fpdf.drawing import color_from_hex_string as colour
from shapely.geometry.base import BaseGeometry

from atlas.core.messages import message
from atlas.layers.symbology import shape_of, style
from atlas.print.documents.map_labels import write_labels
from atlas.print.documents.pages import FONT, INK, LINE, PAPER, SOFT, WORLD
from atlas.print.documents.symbol_drawing import (
    Entry,
    Place,
    draw_legend,
    draw_symbol,
    fill,
    polyline,
    stroke,
)
from atlas.print.sheet import page_layout as sheet
from atlas.spatial.crs import Bounds, to_metres
from atlas.store.store import GROUND, Store
from atlas.wording.phrases import Record
from atlas.wording.status_text import status_text

#: width and height of a map, in millimetres
SIZE_MM = (178.0, 104.0)
#: minimum margin around the subject, in metres
MARGIN_M = 1500
#: round scale denominators, largest scale first
SCALES = (
    *(25_000, 50_000, 75_000, 100_000, 125_000, 150_000, 200_000, 250_000, 300_000, 400_000),
    *(500_000, 600_000, 750_000, 1_000_000),
)
#: half the size of the spot symbol, in millimetres
MARK_MM = 3.6
#: round lengths of scale bars and grid meshes, in kilometres
ROUND_KM = (1, 2, 5, 10, 20, 50)

#: a record and its shape (EPSG:4549)
Shown = tuple[Record, BaseGeometry]


@dataclass
class Window:
    """An extent of the projected plane (EPSG:4549, metres) and its position on the page (mm)."""

    bounds: Bounds
    left: float
    top: float
    size: tuple[float, float] = SIZE_MM
    #: left, top, right, bottom of boxes over the map, which labels avoid
    taken: list[tuple[float, float, float, float]] = field(default_factory=list)

    @classmethod
    def round(
        cls,
        shape: BaseGeometry,
        left: float,
        top: float,
        *,
        margin_m: float = MARGIN_M,
        size: tuple[float, float] = SIZE_MM,
    ) -> Window:
        """Return the window around a shape (EPSG:4549) at the largest round scale that fits."""
        west, south, east, north = shape.buffer(margin_m).bounds
        across, down = east - west, north - south
        metres = max(across / size[0], down / size[1])
        metres = next((s / 1000 for s in SCALES if s / 1000 >= metres), metres)
        x, y = (west + east) / 2, (south + north) / 2
        half, rise = size[0] * metres / 2, size[1] * metres / 2
        return cls((x - half, y - rise, x + half, y + rise), left, top, size)

    @property
    def scale(self) -> float:
        """Millimetres on paper per metre on the ground."""
        return self.size[0] / (self.bounds[2] - self.bounds[0])

    @property
    def right(self) -> float:
        """Its right edge on the page."""
        return self.left + self.size[0]

    @property
    def foot(self) -> float:
        """Its lower edge on the page."""
        return self.top + self.size[1]

    @property
    def denominator(self) -> int:
        """Scale denominator."""
        return round(1000 / self.scale)

    def place(self, coords: Iterable[Sequence[float]]) -> list[Place]:
        """Return the page positions of projected points."""
        west, _, _, north = self.bounds
        return [
            (self.left + (x - west) * self.scale, self.top + (north - y) * self.scale)
            for x, y in coords
        ]

    def cut(self, shape: BaseGeometry, beyond: float = 0) -> BaseGeometry:
        """Return a shape clipped to the window, grown by ``beyond`` metres to hide the cut edge."""
        return shape.intersection(shapely.box(*self.bounds).buffer(beyond, join_style="mitre"))

    def take(self, left: float, top: float, right: float, foot: float) -> None:
        """Reserve a part of the page, which labels then avoid."""
        self.taken.append((left, top, right, foot))

    def on_sheet(self, height: float) -> sheet.Window:
        """Return it as a sheet's window, measured from the bottom of a page ``height`` mm high."""
        west, south, east, north = self.bounds
        box = sheet.Box(self.left, height - self.foot, *self.size)
        return sheet.Window(box, ((west + east) / 2, (south + north) / 2), self.denominator)


@dataclass(frozen=True)
class Mark:
    """A shape drawn over all others: the subject, or an overlap.

    Attributes
    ----------
    shape : shapely geometry
        EPSG:4549.
    look : dict
        A style as in :mod:`atlas.layers.symbology`.
    text : str or None
        Its text in the legend, where it comes first; ``None``: not in the legend.
    """

    shape: BaseGeometry
    look: dict[str, Any]
    text: str | None = None


def in_context(store: Store, record: Record) -> bool:
    """Return whether a feature is shown around every subject: rivers, roads, railways."""
    return store.catalogue[record["layer"]].context and record["layer"] not in GROUND


def draw_map(
    pdf: FPDF,
    store: Store,
    window: Window,
    shown: Iterable[Shown],
    lang: str,
    *,
    marks: Sequence[Mark],
    paper: BaseGeometry,
    selected: str | None = None,
    mesh: bool = False,
) -> None:
    """Draw a framed map in its window, and the legend below; move below them.

    Parameters
    ----------
    pdf : fpdf.FPDF
        With the font of :mod:`atlas.print.documents.pages` added; in mm.
    store : Store
    window : Window
    shown : iterable of (dict, shapely geometry)
        Features and their shapes (EPSG:4549), lowest first.
    lang : str
    marks : sequence of Mark
        Drawn over them, in this order.
    paper : shapely geometry
        The area that is white on the map (EPSG:4549); the rest is muted.
    selected : str, optional
        Id of the feature that is labelled first and highlighted.
    mesh : bool
        Whether to draw crosses at round kilometres of the projection.
    """
    areas = store.town_areas
    towns = {store.towns[code]["id"]: to_metres(area) for code, area in areas.items()}
    box = (window.left, window.top, *window.size)
    right, foot = window.right, window.foot
    window.take(right - 11, window.top + 1, right - 1, window.top + 15)  # north arrow
    window.take(window.left + 1, foot - 11, window.left + 50, foot - 1)  # scale bar
    entries = {mark.text: (mark.text, mark.look) for mark in marks if mark.text}
    named = [(store.records[town], shape) for town, shape in towns.items()]
    with pdf.rect_clip(*box):
        fill(pdf, window.place, shapely.box(*window.bounds), WORLD)
        fill(pdf, window.place, window.cut(paper, beyond=3000), PAPER)
        for shape in towns.values():
            line = {"color": LINE, "weight": 1, "dashArray": "4 3"}
            stroke(pdf, window.place, shape.boundary, line)
        for record, shape in shown:
            seen = window.cut(shape)
            if seen.is_empty:
                continue
            text, look = _entry(store, record, shape, lang)
            draw_symbol(pdf, window.place, window.cut(shape, beyond=3000), look)
            entries.setdefault(text, (text, look))
            if record["id"] not in towns:
                named.append((record, shape))
        if mesh:
            _mesh(pdf, window)
        for mark in marks:
            draw_symbol(pdf, window.place, window.cut(mark.shape, beyond=3000), mark.look)
            if mark.look["shape"] == "point":
                for x, y in window.place(shapely.get_coordinates(mark.shape).tolist()):
                    window.take(x - MARK_MM, y - MARK_MM, x + MARK_MM, y + MARK_MM)
        furniture = [
            sheet.Box(left, pdf.h - low, far - left, low - top)
            for left, top, far, low in window.taken
        ]
        view = window.on_sheet(pdf.h)
        write_labels(pdf, store, view, named, lang, selected=selected, furniture=furniture)
        pdf.set_text_color(colour(INK))
        _scale_bar(pdf, window)
        _north(pdf, window, lang)
    pdf.set_draw_color(colour(LINE))
    pdf.set_line_width(0.2)
    pdf.rect(*box)
    pdf.set_y(foot + 2)
    draw_legend(pdf, list(entries.values()), window.size[0])


def _entry(store: Store, record: Record, shape: BaseGeometry, lang: str) -> Entry:
    """Return a feature's legend entry: text and symbol."""
    kind = store.category(record)
    look = style(kind, shape_of(shape.geom_type), record["status"], record["precision"])
    words = kind.label.in_(lang)
    if look["shape"] == "line" and record["status"] not in (None, "built"):
        words += f" \u00b7 {status_text(store, record['layer'], record['status'], lang)}"
    return words, look


def _round_km(window: Window, longest_mm: float) -> int:
    """Return the longest round length, in kilometres, that takes at most ``longest_mm``."""
    return max(
        (km for km in ROUND_KM if km * 1000 * window.scale <= longest_mm), default=ROUND_KM[0]
    )


def _scale_bar(pdf: FPDF, window: Window) -> None:
    """Draw a scale bar of a round length, at most a quarter of the map."""
    kilometres = _round_km(window, window.size[0] / 4)
    x, y, long = window.left + 4, window.foot - 4, kilometres * 1000 * window.scale
    scale_text = (
        f"   1:{window.denominator:,}".replace(",", " ") if window.denominator in SCALES else ""
    )
    text = f"{kilometres} km{scale_text}"
    pdf.set_font(FONT, size=7.5)
    with pdf.local_context(fill_color=colour(PAPER), fill_opacity=0.75):
        wide = max(long, pdf.get_string_width(text))
        pdf.rect(x - 1.5, y - 5.5, wide + 3, 7, style="F")
    pdf.set_draw_color(colour(INK))
    pdf.set_line_width(0.4)
    pdf.polyline([(x, y - 1), (x, y), (x + long, y), (x + long, y - 1)])
    pdf.text(x, y - 1.8, text)


def _north(pdf: FPDF, window: Window, lang: str) -> None:
    x, y = window.right - 6, window.top + 5
    pdf.set_fill_color(colour(INK))
    pdf.polygon([(x, y), (x + 1.7, y + 6), (x, y + 5), (x - 1.7, y + 6)], style="F")
    pdf.set_font(FONT, size=7.5)
    text = message("map.north", lang)
    pdf.text(x - pdf.get_string_width(text) / 2, y + 9, text)


def _mesh(pdf: FPDF, window: Window) -> None:
    """Draw crosses at round kilometres of EPSG:4549, and the kilometres along two edges."""
    west, south, east, north = window.bounds
    step = _round_km(window, 60) * 1000
    eastings = range(int(west // step + 1) * step, int(east), step)
    northings = range(int(south // step + 1) * step, int(north), step)
    pdf.set_font(FONT, size=5.5)
    pdf.set_text_color(colour(INK))
    look = {"color": SOFT, "weight": 0.5}
    for x in eastings:
        for y in northings:
            [(left, top)] = window.place([(x, y)])
            polyline(pdf, [(left - 1, top), (left + 1, top)], look)
            polyline(pdf, [(left, top - 1), (left, top + 1)], look)
    for x in eastings:
        [(left, _)] = window.place([(x, north)])
        polyline(pdf, [(left, window.top), (left, window.top + 1.5)], look)
        _edge_text(pdf, window, f"{x // 1000}", left + 0.5, window.top + 2.4)
    for y in northings:
        [(_, top)] = window.place([(west, y)])
        if top < window.foot - 12:
            polyline(pdf, [(window.left, top), (window.left + 1.5, top)], look)
            _edge_text(pdf, window, f"{y // 1000}", window.left + 0.6, top - 0.6)


def _edge_text(pdf: FPDF, window: Window, text: str, x: float, y: float) -> None:
    window.take(x, y - 2, x + pdf.get_string_width(text), y)
    pdf.text(x, y, text)
