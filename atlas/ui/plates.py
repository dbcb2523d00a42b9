"""The plates: which, caption, clauses, print."""

from __future__ import annotations

import html
from dataclasses import replace

import streamlit as st

from atlas.plates import plates
from atlas.present.words import clause_place
from atlas.ui import components
from atlas.ui.view import View


def plate(view: View) -> None:
    """Show the choice of plates, and caption and clauses of the open one."""
    key = view.chosen.plate or next(iter(plates()))
    with st.container(key="plate_choice", gap=None):
        for name, other in plates().items():
            with st.container(key=f"plate_{name}{'_open' if name == key else ''}"):
                st.page_link(
                    view.page.script,
                    label=other.title.in_(view.lang),
                    query_params=view.link(replace(view.chosen, plate=name, selected=None)),
                )
    opened = plates()[key]
    st.html(f'<p class="atlas-caption">{html.escape(opened.caption.in_(view.lang))}</p>')
    clauses = [view.store.clauses[c] for c in opened.clauses if c in view.store.clauses]
    components.sheet(
        "plate",
        {
            "columns": [],
            "print": view.text("plate.print"),
            "sections": [
                {
                    "title": view.text("plate.clauses"),
                    "rows": [
                        {
                            "label": "",
                            "cells": [
                                [
                                    {
                                        "text": clause_place(clause, view.lang),
                                        "small": clause.text,
                                        "read": clause.id,
                                    }
                                ]
                            ],
                        }
                        for clause in clauses
                    ],
                }
            ],
            "note": view.text("plate.note"),
        },
    )
