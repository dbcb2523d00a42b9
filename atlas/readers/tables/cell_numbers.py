"""Parses cells: thousands separators, decimal commas, degrees, minutes and seconds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

import lat_lon_parser

from atlas.readers.planners_file import Degrees
from atlas.spatial.coordinate_notation import CoordinateError, read_angle

#: maximum uncertainty of a coordinate in scientific notation, in its own unit
_COARSE = 0.5
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)")
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.(\d+))?e([+-]?\d{1,2})", re.IGNORECASE)
_DOTTED = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:([, '])\d{3})(?:\1\d{3})*(?:\.\d*)?")
_COMMA_DECIMAL = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:([. '])\d{3})(?:\1\d{3})*),\d+")
_ONE_GROUP = re.compile(r"[+-]?(\d{1,3}),(\d{3})")
_UNIT = re.compile(r"(?:m|米)$", re.IGNORECASE)
_UNITS = ("m", "M", "米")
_HALVES = re.compile(r"\D*?(\d{1,3}\.\d+)[\s,;\u3001]+(\d{1,3}\.\d+)\D*")
_FRACTION = re.compile(r"\d{1,3}\.(\d+)")


class CoarseError(ValueError):
    """A number in scientific notation with too few digits for a coordinate."""


def plain(cell: str) -> str:
    """Return a cell with half-width characters and without its unit."""
    if not cell.isascii():
        cell = unicodedata.normalize("NFKC", cell.replace("\u2019", "'"))
    text = cell.strip()
    return _UNIT.sub("", text).rstrip() if text[-1:] in _UNITS else text


def decimal_comma(cells: Iterable[str]) -> bool:
    """Return whether the comma is the decimal mark in coordinate columns.

    Some cells are ambiguous (``517,000``). Then other cells of the columns decide, or else the
    size: only degrees are as small as the part before such a comma.

    Examples
    --------
    >>> decimal_comma(["4079112,50", "517,000"])
    True
    >>> decimal_comma(["4,079,112.50", "517,000"])
    False
    """
    texts = [text for text in map(plain, cells) if "," in text]
    clear = [text for text in texts if not _ONE_GROUP.fullmatch(text)]
    for text in clear:
        if _GROUPED.fullmatch(text):
            return False
        if _COMMA_DECIMAL.fullmatch(text):
            return True
    # 120,123 and 36,513 are degrees with a decimal comma; 517,000 can only be metres
    wholes = [int(text.lstrip("+-").partition(",")[0]) for text in texts if text not in clear]
    return bool(wholes) and max(wholes) <= 180


def number(cell: str, comma: bool = False) -> float:
    """Return the number in a cell.

    Parameters
    ----------
    cell : str
    comma : bool
        Whether the comma is the decimal mark.

    Raises
    ------
    ValueError
        When the cell is not a number.
    CoarseError
        When it is in scientific notation with too few digits.

    Examples
    --------
    >>> number("4,079,112.50"), number("4079112,50", comma=True)
    (4079112.5, 4079112.5)
    """
    if not comma and _PLAIN.fullmatch(cell):
        return float(cell)
    text = plain(cell)
    if comma:  # then a dot can only separate thousands
        whole, _, fraction = text.partition(",")
        if _COMMA_DECIMAL.fullmatch(text) or _DOTTED.fullmatch(text):
            return float(f"{re.sub(r'[. ]', '', whole)}.{fraction}")
    elif _GROUPED.fullmatch(text):
        return float(re.sub(r"[, ']", "", text))
    elif _DOTTED.fullmatch(text) and text.count(".") > 1:
        return float(text.replace(".", ""))
    if _PLAIN.fullmatch(text) and not (comma and "." in text):
        return float(text)
    found = _SCIENTIFIC.fullmatch(text)
    if found:
        if 10.0 ** (int(found[2]) - len(found[1] or "")) > _COARSE:
            raise CoarseError(text)
        return float(text)
    raise ValueError(f"expected a number: {text[:40]}")


def unpacked(cell: str, comma: bool = False) -> float:
    """Return the degrees of a packed ``ddd.mmss`` value: 120.1230 is 120°12′30″.

    Raises
    ------
    ValueError
        When minutes or seconds exceed 59.

    Examples
    --------
    >>> unpacked("120.1230")
    120.20833333333334
    """
    text = plain(cell)
    whole, _, fraction = (text.replace(",", ".") if comma else text).partition(".")
    digits = fraction.ljust(4, "0")
    minutes, seconds = int(digits[:2]), float(f"{digits[2:4]}.{digits[4:] or '0'}")
    if minutes >= 60 or seconds >= 60:
        raise ValueError("expected minutes and seconds below sixty")
    return float(lat_lon_parser.to_dec_deg(int(whole), minutes, seconds))


def halves(cell: str) -> tuple[str, str]:
    """Split a cell into two decimal degrees, as written; two empty texts if it is not a pair.

    Examples
    --------
    >>> halves("120.1230, 36.5130"), halves("120°12′, 36°51′")
    (('120.1230', '36.5130'), ('', ''))
    """
    found = _HALVES.fullmatch(unicodedata.normalize("NFKC", cell))
    return (found[1], found[2]) if found and "°" not in cell else ("", "")


def may_be_packed(first: Sequence[str], second: Sequence[str], comma: bool) -> bool:
    """Return whether two columns of decimal degrees could also be packed ``ddd.mmss``."""
    return _may_be_packed(first, comma) and _may_be_packed(second, comma)


def _may_be_packed(cells: Sequence[str], comma: bool) -> bool:
    longest = 0
    for cell in cells:
        text = plain(cell).replace(",", ".") if comma else plain(cell)
        if not text:
            continue
        found = _FRACTION.fullmatch(text)
        if not found:
            return False
        try:
            unpacked(text)
        except ValueError:
            return False
        longest = max(longest, len(found[1]))
    # spreadsheets drop trailing zeros: 120.123 for 120.1230
    return longest >= 3


def pair(east: str, north: str, comma: bool, degrees: Degrees | None) -> tuple[float, float]:
    """Return two cells as numbers, easting or longitude first if they are marked.

    Raises
    ------
    ValueError
        When they are not numbers (also :class:`atlas.spatial.coordinate_notation.CoordinateError`).
    CoarseError
        See :func:`number`.
    """
    if degrees == "packed":
        return unpacked(east, comma), unpacked(north, comma)
    (a, first), (b, second) = (_one(cell, comma) for cell in (east, north))
    if a and a == b:
        raise CoordinateError(f"both coordinates are marked {a}")
    return (second, first) if a == "N" or b == "E" else (first, second)


def _one(cell: str, comma: bool) -> tuple[str, float]:
    try:
        return "", number(cell, comma)
    except CoarseError:
        raise
    except ValueError:
        return read_angle(cell.replace(",", ".") if comma else cell)
