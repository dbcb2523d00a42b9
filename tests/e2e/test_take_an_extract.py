"""Extracts are downloaded from the workbench and from a card; the page does not change."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.driver import Reader

RESERVE = "eco-dazeshan-reserve"


def take(reader: Reader, link: str) -> str:
    """Download the file behind a link; return its name."""
    before = (reader.path, reader.query)
    with reader.page.expect_download() as waiting:
        reader.page.locator(link).click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"%PDF-")
    assert (reader.path, reader.query) == before
    return str(waiting.value.suggested_filename)


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ("", "平度规划图集-摘录-一处 120.03000, 36.98000.pdf"),
        ("&lang=en", "Pingdu atlas extract A spot 120.03000, 36.98000.pdf"),
    ],
)
def test_an_extract_of_a_spot_is_downloaded(reader: Reader, more: str, named: str) -> None:
    reader.visit(f"workbench?at=120.03,36.98{more}", ".st-key-here .atlas-leaf")
    assert take(reader, ".st-key-here .take") == named


def test_an_extract_is_downloaded_from_a_card(reader: Reader) -> None:
    reader.visit(f"ecology?id={RESERVE}", ".atlas-card")
    assert take(reader, ".atlas-card .take") == "平度规划图集-摘录-大泽山省级自然保护区.pdf"


def test_a_feature_without_a_location_offers_no_extract(reader: Reader) -> None:
    reader.visit("ecology?id=eco-redline", ".atlas-card")
    assert reader.page.locator(".atlas-card .take").count() == 0
