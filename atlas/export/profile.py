"""The profile of a town as a PDF: facts, a map drawn in vectors, clauses.

Text is set in Noto Sans CJK, which ``mplfonts`` ships; only the glyphs in use are embedded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import shapely
from fpdf import FPDF
from shapely.geometry.base import BaseGeometry

from atlas.crs import to_metres
from atlas.i18n import message
from atlas.model import vocabulary
from atlas.present.profile import profiles
from atlas.present.words import name
from atlas.store import Store

FONT = "Noto Sans CJK SC"
Colour = tuple[int, int, int]
INK: Colour = (47, 42, 36)
SOFT: Colour = (107, 99, 85)
LINE: Colour = (200, 192, 178)
GROUND: Colour = (241, 237, 227)
PAPER: Colour = (255, 253, 248)
MAP_MM = (178.0, 92.0)
LABEL_MM = 34.0


class _Sheet(FPDF):
    def __init__(self, title: str, foot: str) -> None:
        super().__init__(format="A4", unit="mm")
        self.foot = foot
        path = files("mplfonts").joinpath("fonts", "NotoSansCJKsc-Regular.otf")
        self.add_font(FONT, fname=str(path))
        self.set_title(title)
        self.set_creator(message("app.title", "zh"))
        self.set_margins(16, 14, 16)
        self.set_auto_page_break(True, margin=18)

    def footer(self) -> None:
        self.set_y(-13)
        self.write_text(self.foot, size=7.5, colour=SOFT)
        self.set_y(-13)
        self.cell(w=0, h=4, text=f"{self.page_no()}", align="R")

    def write_text(self, text: str, *, size: float, colour: Colour = INK, width: float = 0) -> None:
        """Write a paragraph and go below it, back to where it began."""
        self.set_font(FONT, size=size)
        self.set_text_color(*colour)
        left = self.get_x()
        self.multi_cell(
            w=width,
            h=size * 0.55,
            text=text.replace("\u2009", " "),
            align="L",
            new_x="LEFT",
            new_y="NEXT",
        )
        self.set_x(left)


def profile_pdf(store: Store, code: str, lang: str) -> bytes:
    """Return the profile of a town as a PDF of A4 pages.

    Raises
    ------
    KeyError
        When there is no such town.
    """
    town = store.towns[code]
    data = profiles(store, [code], lang)
    title = name(town, lang)
    pdf = _Sheet(title, message("app.title", lang) + " · " + data["note"])
    pdf.add_page()
    pdf.write_text(title, size=20)
    pdf.write_text(
        message("app.title", lang) + " · " + message("app.subtitle", lang), size=9, colour=SOFT
    )
    pdf.ln(2)
    _map(pdf, store, town)
    for section in data["sections"]:
        _section(pdf, section)
    return bytes(pdf.output())


def _section(pdf: _Sheet, section: dict[str, Any]) -> None:
    pdf.ln(3)
    if pdf.get_y() > pdf.h - 40:
        pdf.add_page()
    pdf.write_text(section["title"], size=12.5, colour=_rgb(section.get("colour") or "#2f2a24"))
    pdf.set_draw_color(*LINE)
    pdf.line(pdf.l_margin, pdf.get_y() + 0.5, pdf.w - pdf.r_margin, pdf.get_y() + 0.5)
    pdf.ln(2)
    for row in section["rows"]:
        top, page = pdf.get_y(), pdf.page_no()
        if row["label"]:
            pdf.write_text(row["label"], size=9, colour=SOFT, width=LABEL_MM - 2)
            if pdf.page_no() == page:
                pdf.set_y(top)
        left = pdf.l_margin + (LABEL_MM if row["label"] else 0)
        for item in row["cells"][0]:
            pdf.set_x(left)
            small = f"  ({item['small']})" if item.get("small") else ""
            pdf.write_text(item["text"] + small, size=9, width=pdf.w - pdf.r_margin - left)
        pdf.set_x(pdf.l_margin)
        pdf.ln(1)


def _rgb(colour: str) -> Colour:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _map(pdf: _Sheet, store: Store, town: dict[str, Any]) -> None:
    """Draw the town, its neighbours and what is listed in it."""
    frame = store.frames["townships"]
    shapes = dict(zip(frame["id"], frame.geometry, strict=True))
    here = to_metres(shapes[town["id"]])
    west, south, east, north = here.buffer(1500).bounds
    width, height = MAP_MM
    scale = min(width / (east - west), height / (north - south))
    left = pdf.l_margin + (width - (east - west) * scale) / 2
    top = pdf.get_y()
    window = shapely.box(
        west - (left - pdf.l_margin) / scale,
        south - (height - (north - south) * scale) / scale,
        east + (left - pdf.l_margin) / scale,
        north,
    )

    def place(coords: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
        return [(left + (x - west) * scale, top + (north - y) * scale) for x, y in coords]

    def draw(shape: BaseGeometry, colour: Colour, weight: float) -> None:
        _draw(pdf, place, shape.intersection(window), _Pen(colour, weight))

    pdf.set_fill_color(*GROUND)
    pdf.rect(pdf.l_margin, top, width, height, style="F")
    pdf.set_fill_color(*PAPER)
    for part in shapely.get_parts(here):
        pdf.polygon(place(part.exterior.coords), style="F")
    for shape in shapes.values():
        draw(to_metres(shape), LINE, 0.2)
    for record, shape in _drawn(store, town["code"]):
        colour = vocabulary().theme[record["theme"]].colour or "#2f2a24"
        draw(to_metres(shape), _rgb(colour), 0.5)
    draw(here, INK, 0.5)
    _scale_bar(pdf, scale, top)
    pdf.set_y(top + height + 1)


def _drawn(store: Store, code: str) -> Iterator[tuple[dict[str, Any], BaseGeometry]]:
    """Yield what is listed in a town and drawn at a place of its own."""
    for identifier in store.in_town(code)["id"]:
        record = store.records[identifier]
        if identifier in store.drawn and record["precision"] != "town":
            layer = store.frames[record["layer"]]
            yield record, layer.geometry[layer["id"] == identifier].iloc[0]


@dataclass(frozen=True)
class _Pen:
    colour: Colour
    weight: float


def _draw(pdf: _Sheet, place: Any, shape: BaseGeometry, pen: _Pen) -> None:
    pdf.set_draw_color(*pen.colour)
    pdf.set_line_width(pen.weight)
    for part in shapely.get_parts(shape):
        if part.geom_type == "Point":
            [(x, y)] = place(part.coords)
            pdf.set_fill_color(*pen.colour)
            pdf.circle(x=x, y=y, radius=0.9, style="F")
        elif part.geom_type == "Polygon":
            pdf.polygon(place(part.exterior.coords), style="D")
        elif part.geom_type == "LineString":
            pdf.polyline(place(part.coords))


def _scale_bar(pdf: _Sheet, scale: float, top: float) -> None:
    """Draw a bar of a round length, no longer than a fifth of the map."""
    width, height = MAP_MM
    kilometres = max(k for k in (1, 2, 5, 10) if k * 1000 * scale <= width / 4 or k == 1)
    x, y = pdf.l_margin + 4, top + height - 4
    pdf.set_draw_color(*INK)
    pdf.set_line_width(0.4)
    pdf.line(x, y, x + kilometres * 1000 * scale, y)
    pdf.set_font(FONT, size=7.5)
    pdf.set_text_color(*INK)
    pdf.text(x, y - 1.2, f"{kilometres} km")
