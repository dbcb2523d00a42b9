"""The map of a town's profile: the town, the features listed in it, and its surroundings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fpdf import FPDF

from atlas.print.documents.pages import INK
from atlas.print.documents.vector_map import Mark, Shown, Window, draw_map, in_context
from atlas.spatial.crs import to_metres
from atlas.store.store import Store


def draw_town(pdf: FPDF, store: Store, town: dict[str, Any], lang: str) -> None:
    """Draw a town, its features and surroundings, and the legend; move below them.

    Parameters
    ----------
    pdf : fpdf.FPDF
        With the font of :mod:`atlas.print.documents.pages` added; drawn at its position, in mm.
    store : Store
    town : dict
        A record of the layer ``townships``.
    lang : str
    """
    here = to_metres(store.town_areas[town["code"]])
    edge = {"shape": "area", "strokes": [{"color": INK, "weight": 2.4}]}
    draw_map(
        pdf,
        store,
        Window.round(here, pdf.l_margin, pdf.get_y()),
        _shown(store, town["code"]),
        lang,
        marks=[Mark(here, edge)],
        paper=here,
        selected=town["id"],
    )


def _shown(store: Store, code: str) -> Iterator[Shown]:
    """Yield the features to draw, lowest first: the context, and those listed in the town."""
    listed = set(store.in_town(code)["id"])
    for record, shape in store.placed():
        own = record["id"] in listed and not store.category(record).direction
        if own or in_context(store, record):
            yield record, to_metres(shape)
