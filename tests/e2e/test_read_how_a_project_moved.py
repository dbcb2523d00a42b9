"""A resident opens a project and reads how often its start has moved."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.driver import NewReader

EXPRESSWAY = "tp-exp-laizhou-qingdao"
#: by reader: language, whether on a phone, the sentence, the first and the last promise of a start
STORIES = {
    "at a desk": (
        *("zh", False, "开工已推迟 2 次：最初说 2024 年"),
        *("承诺 2024 年开工", "承诺 2026 年 12 月开工"),
    ),
    "on a phone": (
        *("en", True, "The start of works has been put off 2 times: first promised for 2024"),
        *("Start promised for 2024", "Start promised for December 2026"),
    ),
}


@pytest.mark.parametrize("who", STORIES)
def test_a_reader_reads_how_often_the_start_of_an_expressway_has_moved(
    new_reader: NewReader, who: str
) -> None:
    lang, phone, sentence, first, last = STORIES[who]
    reader = new_reader(fresh=True, phone=phone)
    page = reader.open("transport", **({"lang": lang} if lang == "en" else {})).page
    row = reader.row(EXPRESSWAY)
    expect(row.locator(".state small")).to_be_visible()
    row.click()
    progress = page.locator(".atlas-card .progress")
    expect(page.locator(".atlas-card .plain")).to_contain_text(sentence)
    expect(progress.locator("li").first).to_be_hidden()
    progress.locator("summary").click()
    expect(progress.locator("s")).to_have_count(3)
    expect(progress.locator("s").first).to_have_text(first)
    kept = progress.locator("li:not(.replaced)")
    expect(kept.filter(has_text=last)).to_be_visible()
    dates = progress.locator(".date").all_inner_texts()
    days = [date.split()[-1] for date in dates]
    assert days == sorted(days)
    box = progress.bounding_box()
    size = page.viewport_size
    assert box is not None
    assert size is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size["width"]
