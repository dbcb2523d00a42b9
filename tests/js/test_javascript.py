"""The browser's code, run by Node: its own unit tests, and what must agree with Python."""

from __future__ import annotations

import itertools
import random
import subprocess
from dataclasses import asdict
from typing import Any

import prcoords
import pytest
from pyproj import Geod

from atlas.core.model import vocabulary
from atlas.store.query import Filter, select
from atlas.web.state.page_list import PAGES
from atlas.webmap.one_file_map import payload
from tests.support.javascript import ROOT, call, node
from tests.support.project import store

GEOD = Geod(a=6378137, rf=298.257222101)  # CGCS2000


def test_the_unit_tests_pass() -> None:
    tests = sorted(str(path) for path in (ROOT / "tests/js").glob("*.test.js"))
    assert tests
    done = subprocess.run([*node(), "--test", *tests], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


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


# ---- the filter ----------------------------------------------------------------------------------


def filters() -> list[Filter]:
    towns = [(), *((code,) for code in store().towns), ("370283105", "370283116")]
    themes = [(), *((theme,) for theme in vocabulary().theme), ("ecology", "transport")]
    found = [
        Filter(towns=a, themes=b, statuses=c)
        for a, b, c in itertools.product(towns, themes, [(), ("planned", "built")])
    ]
    found += [Filter(industries=("food",)), Filter(off=frozenset({"rivers", "energy"}))]
    return [*found, Filter(themes=("industry",), on=frozenset({"reservoirs", "townships"}))]


def chosen_in_the_browser(chosen: Filter) -> dict[str, Any]:
    lists = {key: getattr(chosen, key) for key in ("towns", "themes", "statuses", "industries")}
    return {**lists, "off": sorted(chosen.off), "on": sorted(chosen.on)}


def test_the_browser_selects_as_python_does() -> None:
    differ = []
    for topic in {page.topic.theme: page.topic for page in PAGES}.values():
        data = {
            k: v for k, v in payload(store(), topic).items() if k not in ("cards", "geometries")
        }
        calls = [[chosen_in_the_browser(chosen)] for chosen in filters()]
        found = call("onefile/select.js", "select", calls, data)
        for chosen, got in zip(filters(), found, strict=True):
            wanted = select(store(), topic, chosen)
            same = (
                list(got["layers"].items()) == list(wanted.layers.items())
                and set(got["hidden"]) == wanted.hidden
                and got["ids"] == list(wanted.features["id"])
                and got["unticked"] == wanted.unticked
            )
            if not same:
                differ.append((topic.key, asdict(chosen)))
    assert differ == []
