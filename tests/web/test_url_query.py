"""URL ↔ filter: round trips, and unknown values that are dropped and named."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import cache
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.analysis.evaluation.outcome_counts import PARTS
from atlas.analysis.overlap import groups
from atlas.analysis.site_search.criteria import CRITERIA, NEEDS
from atlas.analysis.site_search.wants import wants
from atlas.core.model import vocabulary
from atlas.plan.evaluation.outcome import OUTCOMES
from atlas.plan.evaluation.years import YEARS
from atlas.plan.plates import plates
from atlas.store.query import BASE_THEME, MAX_BUFFER_M, Filter, SiteSearch, Task, Tool
from atlas.tours.tour_files import read_tours
from atlas.web.state.url_query import MAX_ITEMS, known_names, parameters, parse, values
from tests.support.project import failures, store, tokens

#: parameters whose value is an id or a list of ids
LISTS = [
    "town",
    "theme",
    "status",
    "industry",
    "outcome",
    "chapter",
    "year",
    "by",
    "off",
    "on",
    "id",
    "clause",
    "plate",
    "tour",
    "step",
    "tool",
    "against",
    "want",
    "list",
    "compare",
]
HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "${alert(1)}",
    "C:\\2019",
    "`",
    "</script>",
    "' OR 1=1 --",
    "../../etc/passwd",
    "\x00",
    "\ud800",
    "370283105 ",
    "370283999",
    "base ",
    "__class__",
    "rivers/",
    "rivers//river",
    "rivers/lake",
    "/river",
    "NaN",
    "x" * 100_000,
]


@cache
def valid(name: str) -> list[str]:
    """Return the valid values of a parameter."""
    valid_of: dict[str, Callable[[], Collection[str]]] = {
        "town": lambda: sorted(store().towns),
        "theme": lambda: [theme for theme in vocabulary().theme if theme != BASE_THEME],
        "status": lambda: vocabulary().status,
        "industry": lambda: vocabulary().industry,
        "outcome": lambda: OUTCOMES,
        "chapter": lambda: [str(number) for number in range(1, 14)],
        "year": lambda: YEARS,
        "by": lambda: PARTS[1:],
        "off": tokens,
        "on": tokens,
        "id": lambda: sorted(store().records),
        "clause": lambda: store().clauses,
        "plate": plates,
        "tour": lambda: sorted(read_tours(store()).usable),
        "step": lambda: [str(number) for number in range(1, 10)],
        "tool": lambda: [tool for tool in get_args(Tool) if tool != "spot"],
        "against": groups,
        "want": wants,
        "list": lambda: values(store())["sites"],
        "compare": lambda: values(store())["sites"],
    }
    assert list(valid_of) == LISTS
    return list(valid_of[name]())


def some(name: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.deferred(lambda: st.lists(st.sampled_from(valid(name)), unique=True).map(tuple))


def pairs(names: Collection[str], most: int) -> st.SearchStrategy[tuple[tuple[str, int], ...]]:
    some_of = st.dictionaries(st.sampled_from(list(names)), st.integers(0, most))
    return some_of.map(lambda found: tuple(sorted(found.items())))


def degrees(least: int, most: int) -> st.SearchStrategy[float]:
    return st.integers(least * 10**6, most * 10**6).map(lambda millionths: millionths / 10**6)


filters = st.builds(
    Filter,
    towns=some("town").map(sorted).map(tuple),
    themes=some("theme"),
    statuses=some("status"),
    industries=some("industry"),
    part=st.sampled_from(PARTS),
    off=some("off").map(frozenset),
    on=some("on").map(frozenset),
    selected=st.none() | st.deferred(lambda: st.sampled_from(valid("id"))),
    spot=st.none() | st.tuples(degrees(112, 128), degrees(30, 44)),
    task=st.builds(
        Task,
        tool=st.sampled_from(get_args(Tool)),
        shape=st.sampled_from(["", "line:119.95,36.78;120,36.8", "polygon:119,36;120,36;120,37"]),
        buffer_m=st.integers(0, MAX_BUFFER_M),
        against=some("against"),
    ),
    sites=st.builds(
        SiteSearch,
        want=st.none() | st.deferred(lambda: st.sampled_from(valid("want"))),
        needs=pairs(NEEDS, 999999),
        weights=pairs(CRITERIA, 5),
        shortlist=some("list").map(lambda ids: ids[:20]),
        compared=some("compare").map(lambda ids: ids[:4]),
    ),
)
languages = st.sampled_from(["zh", "en"])
texts = st.sampled_from(HOSTILE) | st.text()


def is_known(chosen: Filter) -> bool:
    """Return whether all values of a filter are known to the atlas."""
    return (
        set(chosen.towns) <= set(valid("town"))
        and set(chosen.themes) <= set(valid("theme"))
        and set(chosen.statuses) <= set(valid("status"))
        and set(chosen.industries) <= set(valid("industry"))
        and chosen.off | chosen.on <= set(tokens())
        and (chosen.selected is None or chosen.selected in store().records)
    )


@given(filters, languages)
def test_a_written_state_is_read_back(chosen, lang):
    query = parse(parameters(chosen, lang), store())
    assert (query.chosen, query.lang, query.problems) == (chosen, lang, ())


@given(filters, languages)
def test_each_state_has_one_url_without_empty_parameters(chosen, lang):
    written = parameters(chosen, lang)
    shuffled = replace(chosen, towns=tuple(reversed(chosen.towns)))
    assert parameters(shuffled, lang) == written
    assert all(written.values())
    assert set(written) <= set(known_names())
    assert (written.get("lang") == "en") is (lang == "en")


def test_the_plain_address_is_the_whole_city_in_chinese():
    assert parameters(Filter(), "zh") == {}
    query = parse({}, store())
    assert (query.chosen, query.lang, query.problems) == (Filter(), "zh", ())


def test_a_former_id_leads_to_its_replacement() -> None:
    aliased = replace(store(), aliases={"park-old": "park-hisense", "lost": "no-such-feature"})
    query = parse({"id": "park-old"}, aliased)
    assert (query.chosen.selected, query.problems) == ("park-hisense", ())
    assert parameters(query.chosen, "zh") == {"id": "park-hisense"}
    assert parse({"id": "lost"}, aliased).problems == ("id",)


@given(st.dictionaries(st.sampled_from(known_names()) | texts, texts))
def test_only_known_values_of_any_input_are_kept(found):
    query = parse(found, store())
    assert is_known(query.chosen)
    assert query.lang in ("zh", "en")
    assert set(query.problems) <= {*known_names(), "other"}
    again = parse(parameters(query.chosen, query.lang), store())
    assert (again.chosen, again.lang, again.problems) == (query.chosen, query.lang, ())


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: ascii(value)[:30])
def test_a_hostile_value_is_dropped_and_named_beside_a_good_one(value: str) -> None:
    def check(name: str) -> None:
        good = valid(name)[0]
        query = parse({name: f"{value},{good}"}, store())
        assert parameters(query.chosen, "zh") == {name: good}
        assert query.problems == (name,)

    assert failures(check, LISTS) == {}


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: ascii(value)[:30])
def test_an_unknown_language_is_chinese_and_named(value: str) -> None:
    query = parse({"lang": value}, store())
    assert (query.lang, query.problems) == ("zh", ("lang",))


@pytest.mark.parametrize("name", ["x", "Town", "town ", "<script>", "", "towns", "other"])
def test_an_unknown_parameter_is_reported_as_other(name: str) -> None:
    query = parse({name: "370283105", "town": "370283105"}, store())
    assert query.chosen == Filter(towns=("370283105",))
    assert query.problems == ("other",)


def test_the_known_parameters_are_those_that_are_read():
    others = {"q", "at", "shape", "buffer", "need", "weigh", "shade", "lang"}
    assert {*LISTS, *others} == set(known_names())


@pytest.mark.parametrize("value", ["x", "119.95", "119.95,36.78,1", "36.78,119.95", "nan,nan"])
def test_an_invalid_spot_is_dropped_and_named(value: str) -> None:
    query = parse({"at": value}, store())
    assert (query.chosen.spot, query.problems) == (None, ("at",))


@pytest.mark.parametrize(
    ("name", "value"),
    [("shape", v) for v in ("x", "polygon:", "line:1,2;3,4", "polygon:119,36;120,36", "<b>")]
    + [("buffer", v) for v in ("x", "-1", "1.5", str(MAX_BUFFER_M + 1), "9" * 50, "\u0663")],
)
def test_an_invalid_task_is_dropped_and_named(name: str, value: str) -> None:
    query = parse({name: value}, store())
    assert (query.chosen, query.problems) == (Filter(), (name,))


def test_industries_are_read_and_written_in_the_order_chosen():
    first, second = valid("industry")[:2]
    query = parse({"industry": f"{second},{first},{second}"}, store())
    assert (query.chosen, query.problems) == (Filter(industries=(second, first)), ())
    assert parameters(query.chosen, "en") == {"industry": f"{second},{first}", "lang": "en"}
    query = parse({"industry": f"{first},built"}, store())
    assert (query.chosen, query.problems) == (Filter(industries=(first,)), ("industry",))


@pytest.mark.parametrize("name", ["embed", "embed_options"])
def test_streamlit_s_own_parameters_are_accepted(name: str) -> None:
    assert parse({name: "true"}, store()).problems == ()


@pytest.mark.parametrize("value", ["base", "base,base"])
def test_the_base_theme_cannot_be_chosen(value: str) -> None:
    query = parse({"theme": value}, store())
    assert (query.chosen, query.problems) == (Filter(), ("theme",))


def test_all_problems_are_named_once():
    found = dict.fromkeys((*LISTS, "lang", "x", "y"), "nonsense,rubbish")
    query = parse(found, store())
    assert query.chosen == Filter()
    assert query.problems == (*LISTS, "lang", "other")


def test_complete_lists_are_not_cut() -> None:
    lengths = {name: len(valid(name)) for name in LISTS if name not in ("id", "clause")}
    assert {name: length for name, length in lengths.items() if length > MAX_ITEMS} == {}


@pytest.mark.parametrize("name", ["town", "theme", "status", "industry", "off", "on"])
def test_items_beyond_the_limit_are_ignored(name: str) -> None:
    good = valid(name)[0]
    query = parse({name: ",".join(["nonsense"] * MAX_ITEMS + [good])}, store())
    assert (query.chosen, query.problems) == (Filter(), (name,))
    query = parse({name: ",".join([good] + ["nonsense"] * 100_000)}, store())
    assert parameters(query.chosen, "zh") == {name: good}
    assert query.problems == (name,)


def test_empty_items_are_ignored():
    query = parse({"town": ",,370283105,,", "theme": "", "id": ""}, store())
    assert (query.chosen, query.problems) == (Filter(towns=("370283105",)), ())
