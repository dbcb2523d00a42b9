"""The plates: choice, caption, clauses, print button."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from atlas.plan.plates import Plate, plates
from atlas.web.parts import components
from atlas.web.state.page_list import page_address
from atlas.web.state.page_view import View
from atlas.wording.panel import clause_item, panel, row, section


class PlateLink(NamedTuple):
    """A link to a plate: what ``plates.html.j2`` shows."""

    title: str
    address: str
    here: bool


def plate(view: View) -> None:
    """Show the choice of plates, and the open one's caption and clauses."""
    links = [_link(view, key, other) for key, other in plates().items()]
    components.markup("plates.html.j2", links=links)
    opened = plates()[view.plate or next(iter(plates()))]
    components.markup("plate_caption.html.j2", text=opened.caption.in_(view.lang))
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


def _link(view: View, key: str, plate: Plate) -> PlateLink:
    query = view.link(replace(view.chosen, plate=key, selected=None))
    return PlateLink(
        title=plate.title.in_(view.lang),
        address=page_address(view.page, query),
        here=key == view.plate,
    )
