"""Extracts are downloaded from the workbench and from a card; the page does not change."""

from __future__ import annotations

from pathlib import Path

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


def test_an_extract_of_a_spot_is_downloaded_in_the_language_of_the_page(reader: Reader) -> None:
    reader.visit("workbench?at=120.03,36.98&lang=en", ".st-key-here .atlas-leaf")
    named = "Pingdu atlas extract A spot 120.03000, 36.98000.pdf"
    assert take(reader, ".st-key-here .take") == named


def test_an_extract_is_downloaded_from_the_card_of_a_feature_with_a_location(
    reader: Reader,
) -> None:
    reader.visit("ecology?id=eco-redline", ".atlas-card[data-id='eco-redline']")
    assert reader.page.locator(".atlas-card .take").count() == 0
    reader.row(RESERVE).click()
    reader.eventually(reader.selection, reader.agreed(RESERVE))
    assert take(reader, ".atlas-card .take") == "平度规划图集-摘录-大泽山省级自然保护区.pdf"
