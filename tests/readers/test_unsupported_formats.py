"""Formats that the atlas cannot read: refused with an alternative."""

from __future__ import annotations

import pytest

from tests.support.drawings import FILES
from tests.support.reading import refusal


@pytest.mark.parametrize(
    ("name", "form", "way"),
    [
        ("redline.rar", "RAR", "zip"),
        ("redline.7z", "7z", "zip"),
        ("a.parquet", "GeoParquet", "GeoPackage"),
    ],
)
def test_an_unsupported_format_is_refused_with_an_alternative(name, form, way):
    content = (FILES / name).read_bytes()
    for called in (name, "红线"):  # the first bytes say it too
        said = refusal(called, content)
        assert form in said and way in said and called in said
