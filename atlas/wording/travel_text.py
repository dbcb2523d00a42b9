"""Wording of the ways from a town at the end of 2020, now and in 2030, for page and PDF."""

from __future__ import annotations

from collections.abc import Sequence

from atlas.core.citation import source_title
from atlas.core.messages import message
from atlas.network.access_table import Way
from atlas.network.town_access_table import ERAS, Era, Opening, TownAccess
from atlas.spatial.distance_band import Band
from atlas.store.store import Store
from atlas.wording.panel import Item, Row, Section, item, row, section
from atlas.wording.phrases import band_figures, band_text, joined, name, number

#: source of the roads
ROADS = "osm-2021"


def travel_sections(
    store: Store, codes: Sequence[str], lang: str, year: str | None = None
) -> list[Section]:
    """Return a section per town with its ways, era by era; none for a town without ways.

    Parameters
    ----------
    store : Store
    codes : sequence of str
        NBS codes.
    lang : str
    year : str, optional
        Year of the timeline; the column of its era is marked.
    """
    found = []
    for code in codes:
        town = store.town_access.towns.get(code)
        if town is not None:
            beside = {"aside": name(store.towns[code], lang)} if len(codes) > 1 else {}
            heads = [message(f"travel.era_{era}", lang) for era in ERAS]
            marked = {"marked": ERAS.index(era)} if (era := era_of(year, store)) else {}
            rows = [*_ways(store, town, lang), _changes(store, town, lang)]
            limits = row([item(_limits(store, town, lang))], label=message("travel.limits", lang))
            title = message("travel.title", lang)
            found.append(section(title, [*rows, limits], heads=heads, **beside, **marked))
    return found


def era_of(year: str | None, store: Store) -> Era | None:
    """Return the era of a year of the timeline; ``None`` for a year between the eras."""
    if year == str(store.today.year):
        return "now"
    return next((era for era in ERAS if era == year), None)


def _ways(store: Store, town: TownAccess, lang: str) -> list[Row]:
    return [
        row(
            *([_way(store, found.ways[era], lang)] for era in ERAS),
            label=message(f"travel.kind_{kind}", lang),
        )
        for kind, found in town.kinds.items()
    ]


def _way(store: Store, way: Way, lang: str) -> Item:
    """Return a way: its time, below it its length and where it leads."""
    if way.km is None or way.minutes is None or way.km[1] is None or way.minutes[1] is None:
        return item(message(f"travel.{way.unknown}", lang))
    time, length = Band(way.minutes[0], way.minutes[1]), Band(way.km[0], way.km[1])
    record = store.feature(way.to or "")
    small = [band_text(length, lang), *([name(record, lang)] if record else [])]
    text = message("travel.minutes", lang, minutes=band_figures(time, lang))
    return item(text, " · ".join(small), select=record["id"] if record else None)


def _changes(store: Store, town: TownAccess, lang: str) -> Row:
    """Return the openings that changed the ways, and the ways that none changed."""
    items: list[Item] = []
    touched: set[str] = set()
    for identifier, opening in store.town_access.openings.items():
        kinds = [
            kind
            for kind, found in town.kinds.items()
            if any(identifier in names for names in found.changes.values())
        ]
        touched |= {*kinds}
        record = store.feature(identifier)
        if kinds and record is not None:
            small = _opened(store, opening, kinds, lang)
            items.append(item(name(record, lang), small, select=identifier))
    same = [kind for kind in town.kinds if kind not in touched]
    if same:
        items.append(item(message("travel.same", lang, kinds=_kinds(same, lang))))
    return row(items, label=message("travel.changes", lang))


def _kinds(kinds: Sequence[str], lang: str) -> str:
    return joined((message(f"travel.to_{kind}", lang) for kind in kinds), lang)


def _opened(store: Store, opening: Opening, kinds: Sequence[str], lang: str) -> str:
    """Return when something opened or is promised, which ways it changes, and the source."""
    date, changed = opening.date, _kinds(kinds, lang)
    source = source_title(store.sources[opening.source], lang)
    if opening.promised:
        return message("travel.promised", lang, date=date, kinds=changed, source=source)
    if not opening.position:
        return message("travel.opened_road", lang, date=date, kinds=changed, source=source)
    return message("travel.opened", lang, date=date, kinds=changed, source=source)


def _limits(store: Store, town: TownAccess, lang: str) -> str:
    roads = store.sources.get(ROADS)
    parts = town.kinds["qingdao"].ways["now"].parts
    return message(
        "travel.limits_text",
        lang,
        accuracy=_km(town.seat.accuracy_m / 1000, lang),
        straight=_km(round(parts.straight_km) if parts else 0, lang),
        date=(roads.date if roads else None) or "\u2013",
    )


def _km(value: float, lang: str) -> str:
    return message("card.km", lang, value=number(value, lang))
