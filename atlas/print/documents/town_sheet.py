"""The projects of a town on one A4 page: a numbered map, a numbered list, and a code to the page.

Every town has exactly one page. What does not fit in type of 7.5 points is counted, and the link
leads to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from atlas.analysis.town_agenda import Agenda, elsewhere, town_agenda
from atlas.analysis.town_measures import counts_by_town
from atlas.core.messages import message
from atlas.core.model import vocabulary
from atlas.core.urls import Urls
from atlas.plan.evaluation.outcome import Outcome
from atlas.print.documents.blocks import Block, document
from atlas.print.documents.document_map import content_of, draw_mark
from atlas.print.documents.map_ground import PIXEL_MM, draw_frame, draw_ground
from atlas.print.documents.numbered_sites import draw_disc, free_spot
from atlas.print.map.label_placement import place_labels
from atlas.print.map.map_drawing import draw_features, draw_labels
from atlas.print.map.north_and_scale import draw_north, draw_scale
from atlas.print.map.pen import Drawing, Pen
from atlas.print.map.window import Box, Window, fitting
from atlas.print.qr_code import qr_code
from atlas.print.typesetting import INK
from atlas.spatial.crs import to_metres
from atlas.store.store import Store
from atlas.wording.phrases import name
from atlas.wording.town_page_text import as_of, headline, project_row

#: the page that the sheet's address opens
PAGE = "towns"
#: the maps to choose from, high and low, in millimetres
HIGH, LOW = Box(0, 0, 186, 88), Box(0, 0, 186, 62)
#: margin around the town in metres, and denominator of the largest scale
MARGIN_M, LARGEST = 1200.0, 25_000
#: radius of a number's disc; north arrow; box and type of the scale, in millimetres
DISC, NORTH, SCALE, SCALE_TYPE = 2.2, 9.0, Box(1, 1, 44, 9.5), 2.65
#: how many projects of a group have a state that stands once, below the heading
SHARED = 4
#: the least part of a route inside the town, in metres, on which its number stands
LEAST_M = 100.0


def town_sheet(store: Store, code: str, lang: str, address: str = "") -> bytes:
    """Return the projects of a town, as of the store's day, as a PDF of one A4 page.

    Parameters
    ----------
    store : Store
    code : str
        NBS code.
    lang : str
    address : str
        Public address of the atlas, for the link and its code; empty if there is none.

    Raises
    ------
    KeyError
        If there is no such town.
    """
    called = name(store.towns[code], lang)
    title = f"{called} \u00b7 {message('townsheet.head', lang)}"
    foot = f"{message('app.title', lang)} \u00b7 {title} \u00b7 {store.today.isoformat()}"
    block = sheet_block(store, code, lang, address)
    return document(title, f"{foot}\n{message('paper.credit', lang)}", [block], lang)


def town_address(base: str, code: str, lang: str) -> str:
    """Return the public address of a town's page; empty without a base."""
    return Urls(base).page(PAGE, {"town": code, "lang": lang}) if base else ""


def sheet_block(store: Store, code: str, lang: str, address: str = "") -> Block:
    """Return the sheet as a block of a document, which begins a new page."""
    agenda, others = town_agenda(store, code), elsewhere(store)
    numbers = {one: str(place) for place, one in enumerate(agenda.ids, start=1)}
    link = town_address(address, code, lang)
    more = "townsheet.more" if link else "townsheet.more_here"
    called = name(store.towns[code], lang)
    return {
        "kind": "town",
        "head": message("townsheet.head", lang),
        "name": called,
        "as_of": as_of(store.today, lang),
        "headline": headline(store, code, counts_by_town(store)[code], lang),
        "address": link,
        "qr": qr_code(link) if link else None,
        "open_page": message("townsheet.open_page" if link else "townsheet.no_page", lang),
        "maps": [
            {"svg": town_map(store, code, box, numbers, lang), "height": box.height}
            for box in (HIGH, LOW)
        ],
        "alt": message("townsheet.alt", lang, town=called),
        "items": _items(store, code, agenda, numbers, lang),
        "numbers_note": message("townsheet.numbers", lang),
        "more": [message(more, lang, n=n) for n in range(len(numbers) + 1)],
        "others": message(
            "townsheet.others",
            lang,
            n=len(others.city_wide.ids),
            hidden=len(others.unlocated.ids),
        ),
        "sources": message("townsheet.sources", lang),
    }


def _items(
    store: Store, code: str, agenda: Agenda, numbers: Mapping[str, str], lang: str
) -> list[dict[str, Any]]:
    """Return the list: a heading for each group, then its projects; both in display order.

    A state that several projects of a group share stands below the heading, once.
    """
    places = _places(store, code, list(numbers))
    items: list[dict[str, Any]] = []
    for group, members in agenda.groups.items():
        outcome: Outcome = "not_begun" if group == "dated" else group
        rows = [project_row(store, one, lang) for one in members]
        [(common, times)] = Counter(row["state"] for row in rows).most_common(1)
        shared = common if times >= SHARED else ""
        items.append(
            {
                "heading": message(f"townpage.group_{group}", lang),
                "count": message("townpage.count", lang, n=len(members)),
                "shared": message("townsheet.shared", lang, state=shared) if shared else "",
                "colour": vocabulary().outcome[outcome].colour,
            }
        )
        for row in rows:
            items.append(
                {
                    "heading": "",
                    "number": numbers[row["id"]],
                    "placed": row["id"] in places,
                    "name": row["name"],
                    "state": "" if row["state"] == shared else row["state"],
                    "more": row["more"],
                }
            )
    return items


def town_map(store: Store, code: str, box: Box, numbers: Mapping[str, str], lang: str) -> str:
    """Return the map of a town with the numbers of its projects, as SVG."""
    here = to_metres(store.town_areas[code])
    window = fitting(box, here.buffer(MARGIN_M).bounds, LARGEST)
    drawing = Drawing(box.width, box.height)
    pen, edge = Pen(drawing, PIXEL_MM, box), Pen(drawing, PIXEL_MM)
    towns = draw_ground(pen, store, window, here)
    content = content_of(store, window, lambda record: record["id"] in numbers)
    draw_features(pen, content)
    draw_mark(pen, window.place(here), {"shape": "area", "strokes": [{"color": INK, "weight": 2}]})
    furniture = [draw_north(edge, window, NORTH, lang), SCALE]
    draw_scale(edge, window, SCALE, SCALE_TYPE, lang, plate=True)
    furniture += _discs(pen, window, _places(store, code, list(numbers)), numbers)
    labels = place_labels(
        window,
        PIXEL_MM,
        [*towns, *(one for one in content if one.layer.context)],
        [],
        lang=lang,
        selected=store.towns[code]["id"],
        furniture=furniture,
    )
    draw_labels(edge, labels)
    draw_frame(edge, window)
    return drawing.svg()


def _places(store: Store, code: str, identifiers: Sequence[str]) -> dict[str, shapely.Point]:
    """Return where the numbers stand (EPSG:4549): on the part of a project inside the town.

    Projects without a place of their own are left out.
    """
    here = to_metres(store.town_areas[code])
    found = {}
    for one in identifiers:
        shape = store.placed_in_metres.get(one)
        if shape is None or store.standing(one) != "placed":
            continue
        part = shape.intersection(here)
        if not part.is_empty:
            found[one] = _point_on(part)
    return found


def _point_on(part: BaseGeometry) -> shapely.Point:
    """Return a point on a shape: in the middle of its longest line, else inside it."""
    lines = [one for one in getattr(part, "geoms", [part]) if one.length >= LEAST_M]
    if part.area == 0 and lines:
        return max(lines, key=lambda one: one.length).interpolate(0.5, normalized=True)
    return part.representative_point()


def _discs(
    pen: Pen, window: Window, places: Mapping[str, shapely.Point], numbers: Mapping[str, str]
) -> list[Box]:
    """Draw the numbers without overlaps; return the boxes that labels avoid."""
    taken: list[tuple[float, float]] = []
    for one, point in places.items():
        [(x, y)] = shapely.get_coordinates(window.place(point)).tolist()
        spot = free_spot((x, y), taken, DISC)
        taken.append(spot)
        draw_disc(pen, spot, numbers[one], DISC, INK)
    return [Box(x - DISC, y - DISC, 2 * DISC, 2 * DISC) for x, y in taken]
