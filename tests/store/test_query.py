"""The one filter: general properties of filters, and comparison with the raw files."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.core.model import vocabulary
from atlas.store.query import (
    BASE_THEME,
    Filter,
    Selection,
    Topic,
    hidden_by_default,
    hidden_tokens,
    own_theme,
    passes,
    select,
    themes_in_view,
)
from atlas.web.state.page_list import PAGES, page_of
from tests.support.project import built, failures, store, tokens

THEMES = [theme for theme in vocabulary().theme if theme != BASE_THEME]
STATUSES = list(vocabulary().status)
INDUSTRIES = list(vocabulary().industry)
NANCUN = "370283105"
#: pages that initially show only the base layers
MAPLESS = {"plates", "tours", "data", "indicators"}


def towns() -> list[str]:
    """Return the codes of the townships."""
    return list(store().towns)


@cache
def listed() -> set[str]:
    """Return the layers whose features are in the table."""
    return {layer for layer, definition in store().catalogue.items() if not definition.context}


def some(values: Callable[[], Collection[str]]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.deferred(lambda: st.lists(st.sampled_from(list(values())), unique=True).map(tuple))


topics = st.sampled_from([page.topic for page in PAGES])
filters = st.builds(
    Filter,
    towns=some(towns),
    themes=some(lambda: THEMES),
    statuses=some(lambda: STATUSES),
    industries=some(lambda: INDUSTRIES),
    off=some(tokens).map(frozenset),
    on=some(tokens).map(frozenset),
    selected=st.none() | st.deferred(lambda: st.sampled_from(sorted(store().records))),
)


def ids(topic: Topic, chosen: Filter) -> set[str]:
    return set(select(store(), topic, chosen).features["id"])


@cache
def raw(layer: str) -> list[dict[str, Any]]:
    """Return the properties of a layer's features from its file."""
    return [feature["properties"] for feature in built(layer)]


# ---- towns and status ----------------------------------------------------------------------------


@given(topics, filters)
def test_clearing_the_filter_restores_everything(topic, chosen):
    cleared = select(store(), topic, Filter(selected=chosen.selected))
    untouched = select(store(), topic, Filter())
    assert list(cleared.features["id"]) == list(untouched.features["id"])
    assert (cleared.layers, cleared.hidden) == (untouched.layers, untouched.hidden)
    assert topic.projects or set(cleared.layers.values()) == {None}
    assert ids(topic, replace(chosen, themes=(), on=frozenset())) <= set(cleared.features["id"])


@given(topics, filters)
def test_filters_intersect(topic, chosen):
    by_town = ids(topic, replace(chosen, statuses=(), industries=()))
    by_status = ids(topic, replace(chosen, towns=(), industries=()))
    by_industry = ids(topic, replace(chosen, towns=(), statuses=()))
    assert ids(topic, chosen) == by_town & by_status & by_industry


@given(topics, filters, some(towns), some(lambda: STATUSES), some(lambda: INDUSTRIES))
def test_choosing_more_never_shows_less(topic, chosen, towns, statuses, industries):
    shown = ids(topic, chosen)
    wider = replace(chosen, towns=chosen.towns and chosen.towns + towns)
    assert shown <= ids(topic, wider)
    wider = replace(chosen, statuses=chosen.statuses and chosen.statuses + statuses)
    assert shown <= ids(topic, wider)
    wider = replace(chosen, industries=chosen.industries and chosen.industries + industries)
    assert shown <= ids(topic, wider)
    assert shown <= ids(topic, replace(chosen, towns=(), statuses=(), industries=()))


@given(topics, some(lambda: STATUSES).filter(bool), some(lambda: THEMES))
def test_a_status_filter_keeps_that_status_and_features_without_status(topic, statuses, themes):
    before = select(store(), topic, Filter(themes=themes)).features
    kept = ids(topic, Filter(themes=themes, statuses=statuses))
    wanted = {
        identifier
        for identifier in before["id"]
        if store().records[identifier]["status"] in (None, *statuses)
    }
    assert kept == wanted


def test_features_without_status_pass_every_status_but_without_town_no_town():
    rows = [("built", {"1"}), ("planned", {"1", "2"}), (None, {"2"}), ("built", set())]
    features = pd.DataFrame(rows, columns=["status", "town_set"], dtype=object)
    assert passes(features, Filter()).tolist() == [True] * 4
    assert passes(features, Filter(statuses=("built",))).tolist() == [True, False, True, True]
    assert passes(features, Filter(towns=("2",))).tolist() == [False, True, True, False]
    both = Filter(towns=("2", "3"), statuses=("planned",))
    assert passes(features, both).tolist() == [False, True, True, False]


def test_industry_filters_apply_only_to_layers_with_industries():
    lists = [["food", "biotech"], ["food"], [], None]
    features = pd.DataFrame({"status": None, "town_set": [{"1"}] * 4, "industries": lists})
    features = features.astype(object)
    assert passes(features, Filter()).tolist() == [True] * 4
    biotech = Filter(industries=("biotech",))
    assert passes(features, biotech).tolist() == [True, False, False, True]
    either = Filter(industries=("biotech", "food"))
    assert passes(features, either).tolist() == [True, True, False, True]
    # without a layer that has industries nothing is left out
    assert passes(features.drop(columns="industries"), biotech).tolist() == [True] * 4


def test_an_industry_on_the_industrial_page_shows_the_parks_that_have_it() -> None:
    def check(word: str) -> None:
        parks = [*raw("industrial-districts"), *raw("industrial-parks")]
        wanted = {park["id"] for park in parks if word in park["industries"]}
        assert ids(page_of("industry").topic, Filter(industries=(word,))) == wanted
        assert 0 < len(wanted) < len(parks)

    assert failures(check, INDUSTRIES) == {}


@given(topics.filter(lambda topic: topic.theme not in (None, "industry")), some(lambda: INDUSTRIES))
def test_an_industry_filter_does_not_affect_other_themes(topic, industries):
    assert ids(topic, Filter(industries=industries)) == ids(topic, Filter())


def test_a_town_on_the_transport_page_shows_its_projects() -> None:
    def check(code: str) -> None:
        wanted = {
            record["id"]
            for record in raw("transport-projects")
            if code in {*record["towns"], *record["towns_drawn"]}
        }
        assert ids(page_of("transport").topic, Filter(towns=(code,))) == wanted

    assert failures(check, towns()) == {}


def test_some_but_not_all_projects_are_in_nancun():
    shown = ids(page_of("transport").topic, Filter(towns=(NANCUN,)))
    assert store().towns[NANCUN]["name_zh"] == "南村镇"
    assert 0 < len(shown) < len(raw("transport-projects"))


def test_a_page_without_a_filter_shows_all_of_its_theme(subtests: pytest.Subtests) -> None:
    # a layer without pages is initially hidden
    at_first = [layer for layer in listed() if store().catalogue[layer].pages]
    for page in PAGES:
        theme, shown = page.topic.theme, ids(page.topic, Filter())
        of_theme = {r["id"] for layer in at_first for r in raw(layer) if r["theme"] == theme}
        with subtests.test(page=page.topic.key):
            assert shown == of_theme if theme else shown or page.topic.key in MAPLESS


# ---- themes --------------------------------------------------------------------------------------


@given(topics, filters)
def test_the_page_s_own_theme_is_always_there(topic, chosen):
    shown = themes_in_view(topic, chosen.themes)
    own = {topic.theme} if topic.theme else set()
    assert shown == own | set(chosen.themes) or (not own and not chosen.themes)
    offered = {store().catalogue[layer].theme for layer in select(store(), topic, chosen).layers}
    assert own <= offered
    assert BASE_THEME in offered


@given(
    st.sampled_from([page.topic for page in PAGES if page.topic.theme]),
    some(lambda: THEMES).filter(bool),
)
def test_themes_add_to_a_page_that_is_a_theme(topic, themes):
    before, after = ids(topic, Filter()), ids(topic, Filter(themes=themes))
    assert before <= after
    shown = {store().records[identifier]["theme"] for identifier in after}
    assert shown == {topic.theme, *themes}


@given(some(lambda: THEMES).filter(bool))
def test_on_a_page_without_a_theme_the_chosen_ones_alone_remain(themes):
    features = select(store(), Topic("overview"), Filter(themes=themes)).features
    assert set(features["theme"]) == set(themes)


@given(topics, some(lambda: THEMES).filter(bool), some(lambda: THEMES))
def test_a_theme_that_is_chosen_shows_all_its_entries(topic, themes, more):
    wanted = {
        record["id"] for layer in listed() for record in raw(layer) if record["theme"] in themes
    }
    if topic.projects:
        wanted = {name for name in wanted if store().years[name].outcomes}
    assert wanted <= ids(topic, Filter(themes=themes))
    hidden = hidden_tokens(store(), topic, Filter(themes=(*themes, *more)))
    for token in hidden:
        definition = store().catalogue[token.partition("/")[0]]
        assert definition.context or definition.theme not in themes


def test_without_choosing_them_a_page_hides_entries_that_choosing_shows():
    overview = page_of("overview").topic
    hidden = hidden_tokens(store(), overview, Filter())
    assert {token for token in hidden if token.startswith("ecological-redlines/")}
    chosen = hidden_tokens(store(), overview, Filter(themes=("ecology",)))
    assert not {token for token in chosen if token.startswith("ecological-redlines")}


def test_a_page_of_selected_layers_shows_these_and_the_base_and_prefers_the_theme_of_the_first():
    layer = "spatial-structure"
    first, *others = store().catalogue[layer].kinds
    plate, plain = Topic("plates", shows=(f"{layer}/{first}", "rivers")), Topic("plates")
    assert others
    for key, definition in store().catalogue.items():
        wanted = {key}
        if key == layer:
            wanted = {f"{layer}/{kind}" for kind in others}
        elif definition.theme == BASE_THEME:
            wanted = hidden_by_default(definition, plain, ())
        assert hidden_by_default(definition, plate, ()) == wanted, key
    assert own_theme(store(), plate) == store().catalogue[layer].theme
    assert own_theme(store(), plain) is None
    assert own_theme(store(), page_of("ecology").topic) == "ecology"


# ---- the order -----------------------------------------------------------------------------------


@given(topics, filters)
def test_the_page_s_own_theme_comes_first_then_the_others_in_their_order(topic, chosen):
    features = select(store(), topic, chosen).features
    shown = list(dict.fromkeys(features["theme"]))
    order = sorted(shown, key=lambda theme: (theme != topic.theme, THEMES.index(theme)))
    assert shown == order
    # one run for each theme, in the order of the store within it
    whole = {identifier: n for n, identifier in enumerate(store().features["id"])}
    for theme in shown:
        places = [whole[i] for i in features["id"][features["theme"] == theme]]
        assert places == sorted(places)
    runs = [
        a for a, b in zip(features["theme"], [None, *features["theme"]], strict=False) if a != b
    ]
    assert runs == shown


def test_on_the_ecology_page_ecology_comes_before_added_themes():
    ecology = page_of("ecology").topic
    features = select(store(), ecology, Filter(themes=("transport", "structure"))).features
    assert list(dict.fromkeys(features["theme"])) == ["ecology", "structure", "transport"]


# ---- switches of the legend ----------------------------------------------------------------------


@given(topics, filters)
def test_hidden_layers_are_not_listed(topic, chosen):
    selection = select(store(), topic, chosen)
    assert chosen.off <= selection.hidden
    assert not (chosen.on - chosen.off) & selection.hidden
    for layer, kind in zip(selection.features["layer"], selection.features["kind"], strict=True):
        assert not {layer, f"{layer}/{kind}"} & selection.hidden


@given(topics, filters)
def test_hidden_features_that_would_pass_are_counted(topic, chosen):
    selection = select(store(), topic, chosen)
    everything = replace(chosen, off=frozenset(), on=frozenset(tokens()))
    passing = select(store(), topic, everything)
    assert not passing.hidden
    assert passing.unticked == 0
    assert selection.unticked == len(passing.features) - len(selection.features)
    assert set(selection.features["id"]) <= set(passing.features["id"])


def test_a_hidden_layer_counts_its_features_that_pass():
    transport, off = page_of("transport").topic, frozenset({"transport-projects"})
    assert select(store(), transport, Filter()).unticked == 0
    assert select(store(), transport, Filter(off=off)).unticked == len(raw("transport-projects"))
    in_nancun = select(store(), transport, Filter(towns=(NANCUN,), off=off))
    wanted = [r for r in raw("transport-projects") if NANCUN in {*r["towns"], *r["towns_drawn"]}]
    assert (len(in_nancun.features), in_nancun.unticked) == (0, len(wanted))
    # context layers are not listed, so nothing is missing
    assert select(store(), transport, Filter(off=frozenset({"rivers"}))).unticked == 0


# ---- map and table agree -------------------------------------------------------------------------


def on_the_map(selection: Selection) -> set[str]:
    """Return the ids of the listed layers' features that ``static/map/atlas.js`` shows."""
    shown = set()
    for layer in listed() & set(selection.layers) - selection.hidden:
        ordinals = selection.layers[layer]
        for ordinal, record in enumerate(raw(layer)):
            passes = ordinals is None or ordinal in ordinals
            if passes and f"{layer}/{record['kind']}" not in selection.hidden:
                shown.add(record["id"])
    return shown


@given(topics, filters)
def test_map_and_table_show_the_same(topic, chosen):
    selection = select(store(), topic, chosen)
    assert on_the_map(selection) == set(selection.features["id"])
    assert selection.features["id"].is_unique
    assert all(selection.layers[layer] is None for layer in set(selection.layers) - listed())
