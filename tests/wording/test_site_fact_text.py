"""Facts of sites on the card and in files, with date, source and mark."""

from __future__ import annotations

import datetime
import io
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from atlas.core.model import Text
from atlas.store.store import load
from atlas.wording import card
from atlas.wording.site_fact_text import bureau_contact, whole_row
from atlas.writers.export import export
from atlas.writers.site_tables import site_tables
from tests.support.project import store

#: the source of the appliance park in Chinese
CLUSTER = "智能家电产业集聚区28.3平方千米、万洋众创城（企业文章）（转载）"
CARDS = {
    "zh": {
        "可供用地": (
            "净面积，11.5 平方千米",
            f"2020-03-26，据{CLUSTER}",
            "待核 · 应于 2020-09-26 后复核",
        ),
        "规划面积": (
            "山东省智能家电产业集聚区，28.3 平方千米",
            f"2020-03-26，据{CLUSTER}",
            None,
        ),
    },
    "en": {
        "Tax promised": (
            "Wanyang Zhongchuang City, CNY 150,000 a mu and year",
            "2020-07-30, Smart-appliance cluster of 28.3 km², Wanyang Zhongchuang City "
            "(firm’s report) (re-post); One firm’s park only, not a rule of the town",
            "To be checked · was due after 2022-07-30",
        ),
    },
}


@pytest.mark.parametrize("lang", CARDS)
def test_the_card_has_facts_with_date_source_and_mark(lang: str) -> None:
    rows = {row["label"]: row for row in card(store(), "park-nancun-investment", lang)["rows"]}
    for label, (value, basis, stale) in CARDS[lang].items():
        assert (rows[label]["value"], rows[label]["basis"]) == (value, basis)
        assert rows[label].get("stale") == stale
    unknown = rows["未公开" if lang == "zh" else "Not public"]["value"]
    assert unknown.startswith(
        "核定面积和四至、地价" if lang == "zh" else "Certified area and bounds, "
    )


def test_a_weak_source_and_an_undated_entry_are_named_as_such() -> None:
    rows = card(store(), "park-general-aviation", "zh")["rows"]
    town = next(row for row in rows if row["value"].startswith("航空小镇，3 平方千米"))
    assert town["basis"].endswith("；来源可信度低")
    steam = next(
        row for row in card(store(), "ind-kaifaqu", "en")["rows"] if row["label"] == "Steam"
    )
    assert steam["stale"] == "To be checked · date not given"
    assert "check_after" not in steam


def test_papers_mark_an_entry_from_the_day_after_its_last_one() -> None:
    row = {"label": "供水", "value": "甲", "check_after": "2026-06-30", "stale": "待核"}
    fresh, late = datetime.date(2026, 6, 30), datetime.date(2026, 7, 1)
    assert whole_row(row, fresh, "zh") == ("供水", "甲")
    assert whole_row(row, late, "zh") == ("供水", "甲【待核】")
    row |= {"group": "市政配套", "basis": "2024年，据乙"}
    assert whole_row(row, late, "zh") == ("市政配套：供水", "甲（2024年，据乙）【待核】")
    assert whole_row(row, late, "en") == ("市政配套: 供水", "甲 (2024年，据乙) [待核]")


def test_the_contact_of_the_bureau_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    assert bureau_contact(store(), "zh") == "未公布（见发布单位）"
    assert bureau_contact(store(), "en") == "not published (ask the publisher)"
    monkeypatch.setenv("ATLAS_BUREAU_CONTACT", "平度市投资促进中心，电话 0532-00000000")
    known = load(private=False)
    assert bureau_contact(known, "en") == "平度市投资促进中心，电话 0532-00000000"
    both = replace(known, bureau_contact=Text(zh="甲", en="A"))
    assert (bureau_contact(both, "zh"), bureau_contact(both, "en")) == ("甲", "A")


def test_excel_and_geopackage_hold_facts_and_firms_with_the_mark(tmp_path: Path) -> None:
    frames = {layer: store().frames[layer] for layer in ("reservoirs", "industrial-districts")}
    book = load_workbook(
        io.BytesIO(export(frames, "xlsx", "wgs84", store=store(), lang="zh").content)
    )
    rows = list(book["园区事实"].iter_rows(values_only=True))
    found = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    water = next(r for r in found if (r["园区编号"], r["项目编号"]) == ("ind-kaifaqu", "water"))
    assert (water["数值"], water["单位"], water["待核"]) == (
        50000,
        "立方米/日",
        "待核 · 日期未注明",
    )
    sewage = next(r for r in found if (r["园区编号"], r["项目编号"]) == ("ind-kaifaqu", "sewage"))
    assert (sewage["数值"], sewage["说明"]) == (None, "未公开")
    path = tmp_path / "atlas.gpkg"
    path.write_bytes(export(frames, "gpkg", "wgs84", store=store(), lang="en").content)
    with sqlite3.connect(path) as database:
        said = database.execute(
            'SELECT value, unit, check_after, stale FROM "Facts of sites"'
            " WHERE site = ? AND key = ?",
            ("ind-xinhe", "sewage"),
        ).fetchall()
        assert said == [
            (350, "CNY million", "2016-01-17", "To be checked · was due after 2016-01-17")
        ]
        firms = 'SELECT count(*) FROM "Firms of sites" WHERE site = ?'
        own = [firm for firm in store().firms if "ind-xinhe" in firm.features]
        assert database.execute(firms, ("ind-xinhe",)).fetchone() == (len(own),)
    # the mark depends on the day, and other layers add no table
    fresh = site_tables(store(), frames, "zh", datetime.date(2000, 1, 1))[0].frame
    late = site_tables(store(), frames, "zh", datetime.date(2100, 1, 1))[0].frame
    assert 0 < fresh["stale"].notna().sum() < late["stale"].notna().sum()
    assert (
        site_tables(store(), {"reservoirs": frames["reservoirs"]}, "zh", datetime.date.today())
        == ()
    )
