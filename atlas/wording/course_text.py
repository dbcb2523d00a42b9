"""The course of a line in words: its stops in order, its length, the state of its sections."""

from __future__ import annotations

import datetime
from typing import Any

from atlas.analysis.route import Route, Stop, bare, route_of
from atlas.core.messages import message
from atlas.layers.symbology import rules
from atlas.plan.evaluation.delay import first_reached, made_by
from atlas.plan.milestones import COMPLETION, EVENTS, Milestone
from atlas.store.store import Store
from atlas.wording.milestone_text import reached_text
from atlas.wording.phrases import joined, name, number, rounded

Record = dict[str, Any]
#: events that say how far a section is
WORKS = frozenset({"begun", "finished", "opened", "dropped"})


def course(store: Store, record: Record, lang: str, day: datetime.date) -> dict[str, Any] | None:
    """Return the strip of a line's stops; ``static/types.d.ts`` describes it as ``Course``.

    ``None`` if the feature is no line, or nothing is known about the order.

    Parameters
    ----------
    store : Store
    record : dict
        Properties of the feature.
    lang : str
    day : datetime.date
        Day up to which sections count as reached.
    """
    route = route_of(store, record)
    if route is None:
        return None
    notes: dict[int, str] = {}
    others = []
    for part, milestone in _parts(store, record, day).items():
        place = _stop_of(part, route)
        if place is None:
            others.append(reached_text(milestone, lang))
        else:
            notes[place] = reached_text(milestone, lang)
    sign = rules().status.get(record["status"] or "built")
    mark = {"mark": message("course.schematic", lang)} if record["precision"] == "schematic" else {}
    return {
        "title": _title(record, route, lang),
        **mark,
        "length": _length(record, lang),
        **({"dash": sign.dash} if sign and sign.dash else {}),
        "stops": [
            _stop(store, stop, notes.get(place, ""), lang) for place, stop in enumerate(route.stops)
        ],
        **({"parts": others} if others else {}),
    }


def _title(record: Record, route: Route, lang: str) -> str:
    if route.listed:
        return message("course.stations", lang)
    directed = record.get("from_zh") or record.get("to_zh")
    return message("course.towns" if directed else "course.order_only", lang)


def _stop(store: Store, stop: Stop, note: str, lang: str) -> dict[str, Any]:
    text = stop.name.in_(lang)
    if stop.onward:
        text = message("course.onward", lang, name=text)
    below = [name(store.records[station], lang) for station in stop.stations]
    below += [note] if note else []
    if stop.outside and not stop.onward:
        below.append(message("course.outside", lang))
    return {
        "name": text,
        **({"town": stop.town} if stop.town else {}),
        **({"select": stop.feature} if stop.feature and not stop.onward else {}),
        **({"outside": True} if stop.outside else {}),
        **({"below": " · ".join(below)} if below else {}),
    }


def _length(record: Record, lang: str) -> str:
    """Return the published length with what it covers, else that of the drawing, said as such."""
    found = []
    if length := record.get("length_km_published"):
        value, scope = number(length, lang), record.get(f"length_scope_{lang}")
        key = "course.length" if scope else "course.published"
        found.append(message(key, lang, value=value, scope=scope or ""))
    if (inside := record.get("length_km_in_city_published")) and inside != length:
        found.append(message("course.in_city", lang, value=number(inside, lang)))
    if not found:
        whole, inside = record["length_km_drawn"], record["length_km_drawn_in_city"]
        drawn = inside or whole
        key = "drawn" if inside in (None, whole) else "drawn_in_city"
        if drawn:
            value = number(rounded(drawn, record["precision"]), lang)
            found.append(message(f"course.{key}", lang, value=value))
    return joined(found, lang)


def _parts(store: Store, record: Record, day: datetime.date) -> dict[str, Milestone]:
    """Return the newest milestone that each part has reached, by the part's Chinese name.

    Nothing of parts is told once the whole is complete.
    """
    known = made_by(store.milestones.get(record["id"], ()), day)
    if first_reached(known, COMPLETION):
        return {}
    reached = [m for m in known if m.kind == "reached" and m.part is not None]
    order = sorted(reached, key=lambda m: (m.span.last, EVENTS.index(m.event)))
    return {m.part.zh: m for m in order if m.part is not None and m.event in WORKS}


def _stop_of(part: str, route: Route) -> int | None:
    """Return the place of the stop that a part is, if it is one."""
    for place, stop in enumerate(route.stops):
        if route.listed and bare(stop.name.zh) and part.startswith(bare(stop.name.zh)):
            return place
    return None
