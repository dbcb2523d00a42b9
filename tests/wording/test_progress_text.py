"""Wording of histories and outcomes, in both languages."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from atlas import wording
from atlas.core.model import PLAN_SOURCE
from atlas.plan.milestones import Milestone
from atlas.store.store import Store
from atlas.wording.progress_text import progress
from atlas.wording.promise_text import delay_in_short
from tests.support.histories import EXPRESSWAY, LATE, PUT_OFF, promised, reached, store_with

DAY = datetime.date(2026, 11, 30)
PLANNED = {
    "status": "planned",
    "status_in_plan": "planned",
    "status_as_of": "2021-06",
    "status_source": PLAN_SOURCE,
    "status_checked": None,
    "schedule_zh": None,
    "schedule_en": None,
}
PART = {"part": {"zh": "平度段", "en": "Pingdu section"}}
CHECKED = {"status_checked": "2026-11"}


def news(status: str, date: str, **more: Any) -> dict[str, Any]:
    """Return properties of a project with a status that a report gives."""
    return {
        **PLANNED,
        "status": status,
        "status_as_of": date,
        "status_source": "press-laiqing-2025",
        **more,
    }


#: name → history, changed properties, Chinese and English sentence
CASES: dict[str, tuple[tuple[Milestone, ...], dict[str, Any], str, str]] = {
    "a start put off again and again": (
        PUT_OFF,
        news("planned", "2025-10-25"),
        "计划 2026 年 12 月开工、2029 年 12 月建成（2025 年 10 月）。"
        "开工已推迟 2 次：最初说 2024 年，推迟了 23–35 个月。",
        "Planned: start of works in December 2026, completion in December 2029 (October 2025). "
        "The start of works has been put off 2 times: first promised for 2024, now 23–35 months"
        " later.",
    ),
    "put off once while under construction": (
        (
            reached("begun", "2023-05", **PART),
            promised("opened", "2025", "2021-06"),
            promised("opened", "2027-06", "2026-01"),
        ),
        news("under_construction", "2026-01"),
        "平度段：2023 年 5 月开工；正在建设（2026 年 1 月的消息）；计划 2027"
        " 年 6 月投用（2026 年 1 月）。投用已推迟 1 次：最初说 2025 年，推迟"
        "了 17–29 个月。",
        "Pingdu section: works began May 2023; works were under way (news of January 2026); "
        "planned: opening in June 2027 (January 2026). The opening has been put off once: first"
        " promised for 2025, now 17–29 months later.",
    ),
    "opened late": (
        LATE,
        news("built", "2024-10-21"),
        "2024 年 10 月 21 日开通，比最初说的 2024 年 2 月晚 7–8 个月。",
        "Open since 21 October 2024, 7–8 months later than first promised (February 2024).",
    ),
    "finished early": (
        (promised("finished", "2025-12", "2021-06"), reached("finished", "2024-06-30")),
        news("built", "2024-06-30"),
        "2024 年 6 月 30 日建成，比最初说的 2025 年 12 月早。",
        "Completed 30 June 2024, earlier than first promised (December 2025).",
    ),
    "finished in the promised year": (
        (promised("finished", "2024", "2021-06"), reached("finished", "2024-06")),
        news("built", "2024-06"),
        "2024 年 6 月建成，和最初说的 2024 年一致。",
        "Completed June 2024, as first promised (2024).",
    ),
    "known to be open by then": (
        (promised("opened", "2024", "2021-06"), reached("opened", "2024-05", no_later=True)),
        news("built", "2024-05"),
        "2024 年 5 月时已经开通，没有晚于最初说的 2024 年。",
        "Open by May 2024, not later than first promised (2024).",
    ),
    "in the promised year or later": (
        (promised("opened", "2024-03", "2021-06"), reached("opened", "2024")),
        news("built", "2024"),
        "2024 年开通，最初说 2024 年 3 月，晚没晚说不准。",
        "Open since 2024, first promised for March 2024, so it may have been late.",
    ),
    "a promise and silence": (
        (promised("finished", "2024-12", "2022-01"),),
        {**PLANNED, **CHECKED},
        "原来说 2024 年 12 月建成，时间已过，没有公开消息说做到没有；此后没有公开消息（"
        "查到 2026 年 11 月）。",
        "The completion was promised for December 2024; that has passed, and no report says "
        "whether it came; no news since (checked November 2026).",
    ),
    "known not to be begun": (
        (promised("begun", "2022", "2021-06"),),
        news("planned", "2023-10-27"),
        "原来说 2022 年开工，没有做到：到 2023 年 10 月 27 日还没有开工，已晚至少 9 个月。",
        "The start of works was promised for 2022 but had not come by 27 October 2023, at least"
        " 9 months late.",
    ),
    "begun late": (
        (
            promised("begun", "2023-03", "2021-06"),
            reached("begun", "2024-03"),
            promised("opened", "2027", "2024-03"),
        ),
        news("under_construction", "2024-03", **CHECKED),
        "2024 年 3 月开工，比最初说的 2023 年 3 月晚 11–12 个月；计划 2"
        "027 年投用（2024 年 3 月）。",
        "Works began March 2024, 11–12 months later than first promised (March 2023); planned: "
        "opening in 2027 (March 2024).",
    ),
    "still to begin": (
        (reached("approved", "2025-03-28"), promised("begun", "2027", "2025-10")),
        news("planned", "2025-10", **CHECKED),
        "计划 2027 年开工（2025 年 10 月）。",
        "Planned: start of works in 2027 (October 2025).",
    ),
    "dropped": (
        (promised("begun", "2023", "2021-06"), reached("dropped", "2024-02")),
        news("unconfirmed", "2024-02"),
        "2024 年 2 月取消。",
        "Dropped February 2024.",
    ),
    "no news, though it was looked for": (
        (),
        {**PLANNED, **CHECKED},
        "2021 年规划提出；此后没有公开消息（查到 2026 年 11 月）。",
        "Proposed in the plan of 2021; no news since (checked November 2026).",
    ),
    "nobody looked": (
        (),
        PLANNED,
        "2021 年规划提出；图集没有此后的消息。",
        "Proposed in the plan of 2021; the atlas has no later news.",
    ),
}


def known(history: tuple[Milestone, ...], record: dict[str, Any]) -> Store:
    return store_with({EXPRESSWAY: history}, **{EXPRESSWAY.replace("-", "_"): record})


@pytest.mark.parametrize("name", CASES)
def test_what_became_of_a_project_is_one_sentence(name: str) -> None:
    history, record, zh, en = CASES[name]
    store = known(history, record)
    for lang, expected in (("zh", zh), ("en", en)):
        found = progress(store, store.records[EXPRESSWAY], lang, DAY)
        assert found is not None
        assert found.text == expected


def test_a_history_says_who_promised_what_when_and_what_was_replaced() -> None:
    store = known(PUT_OFF, news("planned", "2025-10-25"))
    title = "掌上莱州（转信网）：莱州至青岛高速公路进展答复（转载）"
    found = progress(store, store.records[EXPRESSWAY], "zh", DAY)
    assert found is not None
    assert [(row.date, row.text, row.replaced) for row in found.rows] == [
        ("2023-10-27", "承诺 2024 年开工", True),
        ("2024-03", "承诺 2024 年 12 月开工", True),
        ("2025-03-27", "承诺 2025 年开工", True),
        ("不晚于 2025-03", "获批", False),
        ("2025-10-25", "承诺 2026 年 12 月开工", False),
        ("2025-10-25", "承诺 2029 年 12 月建成", False),
    ]
    assert found.rows[0].basis("zh") == f"平度市市长表示；据{title}"
    assert found.rows[0].basis("zh", "[3]") == "平度市市长表示；[3]"
    assert found.rows[4].line("zh", DAY) == (
        f"承诺 2026 年 12 月开工（据{title}）【待核 · 应于 2026-11-01 后复核】"
    )
    english = progress(store, store.records[EXPRESSWAY], "en", DAY)
    assert english is not None
    assert english.rows[0].text == "Start promised for 2024"
    assert english.rows[3].date == "no later than 2025-03"
    assert english.rows[0].basis("en").startswith("said by the mayor of Pingdu; Answer on")


def test_an_earlier_day_knows_neither_later_promises_nor_their_replacement() -> None:
    store = known(PUT_OFF, news("planned", "2025-10-25"))
    found = progress(store, store.records[EXPRESSWAY], "zh", datetime.date(2024, 1, 31))
    assert found is not None
    assert [(row.text, row.replaced) for row in found.rows] == [("承诺 2024 年开工", False)]
    assert "推迟" not in found.text


def test_a_list_names_a_delay_in_few_words() -> None:
    expected = {
        "a start put off again and again": ("推迟 23–35 个月", "put off by 23–35 months"),
        "opened late": ("晚 7–8 个月", "7–8 months late"),
        "begun late": ("开工晚 11–12 个月", "begun 11–12 months late"),
        "known not to be begun": ("已晚至少 9 个月", "at least 9 months late"),
        "a promise and silence": ("承诺已过期，未见报道", "promise passed, no report"),
        "finished early": ("", ""),
        "still to begin": ("", ""),
        "nobody looked": ("", ""),
    }
    for name, texts in expected.items():
        history, record, *_ = CASES[name]
        store = known(history, record)
        found = tuple(
            delay_in_short(store, store.records[EXPRESSWAY], lang, DAY) for lang in ("zh", "en")
        )
        assert found == texts, name


def test_a_card_has_the_history_of_a_project_that_has_one() -> None:
    store = known(PUT_OFF, news("planned", "2025-10-25"))
    found = wording.card(store, EXPRESSWAY, "en", DAY)["progress"]
    assert [row["replaced"] for row in found["rows"]] == [True] * 3 + [False] * 3
    assert found["rows"][4]["check_after"] == "2026-11-01"
    titles = [source["title"] for source in wording.card(store, EXPRESSWAY, "zh", DAY)["sources"]]
    assert "掌上莱州（转信网）：莱州至青岛高速公路进展答复（转载）" in titles
    silent = known((), {**PLANNED, **CHECKED})
    assert "progress" not in wording.card(silent, EXPRESSWAY, "zh", DAY)
    assert "progress" not in wording.card(store, store.towns["370283105"]["id"], "zh", DAY)


def test_a_status_does_not_deny_news_that_the_history_has() -> None:
    part = (reached("begun", "2023-05", no_later=True, **PART),)
    store = known(part, {**PLANNED, **CHECKED})
    assert wording.state(store, store.records[EXPRESSWAY], "zh") == "规划 · 2021-06"
    before = (reached("approved", "2021-01"),)
    store = known(before, {**PLANNED, **CHECKED})
    assert wording.state(store, store.records[EXPRESSWAY], "zh").endswith("（查至 2026-11）")
