"""The plates: choice, caption, clauses, print button."""

from __future__ import annotations

import html
from dataclasses import replace

import streamlit as st

from atlas.plan.plates import Plate, plates
from atlas.web.parts import components
from atlas.web.state.page_list import page_address
from atlas.web.state.page_view import View
from atlas.wording.panel import clause_item, panel, row, section


def plate(view: View) -> None:
    """Show the choice of plates, and the open one's caption and clauses."""
    links = (_link(view, key, other) for key, other in plates().items())
    st.html(f'<nav class="atlas-plates">{"".join(links)}</nav>')
    opened = plates()[view.plate or next(iter(plates()))]
    st.html(f'<p class="atlas-caption">{html.escape(opened.caption.in_(view.lang))}</p>')
    clauses = [view.store.clauses[one] for one in opened.clauses if one in view.store.clauses]
    rows = [row([clause_item(c, c.text, view.lang)]) for c in clauses]
    components.panel(
        "plate",
        panel(
            [section(view.text("plate.clauses"), rows)],
            view.text("plate.note"),
            print=view.text("plate.print"),
        ),
    )


def _link(view: View, key: str, plate: Plate) -> str:
    address = page_address(view.page, view.link(replace(view.chosen, plate=key, selected=None)))
    here = " here" if key == view.plate else ""
    title = html.escape(plate.title.in_(view.lang))
    return f'<a class="atlas-go{here}" href="{html.escape(address)}">{title}</a>'
