"""Panels as plain data: sections of rows, rows of cells, cells of items with links.

Town profiles, indicators, plates, search results and the data page are panels;
``static/panels/sections.js`` shows them and the PDFs print them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from atlas.core.citation import source_title
from atlas.core.model import Source, Term
from atlas.plan.clauses import Clause
from atlas.store.store import Store
from atlas.wording.phrases import Record, clause_place, kind, name
from atlas.wording.promise_text import delay_in_short
from atlas.wording.status_text import state

#: a line of a cell: ``text``, a secondary text ``small``, and a link: ``select`` (a feature),
#: ``read`` (a clause), ``town`` (a town), ``go`` (a URL of the atlas) or ``url``
Item = dict[str, Any]
Row = dict[str, Any]
Section = dict[str, Any]
Panel = dict[str, Any]


def item(text: str, small: str | None = None, **leads: str | None) -> Item:
    """Return an item; links that are ``None`` are left out."""
    more = {"small": small or None, **leads}
    return {"text": text, **{key: value for key, value in more.items() if value is not None}}


def nothing() -> list[Item]:
    """Return the cell for “none”."""
    return [item("\u2013")]


def source_item(source: Source, small: str, lang: str, text: str | None = None) -> Item:
    """Return an item that links to a source; ``text`` replaces its title."""
    return item(text or source_title(source, lang), small, url=source.url)


def clause_item(clause: Clause, small: str, lang: str) -> Item:
    """Return an item with a clause's place in the plan, which links to the clause."""
    return item(clause_place(clause, lang), small, read=clause.id)


def feature_item(store: Store, record: Record, lang: str, *more: str) -> Item:
    """Return an item that links to a feature: name, kind, status, delay and ``more`` words."""
    words = [kind(store, record, lang)]
    if record["status"]:
        words.append(state(store, record, lang, short=True))
    words += filter(None, [delay_in_short(store, record, lang)])
    return item(name(record, lang), " · ".join([*words, *more]), select=record["id"])


def row(*cells: Sequence[Item], label: str = "") -> Row:
    """Return a row: an optional label and cells."""
    return {"label": label, "cells": [list(cell) for cell in cells]}


def section(title: str, rows: Sequence[Row], **more: Any) -> Section:
    """Return a section.

    Parameters
    ----------
    title : str
    rows : sequence of Row
    **more
        ``colour``; ``fold`` to show it collapsed; ``aside``, a text beside the title; ``heads``,
        headings of its own columns, of which ``marked`` is the number of one that is marked. A row
        with one cell then spans them.
    """
    return {"title": title, "rows": list(rows), **more}


def theme_section(theme: Term, rows: Sequence[Row], lang: str, **more: Any) -> Section:
    """Return a section headed by a theme's name in its colour."""
    return section(theme.text.in_(lang), rows, colour=theme.colour, **more)


def panel(
    sections: Sequence[Section], note: str = "", columns: Sequence[str] = (), **more: str
) -> Panel:
    """Return a panel: sections, a note, column headings, and ``print`` for a print button."""
    return {"columns": list(columns), "sections": list(sections), "note": note, **more}
