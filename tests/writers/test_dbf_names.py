"""Names of dBase fields, truncated texts, cells of CSV."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from atlas.writers.dbf_names import short_names, shortened
from atlas.writers.spreadsheet_writer import csv_text, guarded
from tests.support.project import store


@given(st.lists(st.text(max_size=40), max_size=60, unique=True))
def test_short_names_are_short_ascii_and_distinct(columns: list[str]) -> None:
    names = short_names(columns)
    assert list(names) == columns
    assert names == short_names(list(columns))
    lower = [name.lower() for name in names.values()]
    assert len(set(lower)) == len(columns)
    for name in names.values():
        assert name.isascii() and name[0].isalpha()
        assert 1 <= len(name.encode()) <= 10
        assert name.replace("_", "").isalnum()


def test_short_names_are_recognisable() -> None:
    names = short_names(["id", "name_zh", "status_in_plan", "towns_reason_zh", "项目名称"])
    assert list(names.values()) == ["id", "name_zh", "sta_in_pla", "tow_rea_zh", "xiangmumin"]


@given(st.text(max_size=400), st.integers(0, 254))
def test_a_text_is_cut_between_characters(text: str, limit: int) -> None:
    cut = shortened(text, limit)
    assert text.startswith(cut)
    assert len(cut.encode()) <= limit
    rest = text[len(cut) : len(cut) + 1]
    assert not rest or len((cut + rest).encode()) > limit


@given(st.text(max_size=20))
def test_no_cell_of_csv_begins_a_formula(text: str) -> None:
    cell = str(guarded(text))
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell in (text, f"'{text}")


def test_numbers_and_the_atlas_s_own_texts_are_unchanged() -> None:
    assert guarded(-3.5) == -3.5
    texts = {v for r in store().records.values() for v in r.values() if isinstance(v, str)}
    assert {text for text in texts if guarded(text) != text} == set()
    rows = csv.reader(io.StringIO(csv_text([["甲\n乙", '"', -1]]).decode("utf-8-sig"), newline=""))
    assert list(rows) == [["甲\n乙", '"', "-1"]]
