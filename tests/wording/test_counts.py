"""Counts agree on all pages, in all notes and in all files."""

from __future__ import annotations

from collections import Counter
from typing import get_args

from atlas import wording
from atlas.analysis.overlap import matrix, zones
from atlas.core.messages import LANGUAGES, message
from atlas.core.model import vocabulary
from atlas.store.query import Filter
from atlas.store.store import Standing
from atlas.web.browsing.filter_data import filter_data
from atlas.web.browsing.overview_data import glance
from atlas.web.state.page_list import page_of
from atlas.wording.data_text import data_panel
from atlas.writers.export import export
from tests.support.pages import run, texts
from tests.support.project import failures, store

LAYER = "transport-projects"


def standing(layer: str) -> Counter[str]:
    """Return how many features of a layer are drawn, located by town, or undrawn, from the file."""
    frame = store().frames[layer]
    where = [
        "undrawn" if shape is None else "town" if precision == "town" else "placed"
        for shape, precision in zip(frame.geometry, frame["precision"], strict=True)
    ]
    return Counter(where)


def test_all_pages_give_the_same_number_of_undrawn_projects() -> None:
    """Compare the transport page, the matrix, the data page, downloads, and the list."""
    counted = standing(LAYER)
    assert counted["undrawn"] and counted["town"], "nothing to compare"
    total = sum(counted.values())

    def check(lang: str) -> None:
        # what the browser counts on the transport page
        listed = filter_data(store())["features"][LAYER]
        assert len(listed) == total
        for where in ("undrawn", "town"):
            assert sum(one.get("place") == where for one in listed) == counted[where]

        bench = texts(run(page_of("workbench"), {"tool": "matrix", "lang": lang}))
        told = {"undrawn": counted["undrawn"], "town": counted["town"]}
        assert message("task.matrix_key", lang, total=total, **told) in bench

        names = store().frames[LAYER]["id"]
        cells = [wording.name_cell(store(), store().records[name], lang) for name in names]
        marked = [cell for cell in cells if message("table.undrawn", lang) in cell["below"]]
        assert len(marked) == counted["undrawn"]

        panel = data_panel(store(), [LAYER], Filter(), lang)
        [section] = [
            part
            for part in panel["sections"]
            if part["title"] == store().catalogue[LAYER].title.in_(lang)
        ]
        said = " ".join(item["text"] for row in section["rows"] for item in row["cells"][0])
        town = vocabulary().precision["town"].text.in_(lang)
        for words, where in ((message("table.undrawn", lang), "undrawn"), (town, "town")):
            assert f"{words} {counted[where]}" in said

        made = export({LAYER: store().frames[LAYER]}, "geojson", "wgs84", store=store(), lang=lang)
        kept = message("takeaway.undrawn_kept", lang, n=counted["undrawn"])
        assert kept in made.notes

    assert failures(check, LANGUAGES) == {}


def test_matrix_and_zones_leave_out_features_without_a_location() -> None:
    left = Counter(matrix(store()).unchecked.values())
    assert left == {key: n for key, n in standing(LAYER).items() if key != "placed"}
    apart = zones(store()).set_index("id")["unchecked"].dropna()
    for name, reason in apart.items():
        assert reason in (store().standing(str(name)), "direction")


def test_the_overview_counts_the_features_of_the_layers() -> None:
    def counted(**figures: int) -> dict[str, str]:
        return {noun: message(f"glance.{noun}_count", "zh", n=n) for noun, n in figures.items()}

    page = " ".join(text for _, text, _ in glance(store(), "zh")["facts"])
    projects = message("glance.projects_value", "zh", total=len(store().frames[LAYER]), built=0)
    assert projects.split("，")[0] in page
    parks = Counter(store().frames["industrial-parks"]["kind"])
    # 四区八园: the airport zone, in which one of the four lies, is not one of them
    assert (store().frames["industrial-districts"]["kind"] == "district").sum() == 4
    assert parks["eight"] == 8
    told = counted(districts=4, parks=8)
    assert message("glance.parks_value", "zh", others=parks["other"], **told) in page
    links = sum(len(store().links.get(name, ())) for name in store().features["id"])
    told = counted(features=len(store().features), links=links)
    assert message("glance.clauses_value", "zh", **told) in page


def test_every_feature_is_counted_once() -> None:
    for layer in store().frames:
        found = Counter(map(store().standing, store().frames[layer]["id"]))
        assert set(found) <= set(get_args(Standing))
        assert found == standing(layer)
