"""Tours: a fault of a file is named with step and field, and leaves the other tours alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from atlas.core.paths import Paths
from atlas.tours.tour import View
from atlas.tours.tour_files import Tours, read_tours
from atlas.tours.tour_rules import bounds_of
from tests.support.project import change, store

#: tours in the order of their list
OURS = ["structure", "hsr", "parks", "green"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a folder with a copy of the project's tours."""
    shutil.copytree(Paths.at().tours, Paths.at(tmp_path).tours)
    return tmp_path


def told(found: Tours) -> list[str]:
    return [str(problem) for problem in found.problems]


def test_the_atlas_has_four_tours_in_order_and_nothing_is_wrong_with_them() -> None:
    found = read_tours(store())
    assert told(found) == []
    assert list(found.usable) == OURS


#: words of hsr.toml, what stands there instead → step, field, and a part of the reason
FAULTS: dict[str, tuple[str, str, int, str, str]] = {
    "unknown feature": ('"tp-hsr-weiyan", "tn-stn-huibu"]', '"tp-x"]', 4, "features", "'tp-x'"),
    "unknown town": ('towns = ["370283116"]', 'towns = ["370283"]', 4, "view.towns", "'370283'"),
    "unknown layer": (
        'features = ["tn-hsr-weilai", "tn-stn-pingdu"]',
        'features = ["tn-stn-pingdu"]\noff = ["trains"]',
        *(1, "off", "'trains'"),
    ),
    "unknown clause": ('clause = "1.2-5"', 'clause = "1.2-55"', 7, "quotes", "1.2-5 has the quote"),
    "words that the plan does not have": (
        "通车运行",
        "开通运行",
        1,
        "quotes",
        "nowhere in the plan",
    ),
    "an empty text": ('en = "By train to Qingdao"', 'en = ""', 3, "heading.en", "pattern"),
    "a missing language": (', en = "By train to Qingdao"', "", 3, "heading.en", "required"),
    "a word that no step has": ("[step.quotes]]", "[step.quote]]", 1, "quotes", "required"),
    "an unknown page": ('page = "transport"', 'page = "trains"', 1, "page", "'overview'"),
    "a view elsewhere": ("[119.5, 36.2", "[109.5, 36.2", 3, "view", "surroundings"),
    "a view too wide for a phone": ("120.55, 37.04]", "120.75, 37.04]", 3, "view", "for phones"),
    "a view upside down": ("120.55, 37.04]", "120.55, 36.0]", 3, "view.box", "west, south"),
    "a view that leaves a feature out": ("[119.5, 36.2", "[120.1, 36.2", 3, "view", "all of"),
    "two views at once": (
        "{ box = [119.5",
        '{ towns = ["370283116"], box = [119.5',
        3,
        "view",
        "one",
    ),
    "a highlighted feature that the filter excludes": (
        'features = ["tp-metro-14", "tn-stn-pingdu"]',
        'features = ["tp-metro-14"]\nfilter = { statuses = ["built"] }',
        *(6, "features", "the filter excludes it"),
    ),
    "a highlighted feature that is switched off": (
        'features = ["tp-metro-14", "tn-stn-pingdu"]',
        'features = ["tp-metro-14"]\noff = ["transport-projects/metro"]',
        *(6, "features", "transport-projects/metro is off"),
    ),
    "a highlighted feature of another page": (
        'features = ["tp-metro-14", "tn-stn-pingdu"]',
        'features = ["eco-yunshan"]',
        *(6, "features", "does not show ecological-redlines"),
    ),
    "nothing drawn": (
        'features = ["tp-metro-14", "tn-stn-pingdu"]',
        'features = ["tp-service-qingdao-commuter"]',
        *(6, "features", "a place on the map"),
    ),
    "an unknown year": (
        'features = ["tp-metro-14", "tn-stn-pingdu"]',
        'features = ["tp-metro-14"]\nfilter = { year = "1999" }',
        *(6, "filter.year", "'1999'"),
    ),
    "another id than the file's name": ("order = 2", 'order = 2\nid = "rail"', 0, "id", "'hsr'"),
    "no TOML": ("order = 2", "order = = 2", 0, "", "not valid TOML"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_and_its_tour_left_out(root: Path, fault: str) -> None:
    old, new, step, field, why = FAULTS[fault]
    change(Paths.at(root).tours / "hsr.toml", old, new)
    found = read_tours(store(), root)
    assert list(found.usable) == [name for name in OURS if name != "hsr"]
    assert any(
        (one.file, one.step, one.field) == ("geodata/tours/hsr.toml", step, field)
        and why in str(one)
        for one in found.problems
    ), told(found)


def test_a_tour_is_neither_too_short_nor_too_long(root: Path) -> None:
    path = Paths.at(root).tours / "hsr.toml"
    text = path.read_text("utf-8")
    head, *steps = text.split("[[step]]")
    for count in (4, 10):
        path.write_text("[[step]]".join([head, *(steps * 2)[:count]]), "utf-8")
        [problem] = read_tours(store(), root).problems
        assert (problem.step, problem.field) == (0, "step")


def test_a_view_of_a_symbol_beside_a_towns_name_has_the_whole_town() -> None:
    bounds = bounds_of(View(features=("park-mingcun",)), store())
    assert bounds == pytest.approx(store().town_areas["370283110"].bounds)


def test_an_atlas_without_tours_has_none(tmp_path: Path) -> None:
    assert read_tours(store(), tmp_path) == Tours()
