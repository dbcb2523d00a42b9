"""The evaluation page: counts of projects by outcome, as chart and table, and the late ones."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple, cast

import altair as alt
import pandas as pd
import streamlit as st

from atlas.analysis.evaluation.outcome_counts import (
    ELSEWHERE,
    FIELDS,
    PARTS,
    Part,
    count_by,
    years_offered,
)
from atlas.core.model import vocabulary
from atlas.plan.evaluation.outcome import OUTCOMES
from atlas.store.query import Filter
from atlas.web.downloads.evaluation_download import evaluation_address
from atlas.web.parts import components
from atlas.web.parts.listed import listed
from atlas.web.state.page_list import page_address
from atlas.web.state.page_view import View
from atlas.wording.evaluation_text import (
    CountRow,
    chart_text,
    count_rows,
    late_panel,
    outcome_label,
    summary,
)
from atlas.wording.next_plan_text import next_sections
from atlas.wording.panel import panel

#: columns of the legend: on the smallest phones, three in English would be cut
COLUMNS = alt.ExprRef("width < 190 ? 2 : 3")
#: height of a bar with its gap, and of axis and legend, in pixels
BAR, AXIS = 24, 80
#: widest label beside a bar, in pixels
LABEL = 190


class Link(NamedTuple):
    """A text with an address; without one it is plain."""

    text: str
    href: str
    here: bool = False


class TableRow(NamedTuple):
    """A row of ``evaluation.html.j2``."""

    label: Link
    cells: list[Link]
    plan_only: int
    whole: bool


def evaluation_page(view: View) -> None:
    """Show what had become of the projects, the late ones, and the counts by part."""
    listed(view)
    part = cast(Part, view.chosen.part)
    counts = count_by(view.store, part, view.chosen)
    with st.container(key="evaluation", gap="small"):
        components.markup(
            "evaluation_days.html.j2",
            summary=summary(view.store, view.chosen, view.lang),
            label=view.text("evaluation.as_of"),
            days=_days(view),
        )
        forms = ("pdf", "xlsx")
        components.takes(
            [(view.text(f"evaluation.{form}"), evaluation_address(view, form)) for form in forms]
        )
        late = late_panel(view.store, view.chosen, view.lang)
        if late:
            components.panel("late", late)
        components.markup(
            "evaluation_parts.html.j2", label=view.text("evaluation.by"), parts=_parts(view)
        )
        rows = count_rows(view.store, part, counts, view.lang)
        if counts.whole.total:
            description = chart_text(view.store, part, counts, view.lang)
            st.altair_chart(bars(rows[:-1], view.lang, description), theme=None)
        components.markup(
            "evaluation.html.j2",
            caption=view.text("evaluation.table", part=view.text(f"evaluation.by_{part}")),
            heads=_heads(view, part),
            rows=[_row(view, part, one) for one in rows],
        )
        components.panel("next", panel(next_sections(view.store, view.lang)))
        components.notes(_notes(view, part))


def _days(view: View) -> list[Link]:
    """Return the days of evaluation to choose from: today, and the ends of years."""
    texts: dict[str | None, str] = {None: view.text("evaluation.today")}
    for year in reversed(years_offered(view.store)):
        texts[year] = view.text("evaluation.end_of", year=year)
    return [
        Link(text, _address(view, replace(view.chosen, year=year)), view.chosen.year == year)
        for year, text in texts.items()
    ]


def _parts(view: View) -> list[Link]:
    """Return links to count by theme, town or chapter."""
    return [
        Link(
            view.text(f"evaluation.by_{part}"),
            _address(view, replace(view.chosen, part=part)),
            view.chosen.part == part,
        )
        for part in PARTS
    ]


def _address(view: View, chosen: Filter) -> str:
    return page_address(view.page, view.link(chosen))


def _heads(view: View, part: Part) -> list[tuple[str, str]]:
    """Return the headings of the table, each with its colour."""
    outcomes = [(outcome_label(word, view.lang), _colour(word)) for word in OUTCOMES]
    return [
        (view.text(f"evaluation.{part}"), ""),
        *outcomes,
        (view.text("evaluation.total"), ""),
        (view.text("evaluation.plan_only"), ""),
    ]


def _colour(word: str) -> str:
    return vocabulary().outcome[word].colour or ""


def _row(view: View, part: Part, one: CountRow) -> TableRow:
    """Return a row whose numbers lead to the lists behind them."""
    field, chosen = FIELDS[part], view.chosen
    values = () if one.value is None else (one.value,)
    change: dict[str, Any] = {field: values}
    own = replace(chosen, statuses=(), industries=(), off=frozenset(), **change)
    plain = one.value == ELSEWHERE
    here = one.value is not None and getattr(chosen, field) == values

    def link(text: str, outcomes: tuple[str, ...], n: int = 1) -> Link:
        if plain or not n:
            return Link(text, "")
        now = here and chosen.outcomes == outcomes
        return Link(text, _address(view, replace(own, outcomes=outcomes)), now)

    cells = [link(str(n), (word,), n) for word, n in zip(OUTCOMES, one.numbers, strict=True)]
    return TableRow(
        Link(one.label, ""),
        [*cells, link(str(one.total), ())],
        one.plan_only,
        one.value is None,
    )


def _notes(view: View, part: Part) -> list[str]:
    several = [] if part == "theme" else [view.text(f"evaluation.several_{part}")]
    return [*several, view.text("evaluation.plan_only_note"), view.text("evaluation.rules")]


def bars(rows: list[CountRow], lang: str, description: str) -> alt.Chart:
    """Return stacked bars, one for each row, by outcome."""
    names = [outcome_label(word, lang) for word in OUTCOMES]
    data = pd.DataFrame(
        [
            {"label": one.label, "outcome": name, "order": place, "n": n}
            for one in rows
            for place, (name, n) in enumerate(zip(names, one.numbers, strict=True))
            if n
        ]
    )
    ink, fine = "#2f2a24", "#d9d2c3"
    font = "Noto Sans SC, Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei"
    chart = (
        alt.Chart(data, height=BAR * len(rows) + AXIS, width="container", description=description)
        .mark_bar(height=15)
        .encode(
            y=alt.Y("label:N", sort=[one.label for one in rows], title=None),
            x=alt.X("sum(n):Q", title=None, axis=alt.Axis(tickMinStep=1, tickCount=6, format="d")),
            color=alt.Color(
                "outcome:N",
                sort=names,
                scale=alt.Scale(domain=names, range=[_colour(word) for word in OUTCOMES]),
                legend=alt.Legend(title=None, orient="top", columns=COLUMNS, symbolType="square"),
            ),
            order=alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip("label:N", title=" "),
                alt.Tooltip("outcome:N", title=" "),
                alt.Tooltip("sum(n):Q", title=" "),
            ],
        )
    )
    made: alt.Chart = (
        chart.configure(font=font, background="transparent")
        .configure_axis(
            labelColor=ink, labelFontSize=12, labelLimit=LABEL, domain=False, gridColor=fine
        )
        .configure_axisY(ticks=False)
        .configure_legend(labelColor=ink, labelFontSize=12)
        .configure_view(strokeWidth=0)
    )
    return made
