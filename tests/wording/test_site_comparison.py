from __future__ import annotations

from atlas.analysis.site_search.site_profile import site_ids, site_profile
from atlas.core.messages import LANGUAGES
from atlas.plan.site_facts import not_public
from atlas.store.store import Store
from atlas.wording.site_comparison import (
    cell_text,
    comparison_cells,
    comparison_groups,
    row_labels,
)
from tests.support.project import store


def test_each_site_has_its_facts_in_the_rows_of_the_comparison() -> None:
    wrong = []
    for lang in LANGUAGES:
        labels = row_labels(store(), lang)
        for site in site_ids(store()):
            cells, profile = comparison_cells(store(), site, lang), site_profile(store(), site)
            facts = {fact.key for fact in profile.facts}
            told = sum(len(cells[key]["items"]) for key in facts)
            if cells.keys() - labels.keys() or told != len(profile.facts):
                wrong.append((lang, site))
            unknown = [key for key in not_public(profile.facts) if key in cells]
            ways = {key for key in cells if key.startswith("way_")}
            if unknown or len(ways) < 8 or ("firms" in cells) != bool(profile.firms):
                wrong.append((lang, site))
            if any(not one["text"] for cell in cells.values() for one in cell["items"]):
                wrong.append((lang, site))
    assert not wrong


def test_what_is_comparable_has_a_band() -> None:
    xinhe = comparison_cells(store(), "ind-xinhe", "zh")
    assert xinhe["way_hsr"]["band"] == {"low": 0.0, "high": 5.0, "unit": "km"}
    assert xinhe["way_expressway"]["band"]["high"] is None  # the exit is unknown
    assert "band" not in xinhe["sewage"]  # what it cost is no capacity
    assert "band" not in xinhe["area-planned"]  # a large park is no better one
    zone = comparison_cells(store(), "ind-kaifaqu", "zh")
    assert zone["steam"]["band"] == {"low": 90.0, "high": 90.0, "unit": "t_hour"}
    assert zone["steam"]["items"][0]["stale"]


def test_a_site_without_a_public_place_says_so_in_every_row_of_distances() -> None:
    cells = comparison_cells(store(), "park-beauty", "en")
    rows = [key for key in cells if key.startswith(("way_", "within_", "nearest_"))]
    assert len(rows) >= 12
    assert {cell_text(cells[key], "en") for key in rows} == {
        "location not public, distances unknown"
    }
    assert cell_text(cells.get("land-on-offer"), "en") == "not public"


def test_rows_that_matter_show_even_where_nothing_is_known() -> None:
    rows = [row for group in comparison_groups(store(), "zh") for row in group["rows"]]
    always = {row["key"] for row in rows if row.get("always")}
    listed = set(not_public(()))
    assert listed | {"firms", "clauses", "way_hsr", "within_1", "within_3", "within_5"} <= always


def _zones(site: str, known: Store) -> dict[str, str]:
    cells = comparison_cells(known, site, "zh")
    return {km: cells[f"within_{km}"]["items"][0]["text"] for km in ("1", "3", "5")}


def test_zones_within_a_distance_are_certain_or_said_to_be_uncertain() -> None:
    # the nearest zone of the chemical base is at most 4 km away, and may be next to it
    assert _zones("ind-xinhe", store()) == {"1": "不能确定", "3": "不能确定", "5": "有"}
