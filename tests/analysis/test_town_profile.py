"""The profile of a town: measured on the layers, shown side by side, exported as a PDF."""

from __future__ import annotations

from functools import cache

import pytest
import shapely

from atlas.analysis.town_profile import Profile
from atlas.analysis.town_profile import profile as measured
from atlas.print.documents.profile_pdf import profile_pdf
from atlas.spatial.measurement import area_ha, length_km
from atlas.wording.profile_text import profiles
from tests.support.project import store

NANCUN, DAZESHAN = "370283105", "370283120"


@cache
def profile(code: str) -> Profile:
    return measured(store(), code)


def town(code: str) -> shapely.Geometry:
    frame = store().frames["townships"]
    return frame.geometry[frame["code"] == code].iloc[0]


def test_a_profile_lists_the_features_that_the_filter_finds(subtests):
    listed = store().features
    for code in store().towns:
        with subtests.test(town=code):
            wanted = set(listed["id"][[code in codes for codes in listed["town_set"]]])
            own = profile(code)
            assert {name for names in own.features.values() for name in names} == wanted
            cited = {link.clause for name in wanted for link in store().links.get(name, ())}
            assert set(own.clauses) <= cited


def test_zones_are_measured_in_the_town_and_overlaps_count_once(subtests):
    for code in store().towns:
        with subtests.test(town=code):
            own = profile(code)
            assert own.area_ha == pytest.approx(area_ha(town(code)))
            assert 0 <= own.redline.share <= 1
            sizes = [zone.ha for zone in own.zones]
            assert own.redline.ha <= sum(sizes) + 1e-6
            assert all(ha <= own.redline.ha + 1e-6 for ha in sizes)
            assert sizes == sorted(sizes, reverse=True)


def test_the_reserve_lies_in_its_four_towns_and_no_fifth():
    inside = {
        code
        for code in store().towns
        if any(zone.feature == "eco-dazeshan-reserve" for zone in profile(code).zones)
    }
    assert inside == {"370283001", "370283119", DAZESHAN, "370283122"}


def test_lines_are_measured_within_the_town():
    frame = store().frames["transport-projects"]
    metro = frame.geometry[frame["id"] == "tp-metro-14"].iloc[0]
    own = profile(NANCUN)
    [length] = [line.km for line in own.lines if line.feature == "tp-metro-14"]
    assert length == pytest.approx(length_km(metro.intersection(town(NANCUN))))
    total = own.km(store(), built=True) + own.km(store(), built=False)
    assert total == pytest.approx(sum(line.km for line in own.lines))


def test_an_unknown_town_is_a_key_error():
    with pytest.raises(KeyError):
        profile("370283999")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_two_profiles_are_shown_side_by_side(lang):
    sheet = profiles(store(), [NANCUN, DAZESHAN], lang)
    assert len(sheet["columns"]) == 2
    own = [part for part in sheet["sections"] if "heads" not in part]
    assert all(len(row["cells"]) == 2 for part in own for row in part["rows"])
    assert len(sheet["sections"]) - len(own) == 2, "a table of travel times for each"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("code", [NANCUN, DAZESHAN])
def test_a_profile_is_a_pdf_with_its_font_inside(code, lang):
    made = profile_pdf(store(), code, lang)
    assert made.startswith(b"%PDF-")
    assert b"NotoSansCJK" in made
    assert len(made) < 400_000
