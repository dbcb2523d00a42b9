"""The indicators page: every target of the plan with what is published of it, and the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import streamlit as st

from atlas.plan.clauses import INDICATORS
from atlas.web.parts import components
from atlas.web.state.page_list import page_address, page_of
from atlas.web.state.page_view import View
from atlas.wording.indicator_text import (
    GoalGroup,
    indicator_groups,
    target_groups,
    verdict_counts,
)
from atlas.wording.outcome_text import other_outcomes

HEADS = ("chart_head", "y2020", "target", "published", "verdict")
KEYS = ("base", "goal", "value", "hole")


class Count(NamedTuple):
    """How many rows have a verdict; ``share`` is in percent."""

    verdict: str
    text: str
    n: int
    share: str


class Part(NamedTuple):
    """The indicators or the other targets: title, first column, counts and tables.

    ``open`` is whether the tables show before the reader asks for them.
    """

    title: str
    head: str
    open: bool
    note: str
    counts: list[Count]
    groups: list[GoalGroup]


def indicators_page(view: View) -> None:
    """Show the indicators by category, the other targets by theme, and other reported results."""
    if not view.store.figures.words:  # the data are unusable; a notice says why
        return
    main = indicator_groups(view.store, view.lang)
    others = target_groups(view.store, view.chosen.themes, view.lang)
    by_theme = bool(view.chosen.themes)  # only the other targets have themes
    note = view.text("indicator.all_themes")
    parts = [
        _part(view, "main", "name", main, open_=not by_theme),
        _part(view, "others", "target_name", others, note=note),
    ]
    clauses = {row.clause for group in [*main, *others] for row in group.rows} | {INDICATORS}
    with st.container(key="indicators", gap="small"):
        components.markup(
            "indicators.html.j2",
            parts=[part for part in parts if part.groups],
            heads=[view.text(f"indicator.{key}") for key in HEADS],
            keys=[(key, view.text(f"indicator.key_{key}")) for key in KEYS],
            addresses={clause: _address(view, clause) for clause in clauses},
        )
        components.panel("outcomes", other_outcomes(view.store, view.lang))


def _part(
    view: View,
    key: str,
    head: str,
    groups: Sequence[GoalGroup],
    *,
    open_: bool = True,
    note: str = "",
) -> Part:
    counts = verdict_counts(groups)
    total = sum(counts.values())
    return Part(
        title=view.text(f"indicator.{key}", n=total),
        head=view.text(f"indicator.{head}"),
        open=open_,
        note=note,
        counts=[
            Count(verdict, view.text(f"verdict.{verdict}"), n, f"{100 * n / max(total, 1):.2f}")
            for verdict, n in counts.items()
        ],
        groups=list(groups),
    )


def _address(view: View, clause: str) -> str:
    """Return the address of the plan's text at a clause."""
    chosen = replace(view.chosen, clause=clause, off=frozenset(), on=frozenset())
    return page_address(page_of("reader"), view.link(chosen))
