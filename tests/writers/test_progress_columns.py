"""Outcomes, delays and milestones in exported files."""

from __future__ import annotations

import csv
import datetime
import io
import json
import sqlite3
from pathlib import Path
from typing import Any

import openpyxl

from atlas.store.store import Store
from atlas.writers.export import export
from atlas.writers.feature_table import feature_tables
from atlas.writers.progress_columns import milestone_table, with_progress
from tests.support.histories import EXPRESSWAY, LATE, PUT_OFF, RAILWAY, store_with

DAY = datetime.date(2026, 11, 30)
LAYER = "transport-projects"
#: columns of a railway that was opened late, which no later day changes
OPENED_LATE = {
    "outcome": "done",
    "compared": "completed",
    "promised_first": "2024-02",
    "promised_now": "2024-02",
    "reached": "2024-10-21",
    "delay_months_min": 7,
    "delay_months_max": 8,
}


def known() -> Store:
    news = {"status_as_of": "2025-10-25", "status_source": "press-laiqing-2025"}
    return store_with({EXPRESSWAY: PUT_OFF, RAILWAY: LATE}, tp_exp_laizhou_qingdao=news)


def made(form: str, layer: str = LAYER) -> bytes:
    store = known()
    return export({layer: store.frames[layer]}, form, "wgs84", store=store, lang="zh").content


def assert_opened_late(row: dict[str, Any]) -> None:
    found = {key: row[key] for key in OPENED_LATE}
    assert {key: str(value) for key, value in found.items()} == {
        key: str(value) for key, value in OPENED_LATE.items()
    }
    assert row["evaluated_on"] == datetime.date.today().isoformat()


def test_columns_say_outcome_promises_and_delay_on_a_day() -> None:
    store = known()
    frame = with_progress(store, {LAYER: store.frames[LAYER]}, DAY)[LAYER].set_index("id")
    assert frame.loc[EXPRESSWAY, [*OPENED_LATE, "evaluated_on"]].tolist()[:4] == [
        "late",
        "begun",
        "2024",
        "2026-12",
    ]
    assert frame.loc[EXPRESSWAY, "reached"] is None
    assert frame.loc[EXPRESSWAY, ["delay_months_min", "delay_months_max"]].tolist() == [23, 35]
    assert set(frame["evaluated_on"]) == {"2026-11-30"}
    rivers = with_progress(store, {"rivers": store.frames["rivers"]}, DAY)["rivers"]
    assert "outcome" not in rivers.columns
    table = feature_tables(store, {LAYER: frame.reset_index()}, "en")[0]
    assert table.heads["delay_months_min"] == "Delay, at least (months)"


def test_an_event_known_to_be_past_by_a_date_is_an_open_interval() -> None:
    begun = (PUT_OFF[0], PUT_OFF[3].model_copy(update={"event": "begun", "date": "2025-06"}))
    store = store_with({EXPRESSWAY: begun})
    frame = with_progress(store, {LAYER: store.frames[LAYER]}, DAY)[LAYER].set_index("id")
    assert frame.loc[EXPRESSWAY, "reached"] == "../2025-06"


def test_flat_files_have_the_columns() -> None:
    rows = csv.DictReader(io.StringIO(made("csv").decode("utf-8-sig")))
    assert_opened_late(next(row for row in rows if row["id"] == RAILWAY))
    features = json.loads(made("geojson"))["features"]
    assert_opened_late(next(f["properties"] for f in features if f["id"] == RAILWAY))


def test_a_geopackage_has_a_table_of_milestones_related_by_feature(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    path.write_bytes(made("gpkg"))
    with sqlite3.connect(path) as database:
        database.row_factory = sqlite3.Row
        rows = [dict(row) for row in database.execute('SELECT * FROM "进展经过"')]
        [kind] = database.execute(
            "SELECT data_type FROM gpkg_contents WHERE table_name = '进展经过'"
        ).fetchone()
        railway = database.execute(
            f"SELECT * FROM \"交通项目_线\" WHERE id = '{RAILWAY}'"
        ).fetchone()
    assert kind == "attributes"
    assert_opened_late(dict(railway))
    own = [row for row in rows if row["feature"] == EXPRESSWAY]
    assert [(row["event"], row["kind"], row["date"], row["replaced"]) for row in own] == [
        ("begun", "promised", "2024", "是"),
        ("begun", "promised", "2024-12", "是"),
        ("approved", "reached", "2025-03", None),
        ("begun", "promised", "2025", "是"),
        ("begun", "promised", "2026-12", None),
        ("finished", "promised", "2029-12", None),
    ]
    assert own[0]["by"] == "平度市市长"
    assert own[2]["no_later"] == "是"
    assert own[4]["stale"] == "待核 · 应于 2026-11-01 后复核"
    assert own[5]["stale"] is None


def test_a_workbook_has_a_worksheet_of_milestones_and_says_its_day() -> None:
    book = openpyxl.load_workbook(io.BytesIO(made("xlsx")))
    heads, *rows = book["进展经过"].iter_rows(values_only=True)
    assert heads[:4] == ("要素编号", "项目", "事件代码", "事件")
    assert {row[0] for row in rows} == {EXPRESSWAY, RAILWAY}
    notes = [str(row[1]) for row in book["说明"].iter_rows(values_only=True)]
    assert f"结果、延误按 {datetime.date.today()} 评估，此后会变。" in notes
    codes = {(row[0], row[1]) for row in book["代码"].iter_rows(values_only=True)}
    assert ("结果", "under_way") in codes
    assert milestone_table(known(), {"rivers": known().frames["rivers"]}, "zh", DAY) == ()
