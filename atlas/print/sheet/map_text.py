"""Text on a sheet: measured and wrapped, with a halo, and still selectable in the PDF.

matplotlib embeds the font as Type 3, with a table from glyphs to characters, so that text can be
selected and searched. (As Type 42, the OpenType font would be labelled TrueType.) A path effect
would turn text into outlines, so a halo is drawn separately, below the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.textpath import TextPath, text_to_path
from matplotlib.transforms import Affine2D

from atlas.print.documents.line_breaking import broken
from atlas.print.documents.pages import INK, plain

Face = Literal["sans", "serif"]

_FILES: dict[Face, str] = {
    "sans": "NotoSansCJKsc-Regular.otf",
    "serif": "NotoSerifCJKsc-Regular.otf",
}
#: points per millimetre
POINTS = 72 / 25.4
#: line height, height of capitals, and depth below the baseline, relative to the type size
LINE, CAPITAL, BELOW = 1.42, 0.80, 0.12


@lru_cache(maxsize=256)
def font(size: float, face: Face = "sans") -> FontProperties:
    """Return a font whose em is ``size`` millimetres."""
    path = files("mplfonts").joinpath("fonts", _FILES[face])
    return FontProperties(fname=str(path), size=size * POINTS)


@lru_cache(maxsize=8192)
def width_of(text: str, size: float, face: Face = "sans") -> float:
    """Return the width of a line of text, in millimetres."""
    width, _, _ = text_to_path.get_text_width_height_descent(plain(text), font(size, face), False)
    return float(width) / POINTS


@dataclass(frozen=True)
class Halo:
    """The halo of a text: its colour and width, in millimetres."""

    colour: str
    reach: float


def write(
    axes: Axes,
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
    axes : matplotlib.axes.Axes
        In millimetres.
    x, y : float
        Left end, centre or right end, by ``align``; vertical centre.
    size : float
        Type size, in millimetres.
    bold : float
        Thickening of the strokes relative to the size, since the fonts have one weight.
    """
    text = plain(text)
    wide = width_of(text, size, face)
    begin = x - {"left": 0, "center": wide / 2, "right": wide}[align]
    base = y - (CAPITAL - BELOW) / 2 * size
    turn = Affine2D().rotate_deg_around(x, y, rotation)
    path = None
    for edge, reach in ((halo.colour, 2 * halo.reach) if halo else ("", 0), (colour, bold * size)):
        if reach:
            path = path or TextPath((0, 0), text, prop=font(size, face))
            place = Affine2D().scale(1 / POINTS).translate(begin, base) + turn + axes.transData
            axes.add_artist(
                PathPatch(
                    path,
                    transform=place,
                    facecolor="none",
                    edgecolor=edge,
                    linewidth=reach * POINTS,
                    joinstyle="round",
                    zorder=zorder,
                )
            )
    left, bottom = turn.transform((begin, base))
    axes.text(
        left,
        bottom,
        text,
        fontproperties=font(size, face),
        color=colour,
        rotation=rotation,
        rotation_mode="anchor",
        ha="left",
        va="baseline",
        zorder=zorder,
        parse_math=False,
    )


def wrapped(text: str, size: float, width: float) -> list[str]:
    """Return a text wrapped into lines of at most ``width`` millimetres, without empty lines."""
    lines = broken(plain(text), width, lambda part: width_of(part, size))
    return [line for line in lines if line]


def write_lines(
    axes: Axes, left: float, top: float, lines: list[str], size: float, *, colour: str = INK
) -> float:
    """Write lines below each other; return the position of the next one."""
    for line in lines:
        write(axes, left, top - LINE * size / 2, line, size, colour=colour)
        top -= LINE * size
    return top
