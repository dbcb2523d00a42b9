"""The course of a line: its stations, or the towns that it crosses, in order from end to end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from atlas.core.layer_ids import TRANSPORT_NETWORK
from atlas.core.model import Text
from atlas.plan.coverage import short_name
from atlas.store.store import Store

Record = dict[str, Any]

#: kinds of features that are stations
STATIONS = frozenset({"hsr_station", "rail_station"})
#: kinds of lines that have stations
RAILS = frozenset({"hsr", "railway", "metro"})
#: layers whose lines are networks or cover the land, without a course of their own
WITHOUT = frozenset({"trunk-roads", "land", "neighbours", "townships", "city-boundary"})
#: the farthest in metres that a station may lie from its line
NEAR_STATION_M = 400
#: the farthest that a listed station may lie from the drawn line
NEAR_LISTED_M = 2000
#: a station with the city's own name, which texts on boundaries name too
CITY = "平度"
#: by how much nearer in metres an end must be to its place than the other end is
CLEAR_M = 1000


@dataclass(frozen=True)
class Stop:
    """A station, a town or an end of a line.

    Attributes
    ----------
    name : Text
    town : str or None
        NBS code, if it is a town.
    feature : str or None
        Id of the feature that it is: a station, or a neighbouring city.
    outside : bool
        Whether it is known to lie outside the city.
    onward : bool
        Whether the line leads on beyond it.
    stations : tuple of str
        Ids of the stations of the line in a town.
    """

    name: Text
    town: str | None = None
    feature: str | None = None
    outside: bool = False
    onward: bool = False
    stations: tuple[str, ...] = ()


@dataclass(frozen=True)
class Route:
    """The course of a line.

    Attributes
    ----------
    stops : tuple of Stop
        In order, at least two.
    listed : bool
        Whether a source lists them; else they are read off the drawing.
    """

    stops: tuple[Stop, ...]
    listed: bool


def route_of(store: Store, record: Record) -> Route | None:
    """Return the course of a line; ``None`` if nothing is known about its order.

    Parameters
    ----------
    store : Store
    record : dict
        Properties of a feature.
    """
    if record["layer"] in WITHOUT or store.category(record).direction:
        return None
    line = _line(store, record)
    names = station_names(record)
    if names:
        return Route(_listed(store, names, line), listed=True)
    towns = _crossed(store, record, line) if line is not None else []
    if line is None or not towns:
        return None
    stops = _with_ends(store, record, line, towns)
    return Route(tuple(stops), listed=False) if len(stops) > 1 else None


def _line(store: Store, record: Record) -> LineString | None:
    """Return the drawn line (metres) in its direction; ``None`` if that is not known."""
    shape = store.placed_in_metres.get(record["id"])
    line = shapely.line_merge(shape) if shape is not None and "Line" in shape.geom_type else None
    return _oriented(store, record, line) if isinstance(line, LineString) else None


# ---- stations that a source lists ----------------------------------------------------------------


def station_names(record: Mapping[str, Any]) -> list[Text]:
    """Return the stations that a record lists in both languages; empty if it lists none.

    Examples
    --------
    >>> found = station_names({"stations_zh": "甲、乙（新站）", "stations_en": "A, B (new, east)"})
    >>> [(one.zh, one.en) for one in found]
    [('甲', 'A'), ('乙（新站）', 'B (new, east)')]
    """
    zh = re.split(r"、(?![^（]*）)", record.get("stations_zh") or "")
    en = re.split(r", (?![^(]*\))", record.get("stations_en") or "")
    if len(zh) < 2 or len(zh) != len(en):
        return []
    return [Text(zh=name, en=other) for name, other in zip(zh, en, strict=True)]


def bare(name: str) -> str:
    """Return a station's name without a note in brackets and without “station”."""
    return re.sub(r"（.*?）", "", name).removesuffix("站")


def _listed(store: Store, names: list[Text], line: LineString | None) -> tuple[Stop, ...]:
    """Return listed stations; what lies beyond one outside the city is outside, too."""
    known = {}
    for name, shape in store.placed_in_metres.items():
        other = store.records[name]
        near = line is not None and line.distance(shape) <= NEAR_LISTED_M
        if other["kind"] in STATIONS and near:
            known[bare(other["name_zh"])] = other
    own = [known.get(bare(name.zh)) for name in names]
    out = [_is_outside(store, *pair) for pair in zip(names, own, strict=True)]
    for place, end in ((0, 0), (-1, -1)):
        if out[place] is None and line is not None:
            out[place] = not _in_city(store, Point(line.coords[end]))
    for place, outside in enumerate(out):
        if outside is None:
            before = next((one for one in reversed(out[:place]) if one is not None), None)
            after = next((one for one in out[place:] if one is not None), None)
            out[place] = True if before and after else None
    return tuple(
        Stop(name, feature=station["id"] if station else None, outside=bool(outside))
        for name, station, outside in zip(names, own, out, strict=True)
    )


def _is_outside(store: Store, name: Text, station: Record | None) -> bool | None:
    """Return whether a station lies outside the city; ``None`` if that is not known."""
    if station is not None:
        return not station["towns"]
    around = any(bare(name.zh).startswith(other) for other, _ in _neighbours(store))
    return True if around else None


def _in_city(store: Store, point: Point) -> bool:
    """Return whether a point (metres) lies in a town of the city."""
    areas = (store.placed_in_metres.get(town["id"]) for town in store.towns.values())
    return any(area.intersects(point) for area in areas if area is not None)


# ---- towns along the drawn line ------------------------------------------------------------------


def _crossed(store: Store, record: Record, line: LineString) -> list[Stop]:
    """Return the towns of a line in the order in which it enters them."""
    stations = _stations(store, record, line)
    found = []
    for code in record["towns"]:
        town = store.towns.get(code)
        area = store.placed_in_metres.get(town["id"]) if town else None
        part = line.intersection(area) if area is not None else None
        if town is None or area is None or part is None or part.is_empty:
            continue
        entered = min(line.project(Point(point)) for point in shapely.get_coordinates(part))
        own = tuple(name for name, place in stations if area.covers(place))
        name = Text(zh=town["name_zh"], en=town["name_en"])
        found.append((entered, Stop(name, town=code, stations=own)))
    return [stop for _, stop in sorted(found, key=lambda one: one[0])]


def _stations(store: Store, record: Record, line: LineString) -> list[tuple[str, BaseGeometry]]:
    if record["kind"] not in RAILS:
        return []
    return [
        (name, shape)
        for name, shape in store.placed_in_metres.items()
        if store.records[name]["kind"] in STATIONS and line.distance(shape) <= NEAR_STATION_M
    ]


def _with_ends(store: Store, record: Record, line: LineString, stops: list[Stop]) -> list[Stop]:
    """Return the stops with the ends of the line that are no town of the city."""
    first, last = Point(line.coords[0]), Point(line.coords[-1])
    start = _end(store, record, "from", first, stops[0] if stops else None)
    end = _end(store, record, "to", last, stops[-1] if stops else None)
    return [*([start] if start else []), *stops, *([end] if end else [])]


def _end(store: Store, record: Record, key: str, point: Point, town: Stop | None) -> Stop | None:
    """Return an end as the record names it, else the neighbouring city in which it lies."""
    inside = _in_city(store, point)
    zh, en = record.get(f"{key}_zh"), record.get(f"{key}_en")
    if zh and en:
        same = town is not None and town.name.zh.startswith(zh) and inside
        return None if same else Stop(Text(zh=zh, en=en), outside=not inside)
    if inside:
        return None
    for _, other in _neighbours(store):
        if store.placed_in_metres[other["id"]].intersects(point):
            name = Text(zh=other["name_zh"], en=other["name_en"])
            return Stop(name, feature=other["id"], outside=True, onward=True)
    return None


def _neighbours(store: Store) -> Iterator[tuple[str, Record]]:
    """Yield the neighbouring cities that are drawn, each with its bare Chinese name."""
    for other in store.records.values():
        if other["layer"] == "neighbours" and other["id"] in store.placed_in_metres:
            yield re.sub(r"[市区县]$", "", other["name_zh"]), other


# ---- from which end ------------------------------------------------------------------------------


def _oriented(store: Store, record: Record, line: LineString) -> LineString | None:
    """Return the line from its stated start to its stated end; ``None`` if that is not known.

    A line without stated ends has an order but no direction: it is read from the north, or from
    the west where it runs across.
    """
    first, last = Point(line.coords[0]), Point(line.coords[-1])
    if not record.get("from_zh") and not record.get("to_zh"):
        east, north = last.x - first.x, last.y - first.y
        forward = north < 0 if abs(north) >= abs(east) else east > 0
        return line if forward else line.reverse()
    gain = 0.0
    for key, near, far in (("from", first, last), ("to", last, first)):
        places = [
            shape
            for name, shape in _named(store, record)
            if name in (record.get(f"{key}_zh") or "")
        ]
        gain += sum(far.distance(place) - near.distance(place) for place in places)
    if abs(gain) < CLEAR_M:
        return None
    return line if gain > 0 else line.reverse()


def _named(store: Store, record: Record) -> Iterator[tuple[str, BaseGeometry]]:
    """Yield the places by which the text on an end may name where it is."""
    for name, other in _neighbours(store):
        yield name, store.placed_in_metres[other["id"]]
    for other in store.records.values():
        shape = store.placed_in_metres.get(other["id"])
        if shape is None or other["id"] == record["id"]:
            continue
        if other["layer"] == "townships":
            yield short_name(other["name_zh"]), shape
        elif bare(other["name_zh"]) != CITY and (
            other["layer"] == TRANSPORT_NETWORK or other["kind"] == "port"
        ):
            yield bare(other["name_zh"]), shape
