"""Text on a map: measured and wrapped, with a halo, and still selectable in the PDF.

SVG knows one stroke a text, which thickens it; a second text below it, as its halo, would be
selected and searched too. So a halo is drawn along the outlines of the glyphs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal
from xml.sax.saxutils import escape

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont

from atlas.print.map.line_breaking import broken
from atlas.print.map.pen import Drawing
from atlas.print.typesetting import FAMILIES, FONT_FILES, FONTS, INK, Face, plain

#: points per millimetre
POINTS = 72 / 25.4
#: line height, height of capitals, and depth below the baseline, relative to the type size
LINE, CAPITAL, BELOW = 1.42, 0.80, 0.12


class _Metrics:
    """The widths and outlines of a font's glyphs, in units of its em."""

    def __init__(self, face: Face) -> None:
        font = TTFont(FONTS / FONT_FILES[face], lazy=True)
        self.em = float(font["head"].unitsPerEm)
        self._names, self._widths = font.getBestCmap(), font["hmtx"].metrics
        self._glyphs, self._outlines = font.getGlyphSet(), dict[str, str]()

    def name(self, character: str) -> str:
        return str(self._names.get(ord(character), ".notdef"))

    def width(self, text: str) -> float:
        """Return the width of a line of text."""
        return float(sum(self._widths[self.name(one)][0] for one in text))

    def outline(self, character: str) -> str:
        """Return the outline of a glyph as SVG path data, y upwards."""
        name = self.name(character)
        if name not in self._outlines:
            pen = SVGPathPen(self._glyphs, ntos=lambda number: f"{number:.0f}")
            self._glyphs[name].draw(pen)
            self._outlines[name] = pen.getCommands()
        return self._outlines[name]


@cache
def _metrics(face: Face) -> _Metrics:
    return _Metrics(face)


@lru_cache(maxsize=8192)
def width_of(text: str, size: float, face: Face = "sans") -> float:
    """Return the width of a line of text, in millimetres."""
    metrics = _metrics(face)
    return metrics.width(plain(text)) / metrics.em * size


@dataclass(frozen=True)
class Halo:
    """The halo of a text: its colour and width, in millimetres."""

    colour: str
    reach: float


def write(
    drawing: Drawing,
    x: float,
    y: float,
    text: str,
    size: float,
    *,
    colour: str = INK,
    align: Literal["left", "center", "right"] = "left",
    face: Face = "sans",
    bold: float = 0.0,
    halo: Halo | None = None,
    rotation: float = 0.0,
    zorder: float = 900,
) -> None:
    """Write a line of text.

    Parameters
    ----------
    drawing : Drawing
    x, y : float
        Left end, centre or right end, by ``align``; vertical centre.
    size : float
        Type size, in millimetres.
    bold : float
        Thickening of the strokes relative to the size, since the fonts have one weight.
    """
    text = plain(text)
    begin = x - {"left": 0, "center": 0.5, "right": 1}[align] * width_of(text, size, face)
    base = y - (CAPITAL - BELOW) / 2 * size
    turn = f'transform="rotate({-rotation} {drawing.place(x, y)})"' if rotation else ""
    if halo:
        move = f'transform="translate({drawing.place(begin, base)})"'
        drawing.add(zorder, f"<g {turn}><g {move}>{_halo(text, size, face, halo)}</g></g>")
    thick = f'stroke="{colour}" stroke-width="{bold * size:.3f}" stroke-linejoin="round"'
    left, top = drawing.place(begin, base).split()
    drawing.add(
        zorder,
        f'<text x="{left}" y="{top}" xml:space="preserve" font-family="{FAMILIES[face]}"'
        f' font-size="{size:.3f}" fill="{colour}" {thick if bold else ""} {turn}>'
        f"{escape(text)}</text>",
    )


def _halo(text: str, size: float, face: Face, halo: Halo) -> str:
    """Return the outlines of a text, stroked; its baseline begins at the origin."""
    metrics = _metrics(face)
    scale = size / metrics.em
    look = (
        f'fill="{halo.colour}" stroke="{halo.colour}" stroke-width="{2 * halo.reach / scale:.0f}"'
        f' stroke-linejoin="round" transform="scale({scale:.6f} {-scale:.6f})"'
    )
    found, along = [], 0.0
    for one in text:
        found.append(f'<path transform="translate({along:.0f} 0)" d="{metrics.outline(one)}"/>')
        along += metrics.width(one)
    return f"<g {look}>{''.join(found)}</g>"


def wrapped(text: str, size: float, width: float) -> list[str]:
    """Return a text wrapped into lines of at most ``width`` millimetres, without empty lines."""
    lines = broken(plain(text), width, lambda part: width_of(part, size))
    return [line for line in lines if line]


def write_lines(
    drawing: Drawing, left: float, top: float, lines: list[str], size: float, *, colour: str = INK
) -> float:
    """Write lines below each other; return the position of the next one."""
    for line in lines:
        write(drawing, left, top - LINE * size / 2, line, size, colour=colour)
        top -= LINE * size
    return top
