"""Search for towns, features and clauses: Chinese, English, pinyin, and typing errors."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.core.toml_files import TextFileError
from atlas.store.search import Hit, Index
from atlas.store.search_match import MAX_QUERY, fold
from atlas.store.search_words import search_words
from tests.support.project import store


@cache
def index() -> Index:
    """Return the index of the atlas's data."""
    return Index.of(store())


clauses = st.deferred(lambda: st.sampled_from([c.text for c in store().clauses.values()]))


def ids(query: str, kind: str) -> list[str]:
    return [hit.id for hit in index().search(query) if hit.kind == kind]


def test_hisense_finds_its_parks_and_the_clauses_that_name_it():
    features = ids("海信", "feature")
    assert {"park-hisense", "ip-hisense-washers"} <= set(features[:5])
    named = {clause.id for clause in store().clauses.values() if "海信" in clause.text}
    assert set(ids("海信", "clause")) == named
    assert named


@pytest.mark.parametrize("query", ["南村", "南村镇", "nancun", "Nan Cun", "nc", "Nancun Town"])
def test_a_town_is_found_first_in_every_spelling(query):
    assert ids(query, "town")[0] == "370283105"


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("metro", "tp-metro-14"),
        ("expressway", "tp-exp-mingcun-dongjiakou"),
        ("dazeshan", "eco-dazeshan-reserve"),
        ("Dazeshan Provincial", "eco-dazeshan-reserve"),
        ("haixin", "park-hisense"),
        ("S217", "tp-road-s217"),
        ("ｓ２１７", "tp-road-s217"),
        ("明村至董家口", "tp-exp-mingcun-dongjiakou"),
        ("明 村 至 董 家 口", "tp-exp-mingcun-dongjiakou"),
        ("名村至董家口", "tp-exp-mingcun-dongjiakou"),
    ],
)
def test_a_feature_is_found(query, wanted):
    assert wanted in ids(query, "feature")


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("旧店 高速", "tp-exp-laizhou-qingdao"),
        ("高速，旧店", "tp-exp-laizhou-qingdao"),
        ("旧店高速", "tp-exp-laizhou-qingdao"),
        ("旧店的高速什么时候通车？", "tp-exp-laizhou-qingdao"),
        ("jiudian gaosu", "tp-exp-laizhou-qingdao"),
        ("Jiudian motorway", "tp-exp-laizhou-qingdao"),
        ("when does the motorway near Jiudian come?", "tp-exp-laizhou-qingdao"),
        ("地铁", "tp-metro-14"),
        ("is the metro coming?", "tp-metro-14"),
        ("南村 自来水", "wa-nancun-works"),
        ("Nancun tap water", "wa-nancun-works"),
        ("新河 高铁", "tp-hsr-weiyan"),
        ("旧店 煤气", "en-jiudian-lng"),
        ("暖气", "en-heating-mains"),
    ],
)
def test_what_people_type_leads_to_the_project(query, first):
    assert index().suggest(query)[0] == first
    assert ids(query, "feature")[0] == first


@pytest.mark.parametrize(
    ("query", "layer", "kinds"),
    [
        ("看病", "public-services", {"hospital", "health"}),
        ("doctor", "public-services", {"hospital", "health"}),
        ("上学", "public-services", {"school"}),
        ("污水", "water-projects", {"drainage"}),
        ("sewage", "water-projects", {"drainage"}),
        ("停电", "energy", {"substation", "power_line"}),
        ("rubbish", "water-projects", {"waste"}),
    ],
)
def test_an_everyday_word_finds_all_of_its_kinds_and_nothing_else(query, layer, kinds):
    records = store().records.values()
    wanted = {r["id"] for r in records if r["layer"] == layer and r["kind"] in kinds}
    assert set(index().suggest(query)) == wanted


def test_each_of_several_words_must_fit():
    of_town = set(index().suggest("旧店"))
    both = set(index().suggest("旧店 水库"))
    assert both and both == of_town & set(index().suggest("水库"))
    assert not index().suggest("旧店 地铁")


def test_a_clause_is_found_by_several_words_of_it():
    wanted = {c.id for c in store().clauses.values() if "海信" in c.text and "家电" in c.text}
    assert wanted
    assert set(ids("家电 海信", "clause")) == wanted


def test_words_of_a_question_are_left_out_only_beside_others():
    assert index().suggest("地铁在哪里") == index().suggest("地铁")
    assert index().suggest("什么时候") == []


@pytest.mark.parametrize(
    "target", ['kinds = ["energy/steam"]', 'kinds = ["tramways"]', 'themes = ["x"]']
)
def test_an_everyday_word_must_mean_something_that_exists(tmp_path: Path, target: str):
    path = tmp_path / "words.toml"
    path.write_text(f'idle = []\n[[word]]\nsays = ["a"]\n{target}\n', encoding="utf-8")
    with pytest.raises(TextFileError, match=r"energy/steam|tramways|theme x"):
        search_words(path)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("旧店镇高素", "tp-exp-laizhou-qingdao"),
        ("污水处里厂", "wa-east-sewage"),
        ("大则山", "eco-dazeshan-reserve"),
        ("新河化功基地", "ind-xinhe"),
    ],
)
def test_a_wrong_character_in_a_word_is_corrected(query, wanted):
    assert wanted in ids(query, "feature")[:3]


def test_a_correct_or_a_meaningless_query_is_not_corrected():
    assert ids("旧店镇高速", "feature") == ids("旧店镇高素", "feature")
    assert index().search("胡言乱语") == []


def test_a_misspelt_railway_still_finds_its_clauses():
    assert "8.1.3-1" in ids("潍菜高铁", "clause")


def test_exact_names_rank_before_partial_matches():
    scores = [hit.score for hit in index().search("葡萄") if hit.kind == "feature"]
    assert scores == sorted(scores, reverse=True)
    assert ids("葡萄", "feature")[0] == "ag-dazeshan-grape"


@pytest.mark.parametrize("query", ["", "   ", "<img src=x onerror=alert(1)>", "\\", "(((", "%00"])
def test_empty_and_nonsense_queries_find_nothing(query):
    assert index().search(query) == []


def shown(hit: Hit) -> str:
    if hit.context:
        return hit.context
    names = store().records if hit.kind == "feature" else store().towns
    return names[hit.id]["name_zh"]


@given(st.text(max_size=80) | st.sampled_from(["海信", "南村", "高铁", "5G", "养老", "nancun"]))
def test_a_search_never_fails_and_is_reproducible(query):
    hits = index().search(query)
    assert hits == index().search(query)
    assert len({(hit.kind, hit.id) for hit in hits}) == len(hits)
    for hit in hits:
        assert 0 < hit.score <= 100
        if hit.mark:
            start, end = hit.mark
            assert 0 <= start < end <= len(shown(hit))


@given(clauses, st.data())
def test_words_of_a_clause_find_it_and_are_marked(text, data):
    start = data.draw(st.integers(0, max(len(text) - 6, 0)))
    words = text[start : start + 6]
    hits = [hit for hit in index().search(words, limit=1000) if hit.kind == "clause"]
    if fold(words):
        assert any(text == store().clauses[hit.id].text for hit in hits)
    for hit in hits:
        if hit.mark and hit.score >= 50:
            assert fold(hit.context[slice(*hit.mark)]) == fold(words)


def test_a_long_query_is_cut():
    assert index().search("海信" * 500) == index().search(("海信" * 500)[:MAX_QUERY])


def test_texts_of_english_cards_are_found_in_english():
    hits = {hit.id: hit for hit in index().search("Wanyang") if hit.kind == "feature"}
    assert hits
    for hit in hits.values():
        assert "Wanyang" in hit.context
        assert hit.mark and hit.context[slice(*hit.mark)] == "Wanyang"
