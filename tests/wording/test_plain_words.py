"""The plain words at the head of a card: what they say, and that nothing else denies it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from atlas import wording
from atlas.analysis.claim import State, claim_of, status_on
from atlas.core.messages import LANGUAGES
from atlas.plan.evaluation.delay import first_reached, made_by
from atlas.plan.evaluation.outcome import evaluate
from atlas.plan.evaluation.years import OUTCOME_CODES, STATUS_CODES
from atlas.plan.milestones import COMPLETION, is_project
from atlas.store.as_of import on_day
from atlas.wording.plain_words import plain_words
from atlas.wording.progress_text import progress
from tests.support.project import failures, store

DAY = datetime.date(2026, 11, 30)

#: feature → the first sentence, and what the rest contains, worked by hand from the sources
CASES: dict[str, tuple[str, str, str, str]] = {
    # the motorway near 旧店
    "tp-exp-laizhou-qingdao": (
        "计划 2026 年 12 月开工、2029 年 12 月建成"
        "（平度市交通运输局，2025 年 10 月，征求意见稿）。",
        "开工已推迟 2 次：最初说 2024 年，推迟了 23–35 个月。"
        "高速公路，经过旧店镇，旧店设一处出入口，位置未公开。",
        "Planned: start of works in December 2026, completion in December 2029"
        " (Pingdu Transport Bureau, October 2025, draft).",
        "The start of works has been put off 2 times: first promised for 2024, now 23–35 months"
        " later. Expressway through Jiudian, one exit in Jiudian, its place not published.",
    ),
    # is the metro coming?
    "tp-metro-14": (
        "还没有批准，也没有开工时间：2024 年的消息说仍在研究；"
        "此后没有公开消息（查到 2026 年 11 月）。",
        "未列入青岛地铁第三期建设规划（2024年报道）。"
        "原来说 2017 年 12 月开工，没有做到：到 2024 年还没有开工，已晚至少 72 个月。",
        "Not approved, and no date for the start of works: it was still being studied in the news"
        " of 2024; no news since (checked November 2026).",
        "Not in the third-round construction plan of the Qingdao Metro (reports of 2024).",
    ),
    # a railway that is built
    "tp-hsr-weiyan": (
        "2024 年 10 月 21 日开通，和最初说的 2024 年一致。",
        "高速铁路，经过新河镇。",
        "Open since 21 October 2024, as first promised (2024).",
        "High-speed railway through Xinhe.",
    ),
    # a road that opened late
    "tp-road-s219": (
        "2022 年 12 月 31 日开通，比最初说的 2022 年 4 月晚 8 个月。",
        "省道，经过南村镇、蓼兰镇。",
        "Open since 31 December 2022, 8 months later than first promised (April 2022).",
        "Provincial road through Nancun, Liaolan.",
    ),
    # news was looked for, in vain
    "tp-road-s220": (
        "2021 年规划提出；此后没有公开消息（查到 2026 年 11 月）。",
        "省道，经过同和街道、蓼兰镇、崔家集镇。",
        "Proposed in the plan of 2021; no news since (checked November 2026).",
        "Provincial road through Tonghe, Liaolan, Cuijiaji.",
    ),
    # the plan only studies it
    "tp-air-urban-mobility": (
        "2021 年规划只说要研究，还没有定；图集没有此后的消息。",
        "低空飞行项目，位置没有公布。",
        "The plan of 2021 only says that it is to be studied; nothing is decided; the atlas has no"
        " later news.",
        "Low-altitude flying project, place not published.",
    ),
    # a street of which only a part has begun
    "tp-street-haizhou": (
        "只有一部分有动工的消息——中医医院新院区旁一段（人民路至红旗路）："
        "2023 年 5 月 25 日时已经开工；此后没有公开消息（查到 2026 年 11 月）。",
        "城区道路，在白沙河街道，具体位置没有公布。",
        "Works are reported only for a part. Stretch by the new hospital (Renmin Road to Hongqi"
        " Road): works had begun by 25 May 2023;"
        " no news since (checked November 2026).",
        "Urban road in Baishahe, exact place not published.",
    ),
    # works that went silent
    "ps-technician-college": (
        "2021 年 10 月 22 日开工；原来说 2024 年 12 月建成，时间已过，没有公开消息说做到没有。",
        "学校，位置没有公布。",
        "Works began 22 October 2021; the completion was promised for December 2024; that has"
        " passed, and no report says whether it came.",
        "School, place not published.",
    ),
    # a museum that is there, and is being enlarged
    "cu-museum": (
        "2021 年规划印发时已经有了。",
        "扩建：2023 年 10 月 27 日时已经开工；",
        "Existed when the plan was issued in 2021.",
        "Enlargement: works had begun by 27 October 2023;",
    ),
    # a park, a reserve, a river
    "ps-2020-park": (
        "公园，位置没有公布；2021 年规划印发时已经有了。",
        "",
        "Park, place not published; existed when the plan was issued in 2021.",
        "",
    ),
    "eco-dazeshan-reserve": (
        "自然保护区，在东阁街道、店子镇、大泽山镇、旧店镇，面积 9783 公顷；"
        "已设立（2017 年 8 月 9 日的资料）。",
        "",
        "Nature reserve in Dongge, Dianzi, Dazeshan, Jiudian, 9,783 ha; designated"
        " (as of 9 August 2017).",
        "",
    ),
    "river-dagu": (
        "河流，经过仁兆镇、南村镇，市内长约 36.4 千米（按图量）。",
        "",
        "River through Renzhao, Nancun, about 36.4 km in the city (measured on the map).",
        "",
    ),
}


@pytest.mark.parametrize("identifier", CASES)
def test_a_resident_reads_what_becomes_of_a_project_and_when(identifier: str) -> None:
    found: dict[str, tuple[str, ...]] = {
        lang: plain_words(store(), store().records[identifier], lang, DAY).sentences
        for lang in LANGUAGES
    }
    zh, rest_zh, en, rest_en = CASES[identifier]
    assert (found["zh"][0], found["en"][0]) == (zh, en)
    assert rest_zh in "".join(found["zh"][1:])
    assert rest_en in " ".join(found["en"][1:])


def test_when_the_newest_promise_has_passed_the_words_say_that_nobody_told() -> None:
    record = store().records["tp-exp-laizhou-qingdao"]
    zh, delay, *_ = plain_words(store(), record, "zh", datetime.date(2027, 1, 2)).sentences
    assert zh.startswith("计划 2029 年 12 月建成")
    assert delay == (
        "最初说 2024 年开工，没有做到（到 2025 年 10 月 25 日还没有开工，已晚至少 9 个月）；"
        "后来改为 2026 年 12 月，时间已过，没有公开消息说做到没有。"
    )


# ---- nothing on a card denies another part of it -------------------------------------------------

#: from the eve of the plan’s end to the day after the last promise
DAYS = (
    *(datetime.date(year, 12, 31) for year in range(2021, 2026)),
    *(DAY, datetime.date(2027, 1, 2), datetime.date(2030, 1, 2)),
)
#: outcome of the evaluation → what plain words may say
BY_OUTCOME: dict[str | None, set[State]] = {
    "done": {"there"},
    "under_way": {"under_way", "part_begun", "growing"},
    "late": {"late", "growing"},
    "not_begun": {"not_begun", "promised"},
    "dropped": {"dropped"},
    "unknown": {"no_news", "unconfirmed", "overdue", "promised", "there"},
    None: {"there", "growing", "place", "unconfirmed"},
}
#: status of that day → what plain words may say
BY_STATUS: dict[str | None, set[State]] = {
    "built": {"there", "growing"},
    "under_construction": {"under_way", "late", "there", "dropped"},
    "planned": {
        *("no_news", "promised", "not_begun", "part_begun", "late", "overdue", "there"),
        *("under_way", "dropped"),
    },
    "sought": {"no_news", "not_begun", "promised", "late", "there", "dropped", "overdue"},
    "studied": {"no_news", "not_begun", "promised", "late", "there", "dropped", "overdue"},
    "unconfirmed": {"unconfirmed", "not_begun", "there", "dropped"},
    None: {"place", "no_news", "there"},
}


def test_state_sentence_and_evaluation_agree_on_every_day() -> None:
    def check(day: datetime.date) -> None:
        then = on_day(store(), day)
        for record in then.records.values():
            history = then.milestones.get(record["id"], ())
            claim = claim_of(record, history, day)
            where = f"{record['id']}: {claim.state}, {claim.status}, {claim.found}"
            project = is_project(record)
            found = evaluate(record, history, day) if project else None
            assert claim.found == found or not project, where
            assert claim.state in BY_OUTCOME[found.outcome if found else None], where
            assert claim.state in BY_STATUS[claim.status], where
            # what the timeline’s filter and the evaluation count
            code = then.years[record["id"]].outcome(None)
            if found is not None and code != ".":
                assert code == OUTCOME_CODES[found.outcome], where
            # works on the whole are said to be under way only if they are
            reached = first_reached(made_by(history, day), {"begun"} | COMPLETION)
            if claim.state in ("part_begun", "not_begun", "promised", "no_news"):
                assert reached is None and claim.status != "under_construction", where

    assert failures(check, DAYS) == {}


def test_chip_table_sentence_and_outcome_of_today_agree() -> None:
    def check(identifier: str, lang: str) -> None:
        record = store().records[identifier]
        card = wording.card(store(), identifier, lang, DAY)
        claim = claim_of(record, store().milestones.get(identifier, ()), DAY)
        assert status_on(record, DAY) == record["status"] == claim.status
        tones = [chip["tone"] for chip in card["chips"]]
        assert tones == ([f"status-{claim.status}"] if claim.status else [])
        cell: Any = wording.cell(store(), record, "status", lang)
        assert (cell["tone"] if cell else None) == (tones[0] if tones else None)
        assert (cell["text"] if cell else None) == (card["chips"][0]["text"] if tones else None)
        told = progress(store(), record, lang, DAY)
        assert (told.outcome if told else None) == (claim.found.outcome if claim.found else None)
        if told is not None and claim.status in STATUS_CODES and "progress" in card:
            assert card["progress"]["rows"]

    assert failures(check, store().records, LANGUAGES) == {}


#: what plain words of something that exists never say, and of what is not approved
NEVER = {
    "there": ("还没有", "没有开工", "没有批准", "Not begun", "Not approved"),
    "undecided": ("已经获批", "获批；", "正在建设", "Approved by", "Works began"),
}


def test_words_that_would_deny_the_claim_are_not_there() -> None:
    def check(identifier: str, lang: str) -> None:
        record = store().records[identifier]
        words = plain_words(store(), record, lang, DAY)
        text = words.text(lang)
        if words.claim.state in ("there", "growing"):
            assert not [one for one in NEVER["there"] if one in text], text
        if words.claim.status in ("sought", "studied") and words.claim.state != "there":
            assert not [one for one in NEVER["undecided"] if one in text], text
            only = ("只说要", "仍在", "only says", "still being")
            assert [one for one in only if one in text], text

    assert failures(check, store().records, LANGUAGES) == {}
