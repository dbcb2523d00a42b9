"""The bureau's workbook: messages by worksheet, row and column; what replaces what."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from atlas.core.layer_ids import SITE_LAYERS
from atlas.core.messages import LANGUAGES
from atlas.readers.site_workbook.worksheets import FILE, worksheets
from atlas.store.store import load
from atlas.wording import card
from atlas.wording.site_fact_text import fact_content
from atlas.writers.site_template import site_template
from tests.support.project import failures, store
from tests.support.site_workbooks import read, save

LAND = {"site": "平度经济开发区", "parcel": "A-3", "area_mu": 120, "date": "2026-10"}
CONTACT = {"site": "ind-xinhe", "office": "招商办", "phone": 53288361234, "date": 2026}
UTILITY = {
    **{"site": "ind-xinhe", "fact": "供水", "value": "3,000", "unit": "立方米/日"},
    "date": datetime.datetime(2026, 9, 1),
}
FIRM = {
    **{"sites": "新河化工基地；ind-kaifaqu", "firm": "甲公司", "product": "乙"},
    **{"what": "产能", "figure": 2, "figure_unit": "万吨/年", "date": "2026-08-31"},
}
MILESTONE = {
    **{"project": "tp-exp-laizhou-qingdao", "event": "开工", "kind": "承诺", "when": "2027-06"},
    **{"by": "市交通运输局", "said": "2026-11", "check_after": "2027-07-01"},
}
GOOD: dict[str, dict[str, Any]] = {
    "land": LAND,
    "contacts": CONTACT,
    "utilities": UTILITY,
    "firms": FIRM,
    "milestones": MILESTONE,
}

#: worksheet, changed cells, column of the message, its Chinese and English words
WRONG: list[tuple[str, dict[str, Any], str, str, str]] = [
    ("land", {"area_mu": "约5"}, "面积（亩）", "应为大于 0 的数字，实为“约5”", "a number above 0"),
    ("land", {"area_mu": 0}, "面积（亩）", "实为“0”", "found “0”"),
    ("land", {"area_mu": None}, "面积（亩）", "应填写", "expected a value"),
    ("land", {"price": "面议"}, "地价（万元/亩）", "实为“面议”", "found “面议”"),
    ("land", {"site": "平度经济开发"}, "园区", "相近的有：平度经济开发区", "similar ones are"),
    ("land", {"site": "x"}, "园区", "图集没有园区“x”", "a park or district of the atlas"),
    ("land", {"use": "农业"}, "用途", "应为 工业、仓储物流", "one of industry, warehouses"),
    ("land", {"state": "空置"}, "状态", "可供、洽谈中、已出让", "on offer, under negotiation"),
    ("land", {"date": "去年"}, "日期", "实为“去年”", "found “去年”"),
    ("land", {"date": "2026-02-30"}, "日期", "实为“2026-02-30”", "found “2026-02-30”"),
    ("land", {"date": "2026-12-01"}, "日期", "在今天之后", "lies after today"),
    ("land", {"check_after": "2027-01"}, "应复核日期", "实为“2027-01”", "expected a day such as"),
    ("land", {"check_after": "2026-09-30"}, "应复核日期", "早于“日期”列", "after the date"),
    ("contacts", {"phone": " "}, "电话", "应填写", "expected a value"),
    ("contacts", {"withdrawn": "也许"}, "撤下", "应为“是”或“否”", "expected yes or no"),
    ("utilities", {"fact": "称号"}, "项目", "实为“称号”", "found “称号”"),
    ("utilities", {"unit": "千伏"}, "单位", "应为 立方米/日、吨/日 之一", "m³ a day, t a day"),
    ("utilities", {"unit": None}, "单位", "数值与单位", "a figure with its unit"),
    ("utilities", {"value": None, "unit": None}, "数值", "至少填一项", "a value, or a text"),
    ("firms", {"sites": "ind-xinhe；乙园"}, "园区（可多个）", "“乙园”", "“乙园”"),
    ("firms", {"figure": None}, "数值", "应一并填写", "what the figure is of"),
    ("milestones", {"project": "莱青"}, "项目", "图集没有项目“莱青”", "a project of the atlas"),
    ("milestones", {"event": "动工"}, "事件", "提出、获批、开工", "one of proposed, approved"),
    ("milestones", {"kind": None}, "承诺或实现", "应填写", "expected a value"),
    ("milestones", {"event": "取消"}, "承诺或实现", "取消只能是“实现”", "expected reached"),
    ("milestones", {"when": "年底"}, "日期", "实为“年底”", "found “年底”"),
    ("milestones", {"kind": "实现"}, "日期", "在今天之后", "lies after today"),
    ("milestones", {"said": "未注明"}, "说明日期", "实为“未注明”", "found “未注明”"),
    ("milestones", {"said": "2027"}, "说明日期", "在今天之后", "lies after today"),
    ("milestones", {"no_later": "是"}, "不晚于该日期", "已实现的事件", "for what was reached"),
    ("milestones", {"check_after": "2026-10-31"}, "应复核日期", "说明日期", "of the statement"),
    ("firms", {"figure_en": 20000}, "单位（英文）", "数值与单位", "a figure with its unit"),
]


def test_a_bad_row_is_named_by_worksheet_row_and_column_and_left_out(tmp_path: Path) -> None:
    def check(case: int) -> None:
        sheet, changes, column, chinese, english = WRONG[case]
        found = read(save(tmp_path, {**{k: [v] for k, v in GOOD.items()}, sheet: [
            GOOD[sheet], {**GOOD[sheet], **changes}, {}, GOOD[sheet]
        ]}))  # fmt: skip
        title = worksheets().worksheet[sheet].title.zh
        assert [note.text("zh").partition("：")[0] for note in found.refused] == [
            f"sites.xlsx，工作表“{title}”第 3 行“{column}”列"
        ]
        (note,) = found.refused
        assert note.text("en").startswith(f"sites.xlsx, worksheet {title}, row 3, column {column}:")
        assert chinese in note.text("zh")
        assert english in note.text("en")
        # the other rows are used
        assert len(found.facts) == 3
        assert len(found.firms) == 2
        assert len(found.milestones) == 1
        good = [*found.facts.values(), *found.firms.values(), *found.milestones.values()]
        twice = 2 if sheet == "firms" else 1
        assert sorted(map(len, good)) == sorted([1] * (len(good) - twice) + [2] * twice)

    assert failures(check, range(len(WRONG))) == {}


def test_every_wrong_cell_of_a_row_is_named(tmp_path: Path) -> None:
    found = read(
        save(tmp_path, {"land": [{"site": "平度经济开发区", "area_mu": "x", "date": "y"}]})
    )
    assert [note.values["column"] for note in found.refused] == ["面积（亩）", "日期"]
    assert found.facts == {}


def test_worksheets_and_columns_are_checked_by_name(tmp_path: Path) -> None:
    book = Workbook()
    land = book.active
    land.title = "土地"
    land.append(["园区", "面积 (亩)", "日期", "心情"])
    land.append(["平度经济开发区", 7, "2026"])
    book.create_sheet("Contacts").append(["Site", "Office", "Date"])
    book.create_sheet("杂项")
    book.save(tmp_path / FILE)
    found = read(tmp_path / FILE)
    assert [note.text("en") for note in found.refused] == [
        "sites.xlsx, worksheet 土地, row 1: unknown column 心情, which is left out",
        "sites.xlsx, worksheet Contacts, row 1: missing columns 电话; the worksheet is left out",
        "sites.xlsx, worksheet 杂项: unknown, so it is left out; "
        "there are 土地、联系人、市政配套、企业、进展",
    ]
    assert [fact.value for fact in found.facts["ind-kaifaqu", "land-on-offer"]] == [7]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", "园区,面积".encode()])
def test_a_file_that_is_no_workbook_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    (note,) = read(tmp_path / FILE).refused
    assert note.text("en").startswith("sites.xlsx cannot be read and is left out: ")


def test_rows_replace_what_the_atlas_has_of_their_kind_and_add_the_rest(private: Path) -> None:
    park = "智能家电国际招商产业园"
    common = {"date": "2026-11-01"}
    save(
        private,
        {
            "land": [
                {
                    **common,
                    "site": park,
                    "parcel": "1号",
                    "area_mu": 60,
                    "price": 25,
                    "use": "工业",
                },
                {**common, "site": park, "parcel": "2号", "area_mu": 90, "state": "已出让"},
                {**common, "site": "ind-tonghe", "area_mu": 10, "state": "granted"},
            ],
            "contacts": [{**CONTACT, "check_after": "2027-01-15"}],
            "utilities": [
                {
                    **common,
                    "site": "平度经济开发区",
                    "fact": "供水",
                    "text": "两路",
                    "source": "水务集团",
                },
                {**common, "site": "ind-kaifaqu", "fact": "Steam", "withdrawn": "是"},
            ],
            "firms": [
                {**FIRM, "sites": "平度经济开发区", "firm": "青岛啤酒三厂"},
                {**FIRM, "sites": "ind-kaifaqu", "firm": "奥瑞金", "withdrawn": "yes"},
            ],
        },
    )
    found, own = load(), store()
    assert found.refused == ()
    facts = {
        site: [(fact.key, fact_content(fact, "zh")) for fact in found.site_facts[site]]
        for site in ("park-nancun-investment", "ind-tonghe", "ind-kaifaqu", "ind-xinhe")
    }
    assert [f for f in facts["park-nancun-investment"] if f[0].startswith("land-")] == [
        ("land-on-offer", "1号，工业，60 亩"),
        ("land-price", "1号，25 万元/亩"),
    ]
    assert ("land-on-offer", "现无可供地块") in facts["ind-tonghe"]
    assert ("water", "两路") in facts["ind-kaifaqu"]
    assert ("contact", "招商办，53288361234") in facts["ind-xinhe"]
    # other kinds stay; the withdrawn one is gone
    keys = {fact.key for fact in own.site_facts["ind-kaifaqu"]}
    assert {key for key, _ in facts["ind-kaifaqu"]} == keys - {"steam"}
    assert found.site_facts["ind-linkong"] == own.site_facts["ind-linkong"]
    # a firm is replaced in one of its two sites only, and taken away from another
    brewery = [f for f in found.firms if f.firm_zh == "青岛啤酒三厂"]
    assert [f.features for f in brewery] == [("park-tsingtao",), ("ind-kaifaqu",)]
    assert len(found.firms) == len(own.firms)  # one more, one less
    assert "奥瑞金" not in found.records["ind-kaifaqu"]["firms_zh"]
    assert "青岛啤酒三厂" in found.records["ind-kaifaqu"]["firms_zh"]
    assert found.overlaid == {"industrial-parks", "industrial-districts"}
    # sources and days on the card, in both languages
    rows = {lang: card(found, "ind-kaifaqu", lang)["rows"] for lang in LANGUAGES}
    water = {
        lang: [(r["value"], r["basis"]) for r in rows[lang] if r["label"] in ("供水", "Water")]
        for lang in rows
    }
    assert water == {
        "zh": [("两路", "2026-11-01，据水务集团（主管部门填报，sites.xlsx）")],
        "en": [("两路", "2026-11-01, 水务集团 (filled in by the bureau, sites.xlsx)")],
    }
    contact = next(r for r in card(found, "ind-xinhe", "zh")["rows"] if r["label"] == "招商联系")
    assert contact["check_after"] == "2027-01-15"


def test_wrong_rows_of_the_private_workbook_are_named_and_the_rest_is_used(private: Path) -> None:
    save(private, {"land": [{**LAND, "area_mu": "?"}], "contacts": [CONTACT]})
    found = load()
    assert [note.values["row"] for note in found.refused] == [2]
    assert "contact" in {fact.key for fact in found.site_facts["ind-xinhe"]}
    assert "land-on-offer" not in {fact.key for fact in found.site_facts["ind-kaifaqu"]}


def test_the_template_as_it_is_changes_nothing(private: Path) -> None:
    (private / FILE).write_bytes(site_template(store()))
    found = load()
    assert found.refused == ()
    offered = [f for f in found.site_facts["park-nancun-investment"] if f.key == "land-on-offer"]
    assert [(fact.value, fact.unit) for fact in offered] == [(17250, "mu")]

    def check(site: str) -> None:
        same = [fact for fact in found.site_facts[site] if fact.key != "land-on-offer"]
        assert same == [f for f in store().site_facts[site] if f.key != "land-on-offer"]

    assert failures(check, store().site_facts) == {}

    def firms(of: Any) -> set[str]:
        return {
            repr(
                (site, {**firm.model_dump(), "features": None, "scale_en": round(firm.scale_en, 9)})
            )
            for firm in of.firms
            for site in firm.features
        }

    assert firms(found) == firms(store())
    assert found.milestones == store().milestones
    assert found.records == {
        **store().records,
        **{s: r for s, r in found.records.items() if r["layer"] in SITE_LAYERS},
    }


def test_milestones_of_the_workbook_replace_the_same_statement_and_move_the_status(
    private: Path,
) -> None:
    project = "tp-exp-laizhou-qingdao"
    old = next(m for m in store().milestones[project] if m.date == "2026-12")
    again = {"project": project, "event": "开工", "kind": "承诺", "said": old.said}
    save(
        private,
        {
            "milestones": [
                {**again, "when": "2027-03", "source": "市交通运输局函"},
                {**MILESTONE, "said": "2026-11-20", "check_after": "2026-11-29"},
                {**again, "kind": "实现", "when": "2026-11-28", "said": "2026-11-29"},
            ]
        },
    )
    found = load()
    assert found.refused == ()
    own, before = found.milestones[project], store().milestones[project]
    assert len(own) == len(before) + 2
    assert [m.date for m in own if m.said == old.said and m.event == "begun"] == ["2027-03"]
    record = found.records[project]
    assert (record["status"], record["status_as_of"]) == ("under_construction", "2026-11-28")
    day = datetime.date(2026, 11, 30)
    shown = card(found, project, "zh", day)
    assert shown["chips"][0]["text"] == "在建 · 2026-11"
    assert shown["plain"]["first"].startswith(
        "2026 年 11 月 28 日开工，比最初说的 2024 年晚 22–34 个月"
    )
    stale = [r for r in shown["progress"]["rows"] if r.get("check_after") == "2026-11-29"]
    assert [r["stale"] for r in stale] == ["待核 · 应于 2026-11-29 后复核"]
    assert stale[0]["basis"] == "市交通运输局表示；据主管部门填报（sites.xlsx）"
    others = {name: m for name, m in found.milestones.items() if name != project}
    assert others == {name: m for name, m in store().milestones.items() if name != project}


def test_the_template_has_lists_to_choose_from_and_says_how_to_fill_it_in(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_bytes(site_template(store()))
    book = load_workbook(path)
    assert book.sheetnames == [
        "说明 Help",
        *("土地", "联系人", "市政配套", "企业", "进展"),
        "词表 Words",
    ]
    land = book["土地"]
    assert land["A1"].value == "园区\nSite"
    offers = {str(one.sqref): one.formula1 for one in land.data_validations.dataValidation}
    names = [cell.value for cell in book["词表 Words"]["A"][1:] if cell.value]
    assert offers["A2:A500"] == f"'词表 Words'!$A$2:$A${len(names) + 1}"
    assert "平度经济开发区" in names
    assert "重启服务" in "".join(str(cell.value) for cell in book["说明 Help"]["A"])
