"""The plates: which, caption, clauses, print."""

from __future__ import annotations

import html
from dataclasses import replace

import streamlit as st

from atlas.plates import plates
from atlas.present.sheets import item, row, section, sheet
from atlas.present.words import clause_place
from atlas.ui import components
from atlas.ui.view import View


def plate(view: View) -> None:
    """Show the choice of plates, and caption and clauses of the open one."""
    with st.container(key="plate_choice", gap=None):
        for key, other in plates().items():
            with st.container(key=f"plate_{key}{'_open' if key == view.plate else ''}"):
                st.page_link(
                    view.page.script,
                    label=other.title.in_(view.lang),
                    query_params=view.link(replace(view.chosen, plate=key, selected=None)),
                )
    opened = plates()[view.plate or next(iter(plates()))]
    st.html(f'<p class="atlas-caption">{html.escape(opened.caption.in_(view.lang))}</p>')
    clauses = [view.store.clauses[clause] for clause in opened.clauses]
    rows = [row([item(clause_place(c, view.lang), c.text, read=c.id)]) for c in clauses]
    components.sheet(
        "plate",
        sheet(
            [section(view.text("plate.clauses"), rows)],
            view.text("plate.note"),
            print=view.text("plate.print"),
        ),
    )
