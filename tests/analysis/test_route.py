"""The course of lines: stops in order, worked by hand from a map and the sources."""

from __future__ import annotations

import pytest

from atlas.analysis.route import Route, route_of
from tests.support.project import store

#: feature → its stops in order, those outside the city in brackets; ``None``: not known
ROUTES: dict[str, list[str] | None] = {
    # stations that a source lists; beyond the last one in the city everything is outside
    "tp-hsr-weiyan": [
        *("(昌邑)", "灰埠（平度新河站）", "(莱州)", "(招远)", "(龙口市)", "(蓬莱)", "(烟台西)"),
        *("(福山)", "(芝罘)"),
    ],
    # from its stated start in Laizhou to its end in Jimo
    "tp-exp-laizhou-qingdao": ["(莱州清明沟村（荣乌高速）)", "旧店镇", "(即墨夏堤河北)"],
    # drawn from south to north in the data or not: it leads from Jiaozhou to Laizhou
    "tp-hsr-qingdao-pingdu-laizhou": [
        *("(胶州)", "蓼兰镇", "南村镇", "白沙河街道", "凤台街道", "东阁街道", "店子镇"),
        *("大泽山镇", "(莱州)"),
    ],
    # no stated ends: from the west, leading on into the neighbouring cities
    "tn-exp-s16": ["(坊子区)", "明村镇", "田庄镇", "李园街道", "东阁街道", "云山镇", "(莱西市)"],
    "tn-exp-g15": ["(莱阳市)", "古岘镇", "仁兆镇", "南村镇", "(胶州市)"],
    # a start inside the first town
    "tp-road-s309-xinhe-changyi": ["新河镇", "昌邑界"],
    # two ends and nothing in between: its order says nothing of the city
    "tn-hsr-jiqing": None,
    # only a direction
    "op-dir-qingdao": None,
    # a point, an area, a network of roads
    "tn-stn-pingdu": None,
    "eco-dazeshan-reserve": None,
    "trunk-primary": None,
}


def shown(route: Route | None) -> list[str] | None:
    """Return the names of stops, in brackets if outside."""
    if route is None:
        return None
    return [f"({stop.name.zh})" if stop.outside else stop.name.zh for stop in route.stops]


@pytest.mark.parametrize("identifier", ROUTES)
def test_a_line_has_its_stops_in_order(identifier: str) -> None:
    route = route_of(store(), store().records[identifier])
    assert shown(route) == ROUTES[identifier]


def test_stations_and_towns_are_links_to_what_they_are() -> None:
    listed = route_of(store(), store().records["tp-hsr-weiyan"])
    assert listed is not None and listed.listed
    assert [stop.feature for stop in listed.stops[:3]] == [
        *("tn-stn-changyi", "tn-stn-huibu", "tn-stn-laizhou"),
    ]
    # the station of the scheme is not the one of the same name on another railway
    metro = route_of(store(), store().records["tp-metro-14"])
    assert metro is not None
    assert (metro.stops[-1].name.zh, metro.stops[-1].feature) == ("平度北站", None)
    towns = route_of(store(), store().records["tn-hsr-weilai"])
    assert towns is not None
    at = {stop.town: stop.stations for stop in towns.stops if stop.stations}
    assert at == {"370283001": ("tn-stn-pingdu",)}
    assert (towns.stops[0].onward, towns.stops[1].onward) == (True, False)
