"""Recognises coordinate systems from before 2008 in titles of tables and texts."""

from __future__ import annotations

import re
import unicodedata

from pyproj import CRS

#: EPSG code → spelling
_OLD = {
    4610: re.compile(
        r"西安\s*(19)?80|(?<!\d)(19)?80\s*年?\s*(西安|国家)|xi'?an[\s_]*(19)?80", re.I
    ),
    4214: re.compile(r"北京\s*(19)?54|(?<!\d)(19)?54\s*年?\s*北京|beijing[\s_]*(19)?54", re.I),
}
_NEW = re.compile(r"2000|cgcs|wgs", re.I)


def old_system(text: str) -> CRS | None:
    """Return the pre-2008 CRS that a title names; ``None`` if it also names a newer one.

    Examples
    --------
    >>> old_system("1980西安坐标系").to_epsg(), old_system("由西安80转换为CGCS2000")
    (4610, None)
    """
    plain = unicodedata.normalize("NFKC", text)
    if _NEW.search(plain):
        return None
    return next((CRS.from_epsg(code) for code, words in _OLD.items() if words.search(plain)), None)
