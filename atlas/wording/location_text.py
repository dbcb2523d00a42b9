"""Wording of the location report: what is at a spot."""

from __future__ import annotations

import numpy as np

from atlas.analysis.location_report import Find, LocationReport
from atlas.core.messages import message
from atlas.spatial.crs import from_wgs84, systems
from atlas.store.store import Store
from atlas.wording.panel import (
    Item,
    Panel,
    Row,
    clause_item,
    feature_item,
    item,
    nothing,
    panel,
    row,
    section,
)
from atlas.wording.phrases import accuracy, band_text, name

#: coordinate systems in which the spot is listed
TOLD = ("wgs84", "cm120", "zone40", "gcj02", "bd09")


def location_panel(
    store: Store, spot: tuple[float, float], here: LocationReport, lang: str
) -> Panel:
    """Return the panel of a spot (WGS-84): coordinates, features there and near, clauses."""
    town = row(_town(store, here, lang), label=message("here.town", lang))
    sections = [section(message("here.place", lang), [town])]
    for relation in ("covers", "may_cover"):
        found = [find for find in here.finds if find.relation == relation]
        items = [_find(store, find, lang) for find in found] or nothing()
        title = message(f"here.{relation}", lang)
        sections.append(section(title, [row(items)], aside=str(len(found))))
    sections.append(section(message("here.near", lang), _near(store, here, lang)))
    rest = [_find(store, find, lang) for find in here.finds if find.relation == "town"]
    if rest:
        title = message("here.by_town", lang)
        sections.append(section(title, [row(rest)], aside=str(len(rest)), fold=True))
    clauses = [store.clauses[clause] for clause in here.clauses]
    items = [clause_item(clause, clause.text, lang) for clause in clauses] or nothing()
    title = message("here.clauses", lang)
    sections.append(section(title, [row(items)], aside=str(len(clauses)), fold=True))
    sections.append(section(message("here.coordinates", lang), _coordinates(spot, lang), fold=True))
    return panel(sections, message("here.note", lang))


def _town(store: Store, here: LocationReport, lang: str) -> list[Item]:
    if not store.town_areas:
        return [item(message("here.no_towns", lang))]
    if here.town is None:
        return [item(message("here.outside", lang))]
    return [item(name(store.towns[here.town], lang), town=here.town)]


def _coordinates(spot: tuple[float, float], lang: str) -> list[Row]:
    rows = []
    for key in TOLD:
        if key in systems():
            system = systems()[key]
            [(x, y)] = from_wgs84(np.array([spot]), key)
            metres = system.epsg not in (None, 4326, 4490)
            text = f"{x:.1f}, {y:.1f}" if metres else f"{x:.6f}, {y:.6f}"
            rows.append(row([item(text)], label=system.label.in_(lang)))
    return rows


def _find(store: Store, find: Find, lang: str) -> Item:
    record, more = store.records[find.feature], []
    if find.relation == "may_cover":
        sure = accuracy(record["accuracy_m"], lang)
        more.append(message("here.within_accuracy", lang, accuracy=sure))
    return feature_item(store, record, lang, *more)


def _near(store: Store, here: LocationReport, lang: str) -> list[Row]:
    rows = []
    for near in here.near:
        record = store.records[near.feature]
        away = band_text(near.band, lang)
        cell = [item(name(record, lang), away, select=near.feature)]
        rows.append(row(cell, label=message(f"here.target_{near.target}", lang)))
    return rows
