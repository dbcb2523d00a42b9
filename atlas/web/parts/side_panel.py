"""The panel beside the map: introduction, card, table, and the overview's entry links."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from atlas import wording
from atlas.core.model import vocabulary
from atlas.store.query import counts
from atlas.web.downloads.extract_download import take_feature
from atlas.web.parts import components
from atlas.web.parts.filter_bar import clear_button
from atlas.web.state.page_list import page_of
from atlas.web.state.page_view import View
from atlas.wording.override_text import official_lead


def lead(view: View) -> None:
    """Show the page's introduction; an open card replaces it."""
    if view.chosen.selected:
        return
    key = view.topic.key
    colour = vocabulary().theme[view.topic.theme].colour if view.topic.theme else "#8d3f6b"
    introduction = official_lead(view.store, key, view.lang) or view.text(f"lead.{key}")
    title = view.text(f"page.{key}")
    components.markup("lead.html.j2", colour=colour, title=title, introduction=introduction)


def card(view: View) -> None:
    """Show the selected feature's card, if one is selected."""
    selected = view.chosen.selected
    if not selected:
        components.card({"id": None})
        return
    content = wording.card(view.store, selected, view.lang)
    components.card({**content, "takes": take_feature(view, selected)})


def table(view: View, columns: Sequence[str] | None = None) -> None:
    """Show the table of the features shown; a click on a row opens the card and moves the map.

    Parameters
    ----------
    view : View
    columns : sequence of str, optional
        Column keys; by default those of the page's topmost layer.
    """
    features, lang, store = view.selection.features, view.lang, view.store
    if features.empty:
        texts = {"text": view.text("table.empty"), "hint": view.text("table.empty_hint")}
        components.markup("empty_table.html.j2", **texts)
        clear_button(view, "table_clear")
        return
    definition = store.catalogue[features["layer"].iloc[0]]
    keys = list(columns or definition.table)
    components.table(
        {
            "columns": [
                {
                    "label": wording.column_label(definition, key, lang),
                    "number": wording.is_number(definition, key),
                }
                for key in keys
            ],
            "rows": [
                [
                    identifier,
                    *(wording.cell(store, store.records[identifier], k, lang) for k in keys),
                ]
                for identifier in features["id"]
            ],
            "selected": view.chosen.selected,
        }
    )


def doors(view: View) -> None:
    """Show the overview's three entry links, one per kind of user."""
    if view.chosen.selected:
        return
    with st.container(key="doors", gap="small"):
        for who, page in (
            ("planner", "structure"),
            ("investor", "industry"),
            ("citizen", "transport"),
        ):
            with st.container(key=f"door_{who}", gap=None):
                title, text = view.text(f"door.{who}"), view.text(f"door.{who}_text")
                components.markup("door.html.j2", title=title, text=text)
                st.page_link(
                    page_of(page).script,
                    label=view.text(f"door.{who}_link"),
                    query_params=view.link(),
                )


def glance(view: View) -> None:
    """Show the city's figures, counted from the data."""
    if view.chosen.selected:
        return
    records = view.store.records.values()
    layer = {name: [r for r in records if r["layer"] == name] for name in view.store.catalogue}
    city = sum(r["area_ha_drawn"] or 0 for r in layer.get("city-boundary", [])) / 100
    towns = [r["kind"] for r in layer.get("townships", [])]
    projects = layer.get("transport-projects", [])
    areas = (*layer.get("industrial-districts", []), *layer.get("industrial-parks", []))
    parks = [r["kind"] for r in areas]
    reserve = sum(
        r["area_ha_published"] or 0
        for r in layer.get("ecological-redlines", [])
        if r["kind"] == "nature_reserve"
    )
    linked = [view.store.links.get(feature, ()) for feature in view.store.features["id"]]

    def counted(noun: str, n: int) -> str:
        return view.text(f"glance.{noun}_count", n=n)

    figures: dict[str, dict[str, object]] = {
        "area": {"value": wording.number(round(city), view.lang)},
        "towns": {
            "subdistricts": counted("subdistricts", towns.count("subdistrict")),
            "towns": counted("towns", towns.count("town")),
        },
        "projects": {
            "total": len(projects),
            "built": sum(r["status"] == "built" for r in projects),
        },
        "parks": {
            "districts": counted("districts", parks.count("district")),
            "parks": counted("parks", parks.count("eight")),
            "others": parks.count("other"),
        },
        "reserves": {"value": wording.number(reserve, view.lang)},
        "clauses": {
            "features": counted("features", len(linked)),
            "links": counted("links", sum(map(len, linked))),
        },
    }
    facts = [
        (
            view.text(f"glance.{key}"),
            view.text(f"glance.{key}_value", **values),
            view.text("glance.area_note") if key == "area" else "",
        )
        for key, values in figures.items()
    ]
    components.markup("glance.html.j2", title=view.text("glance.title"), facts=facts)


def status_bar(view: View) -> None:
    """Show the numbers of listed features by status."""
    if view.chosen.selected:
        return
    found = counts(view.selection.features, "status")
    statuses = [
        (term.text.in_(view.lang), found[word])
        for word, term in vocabulary().status.items()
        if word in found
    ]
    if statuses:
        records = [view.store.records[name] for name in view.selection.features["id"]]
        summary = wording.states_summary(view.store, records, view.lang)
        components.markup("states.html.j2", statuses=statuses, summary=summary)
