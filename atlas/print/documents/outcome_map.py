"""The map of the evaluation: projects in the colour of their outcome, towns by what is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from atlas.analysis.evaluation.outcome_counts import Project
from atlas.core.messages import message
from atlas.core.model import vocabulary
from atlas.layers.symbology import rules, tinted
from atlas.print.documents.blocks import Block
from atlas.print.documents.document_map import LARGEST, content_of, drawn_map
from atlas.print.map.drawn_features import Drawn
from atlas.print.map.window import Box, fitting
from atlas.spatial.crs import to_metres
from atlas.store.store import Store

#: the map on the page, and the margin around the city in metres
MAP, MARGIN_M = Box(0, 0, 178, 122), 2000.0


def outcome_map(store: Store, projects: Collection[Project], lang: str) -> list[Block]:
    """Return the map of projects by outcome and its legend.

    Projects without a public place, or of which only the town is known, are not on it.
    """
    outcomes = {one.id: str(one.outcome) for one in projects}
    city = to_metres(store.outline) if store.outline else None
    if city is None:
        return []
    window = fitting(MAP, city.buffer(MARGIN_M).bounds, LARGEST)
    content = [
        _coloured(one, outcomes)
        for one in content_of(store, window, lambda record: record["id"] in outcomes)
    ]
    shades = {code: shade(share) for code, share in town_shares(store, projects).items()}
    return drawn_map(
        store, window, content, lang, marks=[], paper=city, shades=shades, legend=_legend(lang)
    )


def town_shares(store: Store, projects: Collection[Project]) -> dict[str, float]:
    """Return NBS code → percent of a town's projects of which something is known."""
    total = Counter(code for one in projects for code in one.towns)
    known = Counter(code for one in projects if one.outcome != "unknown" for code in one.towns)
    return {code: 100 * known[code] / total[code] if total[code] else 0.0 for code in store.towns}


def shade(percent: float) -> str:
    """Return the colour of a share."""
    return next(one.colour for one in reversed(rules().tint.share) if percent >= one.least)


def _coloured(one: Drawn, outcomes: dict[str, str]) -> Drawn:
    word = outcomes.get(one.id)
    colour = vocabulary().outcome[word].colour if word else None
    return replace(one, look=tinted(one.look, colour or rules().tint.context))


def _legend(lang: str) -> dict[str, dict[str, Any]]:
    """Return the legend: text → symbol."""

    def box(colour: str) -> dict[str, Any]:
        edge = {"color": "#6b6355", "weight": 0.6}
        return {"shape": "area", "fill": colour, "fillOpacity": 1, "strokes": [edge]}

    tint = rules().tint
    found = {
        term.text.in_(lang): box(term.colour or tint.context)
        for term in vocabulary().outcome.values()
    }
    for place, one in enumerate(tint.share):
        text = message("evaluation.share", lang, share=_share_text(place, lang))
        found[text] = box(one.colour)
    return found


def _share_text(place: int, lang: str) -> str:
    """Return the bounds of a class of shares; the first is “none”."""
    least = [one.least for one in rules().tint.share]
    if place == 0:
        return message("map.share_none", lang)
    if place == len(least) - 1:
        return f"≥ {least[place]:g}%"
    most = least[place + 1]
    return f"< {most:g}%" if place == 1 else f"{least[place]:g}–{most:g}%"
