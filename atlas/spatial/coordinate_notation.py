"""Parses coordinates as people write them.

``119.95, 36.78``; ``36°46′48″N 119°57′E``; ``东经119度57分，北纬36度46分48秒``;
``X=4071234.5 Y=40500123.4``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import lat_lon_parser
import numpy as np

from atlas.spatial.crs import Bounds, Proposal, proposals, to_wgs84
from atlas.spatial.geojson_text import DECIMALS

#: no system given: infer it from the numbers
SUGGESTED = ""
#: longer texts are rejected
MAX_LENGTH = 120
#: degrees (about a metre): closer positions count as the same
SAME_DEGREES = 1e-5
#: applied before NFKC normalisation, which would turn some of these into letters or spaces
_MARKS = str.maketrans(
    {**dict.fromkeys("º˚゜", "°"), **dict.fromkeys("’‘´`", "'"), **dict.fromkeys("“”〃", '"')}
)
_WORDS = {
    **{"经度": " ", "纬度": " ", "东经": "E", "北纬": "N"},
    **{"度": "°", "分": "'", "秒": '"', "′": "'", "″": '"', "''": '"'},
}
#: degrees, minutes and seconds separated by colons or hyphens
_PARTED = re.compile(r"(?<![\d.:-])(\d{1,3})([:-])(\d{1,2})\2(\d{1,2}(?:\.\d+)?)(?![\d:-])")
_NUMBER = r"\d+(?:\.\d+)?"
_ANGLE = rf"{_NUMBER}(?:\s*°(?:\s*{_NUMBER}\s*')?(?:\s*{_NUMBER}\s*\")?)?"
_VALUE = re.compile(rf"(?:([NE])\s*)?({_ANGLE})(?:\s*([NE])(?![A-Za-z]))?")
_BLANKS = re.compile(r"(\d{1,3})\s+(\d{1,2})\s+(\d{1,2}(?:\.\d+)?)")
#: separators and axis names allowed around the values
_AROUND = re.compile(r"(?:[\s,;:=()]|[XYxy]|lon|lat|lng)*")


class CoordinateError(ValueError):
    """A text that is not a pair of coordinates."""


def read_coordinates(text: str) -> tuple[float, float]:
    """Return the two numbers of a text in their order, or longitude first where marked E and N.

    Raises
    ------
    CoordinateError
        When the text does not hold exactly two numbers, or holds something else.
    """
    plain = _plain(text)
    values = list(_VALUE.finditer(plain))
    rest = _VALUE.sub(" ", plain)
    if len(text) > MAX_LENGTH or len(values) != 2 or not _AROUND.fullmatch(rest):
        raise CoordinateError("expected two coordinates")
    (first, a), (second, b) = map(_value, values)
    if first and first == second:
        raise CoordinateError(f"both coordinates are marked {first}")
    return (b, a) if first == "N" or second == "E" else (a, b)


def read_angle(text: str) -> tuple[str, float]:
    """Return the mark (``E``, ``N`` or empty) and the degrees of one longitude or latitude.

    Degrees, minutes and seconds may be separated by spaces alone.

    Raises
    ------
    CoordinateError
        When the text is not a single longitude or latitude.

    Examples
    --------
    >>> read_angle("东经120º12′")
    ('E', 120.2)
    >>> read_angle("36:51:00")
    ('', 36.85)
    """
    plain = _plain(text)
    blanks = _BLANKS.fullmatch(plain)
    if blanks:
        plain = "{}°{}'{}\"".format(*blanks.groups())
    elif re.search(rf"'\s*{_NUMBER}$", plain):
        plain += '"'
    found = _VALUE.fullmatch(plain)
    if len(text) > MAX_LENGTH or not found:
        raise CoordinateError("expected one longitude or latitude")
    return _value(found)


def _plain(text: str) -> str:
    """Return a text with degrees, minutes and seconds marked ``°``, ``'`` and ``"``."""
    plain = unicodedata.normalize("NFKC", text[: MAX_LENGTH + 1].translate(_MARKS)).strip()
    for word, sign in _WORDS.items():
        plain = plain.replace(word, sign)
    return _PARTED.sub(r"\1°\3'\4" + '"', plain)


def _value(found: re.Match[str]) -> tuple[str, float]:
    before, number, after = found.groups()
    minutes = re.search(rf"({_NUMBER})\s*'", number)
    seconds = re.search(rf"({_NUMBER})\s*\"", number)
    if (minutes and float(minutes[1]) >= 60) or (seconds and float(seconds[1]) > 60):
        raise CoordinateError("expected less than sixty minutes and seconds")
    degrees = lat_lon_parser.parse(number) if "°" in number else float(number)
    return before or after or "", float(degrees)


@dataclass(frozen=True)
class Reading:
    """Interpretation of entered coordinates.

    Attributes
    ----------
    spot : (float, float) or None
        WGS-84 longitude and latitude; ``None`` if no system puts them into the area.
    system : str
        Key of the coordinate system used.
    swapped : bool
        Whether north or latitude stood first.
    others : tuple of str
        Other systems that would also put them into the area, at a different position.
    """

    spot: tuple[float, float] | None
    system: str
    swapped: bool
    others: tuple[str, ...]


def read_spot(text: str, system: str, area: Bounds) -> Reading:
    """Read coordinates in the given system, else in the likeliest that puts them into an area.

    Raises
    ------
    CoordinateError
        When the text holds no pair of coordinates.
    """
    points = np.array([read_coordinates(text)])
    found = [p for p in proposals(points, area) if system in (SUGGESTED, p.system)]
    if not found:
        return Reading(None, system, False, ())
    best: Proposal = found[0]
    [(lon, lat)] = to_wgs84(points[:, ::-1] if best.swapped else points, best.system)
    elsewhere = (p for p in found[1:] if not _same(points, p, (lon, lat)))
    others = tuple(dict.fromkeys(p.system for p in elsewhere))
    spot = round(float(lon), DECIMALS), round(float(lat), DECIMALS)
    return Reading(spot, best.system, best.swapped, others)


def _same(points: np.ndarray, other: Proposal, spot: tuple[float, float]) -> bool:
    """Return whether a proposal gives the same position; CGCS2000 and WGS-84 count as equal."""
    moved = to_wgs84(points[:, ::-1] if other.swapped else points, other.system)
    return bool(np.abs(moved - np.array([spot])).max() < SAME_DEGREES)
