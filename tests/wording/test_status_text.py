"""A status always has its date: texts, table, card, tooltip, extract, sheet, files."""

from __future__ import annotations

from typing import Any

import pytest

from atlas import wording
from atlas.core.model import vocabulary
from atlas.webmap.folium_map import layer_states
from atlas.wording.panel import feature_item
from atlas.wording.status_text import completed
from atlas.writers.export import export
from tests.support.project import store

KNOWN: dict[str, Any] = {
    "layer": "transport-projects",
    "status": "planned",
    "status_in_plan": "planned",
    "status_as_of": "2021-06-08",
    "status_source": "plan-2021",
    "status_checked": None,
}


@pytest.mark.parametrize(
    ("changes", "zh", "en"),
    [
        ({}, "规划 · 2021-06", "Planned · 2021-06"),
        (
            {"status_checked": "2026-11"},
            "2021 年规划提出，未见新消息（查至 2026-11）",
            "Planned in 2021; no news found (as of 2026-11)",
        ),
        (
            {"status": "studied", "status_checked": "2026-11"},
            "研究中 · 2021-06，此后未见新消息（查至 2026-11）",
            "Under study · 2021-06; no later news found (as of 2026-11)",
        ),
        (
            {"status": "built", "status_as_of": "2022-12-31", "status_source": "press-x"},
            "已建成 · 2022-12-31",
            "Built · 2022-12-31",
        ),
        (
            {
                "status": "under_construction",
                "status_as_of": "2023-05",
                "status_source": "press-x",
                "status_checked": "2026-11",
            },
            "在建 · 2023-05，此后未见新消息（查至 2026-11）",
            "Under construction · 2023-05; no later news found (as of 2026-11)",
        ),
        # no further news is expected of a built project
        (
            {
                "status": "built",
                "status_as_of": "2022",
                "status_source": "press-x",
                "status_checked": "2026-11",
            },
            "已建成 · 2022",
            "Built · 2022",
        ),
        ({"status": None}, "", ""),
    ],
)
def test_a_status_text_has_its_date(changes: dict[str, Any], zh: str, en: str) -> None:
    record = {**KNOWN, **changes}
    assert (wording.state(store(), record, "zh"), wording.state(store(), record, "en")) == (zh, en)


def test_a_status_in_a_list_has_its_month() -> None:
    record = {**KNOWN, "status_as_of": "2022-12-31", "status_source": "press-x"}
    assert wording.state(store(), record, "zh", short=True) == "规划 · 2022-12"
    assert wording.state_in_plan(store(), record, "en") == "Planned · 2021-06"


def test_lists_cards_and_tooltips_show_no_status_without_a_date() -> None:
    known, bare = store(), []
    words = {text for term in vocabulary().status.values() for text in (term.text.zh, term.text.en)}
    for identifier, record in known.records.items():
        if record["status"] is None:
            continue
        own = known.catalogue[record["layer"]].status_labels.values()
        alone = words | {text for term in own for text in (term.zh, term.en)}
        for lang in ("zh", "en"):
            year = (completed(known, record) or record["status_as_of"])[:4]
            chip = wording.status(known, record, lang)
            rows = wording.card_rows(known, record, lang)
            shown = [chip["text"] if chip else "", rows[0]["value"]]
            if not all(year in text for text in shown[:2]):
                bare.append((identifier, lang, shown))
            small = str(feature_item(known, record, lang))
            if year not in small or any(row["value"] in alone for row in rows):
                bare.append((identifier, lang, small))
    assert bare == []


def test_every_tooltip_has_its_feature_s_dated_status() -> None:
    known, wrong = store(), []
    for name, definition in known.catalogue.items():
        states = layer_states(known, definition)
        for place, identifier in enumerate(known.frames[name]["id"]):
            record = known.records[identifier]
            for lang in ("zh", "en"):
                for time, expected in (
                    ("now", wording.state(known, record, lang, short=True)),
                    ("plan", wording.state_in_plan(known, record, lang)),
                ):
                    at = states[time][place]
                    if (states["texts"][at][lang] if at >= 0 else "") != expected:
                        wrong.append((identifier, lang, time))
    assert wrong == []


def test_the_summary_counts_statuses_known_only_from_the_plan() -> None:
    records = [
        KNOWN,
        {**KNOWN, "status_checked": "2026-11"},
        {**KNOWN, "status": "built", "status_source": "press-x"},
        {**KNOWN, "status": None},
    ]
    text = wording.states_summary(store(), records, "en")
    assert text.startswith(
        "Every status carries its date: 2 of 3 are those of the 2021 plan; for 1"
    )
    assert wording.states_summary(store(), records[3:], "zh") == ""


def test_files_have_the_date_and_the_last_search_for_news() -> None:
    known = store()
    frames = {"energy": known.frames["energy"]}

    def text(form: str) -> str:
        return export(frames, form, "wgs84", store=known, lang="zh").content.decode("utf-8-sig")

    for form in ("geojson", "csv"):
        assert "status_checked" in text(form) or "消息查至" in text(form)
    assert "2021 年规划提出；此后没有公开消息（查到 2026 年 11 月）" in text("kml")
