"""Wording of a feature's status, always with its date."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from atlas.analysis.evaluation.outcome_counts import rests_on_plan
from atlas.core.messages import message
from atlas.core.model import PLAN_SOURCE, vocabulary
from atlas.plan.evaluation.delay import first_reached
from atlas.plan.milestones import COMPLETION, Span
from atlas.store.store import Store

#: final statuses, for which no news is expected
SETTLED = frozenset({"built"})

Record = dict[str, Any]


def status_text(store: Store, layer: str, word: str, lang: str) -> str:
    """Return the label of a status, in the layer's own terms if it defines them."""
    own = store.catalogue[layer].status_labels.get(word)
    return (own or vocabulary().status[word].text).in_(lang)


def state(store: Store, record: Record, lang: str, *, short: bool = False) -> str:
    """Return a feature's status with its date, and since when there is no news of it.

    All pages, cards and files take the status text from here.

    Parameters
    ----------
    store : Store
    record : dict
        Properties of a feature.
    lang : str
    short : bool
        Only label and month, for lists and tooltips.

    Returns
    -------
    str
        For example “规划 · 2021-06”, “2021 年规划提出，未见新消息（查至 2026-11）” or
        “已建成 · 2024-10-21”; empty if the feature has no status.
    """
    word, done = record["status"], completed(store, record)
    date = done or str(record["status_as_of"] or "")
    if not word:
        return ""
    text = status_text(store, record["layer"], word, lang)
    from_plan = record["status_source"] == PLAN_SOURCE
    shown = date[:7] if short or from_plan else date
    if date and record.get("role") == "context" and not done:
        shown = message("state.as_of", lang, date=shown)
    dated = f"{text} \u00b7 {shown}" if date else text
    if short or not was_checked(store, record):
        return dated
    checked = record["status_checked"]
    if from_plan and word == "planned":
        return message("state.planned_no_news", lang, year=date[:4], checked=checked)
    return message("state.no_news", lang, state=dated, checked=checked)


def completed(store: Store, record: Record) -> str | None:
    """Return when something built was finished or opened, if that is known."""
    if record["status"] != "built":
        return None
    reached = first_reached(store.milestones.get(record.get("id", ""), ()), COMPLETION)
    if reached is not None and not reached.no_later:
        return reached.date
    return str(record["opened"]) if record.get("opened") else None


def state_in_plan(store: Store, record: Record, lang: str) -> str:
    """Return the status in the plan, with the plan's month; empty if it has none."""
    word = record["status_in_plan"]
    if not word:
        return ""
    text = status_text(store, record["layer"], word, lang)
    plan = store.sources.get(PLAN_SOURCE)
    if plan is None or not plan.date:
        return text
    return f"{text} \u00b7 {plan.date[:7]}"


def was_checked(store: Store, record: Record) -> bool:
    """Return whether news later than a feature's status was looked for, in vain."""
    looked = bool(record["status_checked"]) and record["status"] not in SETTLED
    return looked and not has_later_news(store, record)


def has_later_news(store: Store, record: Record) -> bool:
    """Return whether a milestone of a feature was stated or reached after its status."""
    if not record["status_as_of"]:
        return False
    known = Span.of(record["status_as_of"]).last
    return any(
        Span.of(date).first > known
        for milestone in store.milestones.get(record.get("id", ""), ())
        for date in (milestone.said, milestone.date if milestone.kind == "reached" else None)
        if date
    )


def states_summary(
    store: Store, records: Iterable[Record], lang: str, *, short: bool = False
) -> str:
    """Return how many statuses rest only on the plan of 2021; empty if there are none.

    ``short``, for paper, omits for how many of these news was looked for.
    """
    known = [record for record in records if record["status"]]
    if not known:
        return ""
    old = [record for record in known if rests_on_plan(store, record, store.today)]
    if short:
        return message("sheet.states", lang, total=len(known), old=len(old))
    checked = sum(was_checked(store, record) for record in old)
    return message("state.summary", lang, total=len(known), old=len(old), checked=checked)
