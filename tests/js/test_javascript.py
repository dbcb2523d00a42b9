"""The browser's code, run by Node: its own unit tests, and what must agree with Python."""

from __future__ import annotations

import json
import random
import subprocess
from collections import Counter
from dataclasses import asdict, replace
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

import prcoords
import pytest
from pyproj import Geod

from atlas.core.messages import message
from atlas.core.model import vocabulary
from atlas.layers.tray_rules import tray_rules
from atlas.store.query import CHOICES, Filter, Task, hidden_tokens, select
from atlas.web.browsing.filter_data import filter_data, packed
from atlas.web.server.resources import store as web_store
from atlas.web.state.page_list import PAGES, Page
from atlas.web.state.page_view import view_at
from atlas.web.state.url_query import grammar, parse, values
from atlas.webmap.one_file_map import payload
from atlas.wording import states_summary
from tests.support.javascript import ROOT, call, node
from tests.support.project import store, tokens

GEOD = Geod(a=6378137, rf=298.257222101)  # CGCS2000


def test_the_unit_tests_pass() -> None:
    tests = sorted(str(path) for path in (ROOT / "tests/js").glob("*.test.js"))
    assert tests
    done = subprocess.run([*node(), "--test", *tests], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


# ---- trays ---------------------------------------------------------------------------------------


def test_trays_have_as_many_columns_as_on_paper() -> None:
    rules = tray_rules()
    found = call("map/trays.js", "columnsOf", [[n, rules.model_dump()] for n in range(1, 40)])
    assert found == [rules.columns(n) for n in range(1, 40)]


# ---- geodesy -------------------------------------------------------------------------------------


def somewhere(rng: random.Random) -> tuple[float, float]:
    return rng.uniform(118.0, 122.0), rng.uniform(35.0, 38.5)


def test_lengths_are_those_of_pyproj() -> None:
    rng = random.Random(1975)
    lines = []
    for _ in range(200):
        lon, lat = somewhere(rng)
        to = GEOD.fwd(lon, lat, rng.uniform(0, 360), 10 ** rng.uniform(0, 5.3))[:2]
        lines.append([[lon, lat], list(to)])
    lines += [[[120, 36], [120, 37]], [[119, 36.5], [121, 36.5]], [[119, 0], [120, 0]]]
    for line, found in zip(
        lines, call("tools/geodesy.js", "lengthOf", [[x] for x in lines]), strict=True
    ):
        wanted = GEOD.line_length(*zip(*line, strict=True))
        assert found == pytest.approx(wanted, rel=1e-9, abs=1e-4), (
            line
        )  # Vincenty: half a millimetre
    empty = [[[[120, 36], [120, 36]]], [[[120, 36]]]]
    assert call("tools/geodesy.js", "lengthOf", empty) == [0, 0]


def test_areas_are_those_of_pyproj() -> None:
    rng = random.Random(1987)
    rings = []
    for _ in range(100):
        lon, lat = somewhere(rng)
        size, corners = 10 ** rng.uniform(1, 5), rng.randint(3, 9)
        turns = [k * 360 / corners + rng.uniform(0, 200 / corners) for k in range(corners)]
        spokes = [GEOD.fwd(lon, lat, turn, size * rng.uniform(0.3, 1)) for turn in turns]
        rings.append([[x, y] for x, y, _ in spokes])
    rings.append([[119.5, 36.4], [120.4, 36.4], [120.4, 37.1], [119.5, 37.1]])
    rings.append(rings[-1][::-1])
    for ring, found in zip(
        rings, call("tools/geodesy.js", "areaOf", [[x] for x in rings]), strict=True
    ):
        wanted = abs(GEOD.polygon_area_perimeter(*zip(*ring, strict=True))[0])
        assert found == pytest.approx(wanted, rel=2e-6), ring
    assert call("tools/geodesy.js", "areaOf", [[[[120, 36], [120, 37]]]]) == [0]


def test_a_way_along_an_azimuth_ends_where_pyproj_s_does() -> None:
    rng = random.Random(2000)
    ways = [(*somewhere(rng), rng.uniform(0, 360), 10 ** rng.uniform(0, 5.3)) for _ in range(200)]
    calls = [
        [[lon, lat], azimuth * 3.141592653589793 / 180, far] for lon, lat, azimuth, far in ways
    ]
    for way, (lon, lat) in zip(ways, call("tools/geodesy.js", "direct", calls), strict=True):
        wanted = GEOD.fwd(*way)[:2]
        assert GEOD.inv(lon, lat, *wanted)[2] < 1e-3, way


def test_tiles_are_shifted_as_gcj_02_is() -> None:
    rng = random.Random(2002)
    places = [somewhere(rng)[::-1] for _ in range(200)]
    for place, (lat, lon) in zip(
        places, call("map/gcj02.js", "toGcj02", [list(p) for p in places]), strict=True
    ):
        wanted = prcoords.wgs_gcj(prcoords.Coords(*place))
        assert GEOD.inv(lon, lat, wanted[1], wanted[0])[2] < 0.01, place


# ---- addresses and the filter --------------------------------------------------------------------


@cache
def addresses() -> list[dict[str, str]]:
    """Return some hundred addresses: each value once, and random ones of several parameters."""
    rng = random.Random(2035)
    known = {one.name: list(values(store())[one.values]) for one in grammar() if one.values}
    known["id"] += ["tp-nothing", *store().aliases]
    pairs = [one.name for one in grammar() if one.form == "pairs"]
    for name in pairs:
        known[name] = [f"{value}:{rng.randint(0, 9)}" for value in known[name]]
    lists = [one.name for one in grammar() if one.form in ("list", "sorted")] + pairs
    found = [
        {name: value}
        for name in known
        for value in rng.sample(known[name], min(8, len(known[name])))
    ]
    for _ in range(250):
        names = rng.sample(lists, rng.randint(1, 4))
        query = {name: ",".join(rng.choices(known[name], k=rng.randint(1, 3))) for name in names}
        if rng.random() < 0.5:
            query["id"] = rng.choice(known["id"])
        if rng.random() < 0.5:
            query["year"] = rng.choice(known["year"])
        found.append(query)
    return [*found, {}, *STRANGE]


def lists_of(chosen: Filter) -> dict[str, Any]:
    """Return the part of a filter that decides which features show, as the browser has it."""
    return {name: sorted(getattr(chosen, name)) for name in (*CHOICES, "off", "on")} | {
        "year": chosen.year
    }


def chosen_of(chosen: Filter) -> dict[str, Any]:
    """Return a filter as the browser has it."""
    state = {**vars(chosen), **asdict(chosen.task), **asdict(chosen.sites)}
    del state["task"], state["sites"]
    as_json: dict[str, Any] = json.loads(json.dumps(state, default=sorted))
    return as_json


STRANGE: list[dict[str, str]] = [
    {"town": "370283105,,370283105,nowhere", "x": "1"},
    {"on": "rivers/lake,reservoirs", "off": "rivers,rivers"},
    {"at": "119.9,36.8", "tool": "draw", "buffer": "250", "against": "redlines,nothing"},
    {"at": "36.8,119.9"},
    {"at": "119.12345678,36.5"},
    {"buffer": "20001"},
    {"need": "hsr:30,land:20,hsr:40", "weigh": "hsr:6,land:0"},
    {"need": "hsr:,nothing:3,eco:1000000,land:999999,port_laizhou:120"},
    {"list": "ind-xinhe,park-mingcun"},
    {"compare": "ind-xinhe,ind-tonghe,ind-kaifaqu,ind-linkong,park-mingcun"},
    {"buffer": "-1"},
    {"buffer": "٣"},
    {"lang": "en"},
    {"lang": "de"},
    {"shape": "circle:1,2"},
    {"q": "  园区 & 铁路  ", "embed": "true"},
    {"id": "tp-metro-14,rw-dazeshan"},
    {"plate": "1", "theme": "base"},
    {"tour": "hsr", "step": "9"},
    {"tour": "green", "step": "5", "town": "370283105", "theme": "transport", "year": "2024"},
    {"tour": "parks", "step": "0"},
]


def seen_by_python(page: Page, query: dict[str, str]) -> dict[str, Any]:
    """Return what a page shows at an address, and the address as it is written."""
    view = view_at(page.topic.key, query)
    return {
        "layers": list(view.selection.layers.items()),
        "hidden": view.selection.hidden,
        "ids": list(view.selection.features["id"]),
        "unticked": view.selection.unticked,
        "selected": view.chosen.selected,
        "problems": list(view.query.problems),
        "query": dict(view.link()),
    }


def seen_by_the_browser(answer: dict[str, Any]) -> dict[str, Any]:
    """Return the browser's answer in the form of :func:`seen_by_python`."""
    return {
        **answer,
        "layers": list(answer["layers"].items()),
        "hidden": frozenset(answer["hidden"]),
        "query": dict(parse_qsl(answer["query"])),
    }


def test_the_browser_sees_at_every_address_what_python_sees() -> None:
    data = filter_data(web_store())
    cases = [(page, query) for page in PAGES for query in addresses()]
    calls = [[page.topic.key, urlencode(query)] for page, query in cases]
    found = call("state/seen.js", "seenAt", calls, data)
    differ = [
        (page.topic.key, query, mine, theirs)
        for (page, query), answer in zip(cases, found, strict=True)
        if (mine := seen_by_the_browser(answer)) != (theirs := seen_by_python(page, query))
    ]
    assert len(cases) > 3000
    assert not differ, f"{len(differ)} of {len(cases)}, such as {differ[0]}"


def test_any_set_of_switches_can_be_kept_in_an_address() -> None:
    data, rng, cases = filter_data(web_store()), random.Random(42), []
    for page in PAGES:
        for query in rng.sample(addresses(), 20):
            chosen = view_at(page.topic.key, query).applied
            hidden = hidden_tokens(web_store(), page.topic, chosen)
            for wanted in (hidden, frozenset(rng.sample(tokens(), rng.randint(0, 12)))):
                cases.append((page, chosen, wanted))
    rules = {one["key"]: one for one in data["pages"]}
    calls = [
        [rules[page.topic.key], lists_of(chosen), sorted(wanted)]
        for page, chosen, wanted in cases
        if not page.plates
    ]
    cases = [case for case in cases if not case[0].plates]
    for (page, chosen, wanted), kept in zip(
        cases, call("state/select.js", "switches", calls), strict=True
    ):
        off, on = frozenset(kept["off"]), frozenset(kept["on"])
        assert off.isdisjoint(on)
        again = replace(chosen, off=off, on=on)
        assert hidden_tokens(web_store(), page.topic, again) == wanted


def test_a_link_takes_the_selection_along_only_if_the_page_shows_it() -> None:
    data, nothing = filter_data(web_store()), chosen_of(Filter())
    found, calls = [], []
    for rules, page in zip(data["pages"], PAGES, strict=True):
        for query in addresses():
            chosen = parse(query, web_store()).chosen
            record = web_store().records.get(chosen.selected or "")
            place = record and {"layer": record["layer"], "kind": record["kind"]}
            calls.append([rules, chosen_of(chosen), nothing, place])
            found.append((page, chosen, record))
    for (page, chosen, record), carried in zip(
        found, call("state/seen.js", "carriedTo", calls), strict=True
    ):
        selection = select(web_store(), page.topic, chosen)
        shows = record is not None and (
            record["layer"] in selection.layers
            and not {record["layer"], f"{record['layer']}/{record['kind']}"} & selection.hidden
        )
        assert carried["selected"] == (chosen.selected if shows else None)
        gone = dict.fromkeys(("clause", "plate", "tour", "step", "spot", "selected"))
        left = replace(chosen, search="", task=Task(), shade=Filter().shade, **gone)
        assert {**carried, "selected": None} == chosen_of(left)


def test_what_filters_read_arrives_as_it_was_sent() -> None:
    data = filter_data(web_store())
    data["values"] = {key: sorted(some) for key, some in data["values"].items()}
    [found] = call("state/unpack.js", "unpack", [[packed(data)]])
    found["values"] = {key: sorted(some) for key, some in found["values"].items()}
    assert found == json.loads(json.dumps(data))


def test_the_states_of_a_page_are_counted_as_in_the_sentences_of_documents() -> None:
    data = filter_data(web_store())["features"]["transport-projects"]
    names = {word: word for word in vocabulary().status}
    [counted] = call("panels/introduction.js", "countStates", [[names, data]])
    records = [r for r in web_store().records.values() if r["layer"] == "transport-projects"]
    statuses = Counter(r["status"] for r in records if r["status"])
    assert {one["name"]: one["n"] for one in counted["counts"]} == statuses
    assert counted["total"] == statuses.total()
    told = message("state.summary", "zh", **{k: counted[k] for k in ("total", "old", "checked")})
    assert told == states_summary(web_store(), records, "zh")


def test_the_one_file_map_selects_as_python_does() -> None:
    page = next(page for page in PAGES if page.topic.key == "transport")
    data = payload(store(), page.topic)
    calls = []
    wanted = []
    for query in addresses():
        chosen = parse(query, store()).chosen
        calls.append([lists_of(chosen)])
        selection = select(store(), page.topic, chosen)
        wanted.append((list(selection.features["id"]), selection.unticked, selection.layers))
    rules = {key: data[key] for key in ("own", "theme", "layers", "order", "features", "codes")}
    found = call("state/select.js", "select", calls, rules, rules)
    got = [
        ([one["feature"]["id"] for one in each["listed"]], each["unticked"], each["layers"])
        for each in found
    ]
    assert got == wanted
