"""The indicators page: the plan's table with charts, the other targets, outcomes."""

from __future__ import annotations

from typing import Any, NamedTuple

import streamlit as st

from atlas.plan.clauses import INDICATORS
from atlas.web.parts import components
from atlas.web.state.page_view import View
from atlas.wording.indicator_text import indicator_groups, target_panel
from atlas.wording.panel import item, row, section
from atlas.wording.phrases import number

HEADS = ("name", "y2020", "y2025", "annual", "kind")


class Chart(NamedTuple):
    """A chart of bars from zero; a bar is its place, its length in percent and its text."""

    label: str
    bars: list[tuple[int, str, str]]


class IndicatorRow(NamedTuple):
    """A row of ``indicators.html.j2``."""

    number: int
    name: str
    lines: list[str]
    chart: Chart | None
    figures: list[str | None]
    kind: str
    binding: bool


def indicators_page(view: View) -> None:
    """Show the indicators by category, then the other targets and reported outcomes."""
    if not view.store.figures.words:  # the data are unusable; a notice says why
        return
    with st.container(key="indicators", gap="small"):
        heads = [view.text(f"indicator.{key}") for key in HEADS]
        groups = [
            (group["title"], [_row(view, row) for row in group["rows"]])
            for group in indicator_groups(view.store, view.lang)
        ]
        components.markup("indicators.html.j2", heads=heads, groups=groups)
        table = section("", [row([item(view.text("indicator.table"), read=INDICATORS)])])
        targets = target_panel(view.store, view.chosen.themes, view.lang)
        components.panel("targets", {**targets, "sections": [table, *targets["sections"]]})


def _row(view: View, row: dict[str, Any]) -> IndicatorRow:
    reported = [view.text("indicator.report", text=text) for text in row["reported"]]
    return IndicatorRow(
        number=row["number"],
        name=view.text("table.with_unit", label=row["name"], unit=row["unit"]),
        lines=[*filter(None, [row["note"]]), *reported],
        chart=chart(row, view.lang),
        figures=row["values"],
        kind=row["kind"],
        binding=row["binding"],
    )


def chart(row: dict[str, Any], lang: str) -> Chart | None:
    """Return an indicator's chart, or ``None`` if there are no two figures."""
    if not row["bars"]:
        return None
    most = max(figure for _, figure in row["bars"])
    bars = []
    for place, (label, figure) in enumerate(row["bars"]):
        percent = 100 * figure / most if most > 0 else 0
        bars.append((place, f"{percent:.1f}", f"{label} {number(figure, lang)}"))
    return Chart(f"{row['name']}: {', '.join(text for _, _, text in bars)}", bars)
