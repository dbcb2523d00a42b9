"""The indicators page: the plan's table with charts, the other targets, outcomes."""

from __future__ import annotations

import html
from typing import Any

import streamlit as st

from atlas.plan.clauses import INDICATORS
from atlas.web.parts import components
from atlas.web.state.page_view import View
from atlas.wording.indicator_text import indicator_groups, target_panel
from atlas.wording.panel import item, row, section
from atlas.wording.phrases import number


def indicators_page(view: View) -> None:
    """Show the indicators by category, then the other targets and reported outcomes."""
    if not view.store.figures.words:  # the data are unusable; a notice says why
        return
    with st.container(key="indicators", gap="small"):
        groups = "".join(_group(view, group) for group in indicator_groups(view.store, view.lang))
        st.html(f'<div class="atlas-indicators">{groups}</div>')
        table = section("", [row([item(view.text("indicator.table"), read=INDICATORS)])])
        targets = target_panel(view.store, view.chosen.themes, view.lang)
        components.panel("targets", {**targets, "sections": [table, *targets["sections"]]})


def _group(view: View, group: dict[str, Any]) -> str:
    heads = "".join(
        f"<th>{html.escape(view.text(f'indicator.{key}'))}</th>"
        for key in ("name", "y2020", "y2025", "annual", "kind")
    )
    rows = "".join(_row(view, row) for row in group["rows"])
    title = html.escape(group["title"])
    return f"<section><h2>{title}</h2><table><tr>{heads}</tr>{rows}</table></section>"


def _row(view: View, row: dict[str, Any]) -> str:
    values = "".join(
        "<td>–</td>" if value is None else f"<td>{html.escape(value)}</td>"
        for value in row["values"]
    )
    name = view.text("table.with_unit", label=row["name"], unit=row["unit"])
    small = [row["note"]] if row["note"] else []
    small += [view.text("indicator.report", text=text) for text in row["reported"]]
    lines = "".join(f"<small>{html.escape(line)}</small>" for line in small)
    tone = "binding" if row["binding"] else "expected"
    return (
        f"<tr><th><b>{row['number']}</b> {html.escape(name)}{lines}{chart(row, view.lang)}"
        f'</th>{values}<td><span class="chip {tone}">{html.escape(row["kind"])}</span></td></tr>'
    )


def chart(row: dict[str, Any], lang: str) -> str:
    """Return a chart of two bars from zero, or nothing if there are no two figures.

    The bars are spans, because Streamlit removes SVG.
    """
    if not row["bars"]:
        return ""
    most = max(figure for _, figure in row["bars"])
    bars, bar_texts = "", []
    for place, (label, figure) in enumerate(row["bars"]):
        share = 100 * figure / most if most > 0 else 0
        text = f"{label} {number(figure, lang)}"
        bars += (
            f'<span><i class="bar{place}" style="width:{share:.1f}%"></i></span>'
            f"<span>{html.escape(text)}</span>"
        )
        bar_texts.append(text)
    title = html.escape(f"{row['name']}: {', '.join(bar_texts)}", quote=True)
    return f'<span class="bars" role="img" aria-label="{title}">{bars}</span>'
