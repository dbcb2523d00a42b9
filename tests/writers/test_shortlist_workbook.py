from __future__ import annotations

from datetime import date
from io import BytesIO

from openpyxl import load_workbook

from atlas.store.query import SiteSearch
from atlas.writers.shortlist_workbook import shortlist_workbook
from tests.support.project import store


def test_the_first_worksheet_begins_with_what_was_asked_for() -> None:
    search = SiteSearch(needs=(("port_laizhou", 80),), shortlist=("ind-xinhe", "park-beauty"))
    made = shortlist_workbook(store(), search, "zh", date(2026, 11, 30))
    first, facts, *_, ways, notes = load_workbook(BytesIO(made)).worksheets
    heads = [cell.value for cell in first[1]]
    assert heads[:5] == ["号", "园区", "类别", "编号", "莱州港"]
    assert len(heads) <= 12
    assert "选址条件：莱州港路程不超过 80 千米" in {row[0].value for row in notes.iter_rows()}
    # what else is known or unknown is a row of its own
    assert "未公开" in {row[7] for row in facts.iter_rows(min_row=2, values_only=True)}
    found = {row[:3:2]: row[4:] for row in ways.iter_rows(min_row=2, values_only=True)}
    assert found["ind-xinhe", "高铁站"] == (0, 5)
    assert found["park-beauty", "高铁站"] == (None, None)
