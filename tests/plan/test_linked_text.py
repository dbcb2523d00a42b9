"""The plan as a document whose words link to the features based on them."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from atlas.plan.clause_links import Link
from atlas.plan.linked_text import Span, locate, marks, names_of, spans
from atlas.wording.plan_text import plan_text
from tests.support.project import store


@cache
def document() -> list[dict[str, Any]]:
    """Return the plan's headings and clauses in reading order."""
    return plan_text(store())


@cache
def clauses() -> dict[str, dict[str, Any]]:
    """Return the document's clauses by id."""
    return {part["id"]: part for part in document() if "text" in part}


def test_the_document_has_every_heading_and_clause_in_order():
    assert [p["id"] for p in document() if "level" in p] == [h.id for h in store().plan.headings]
    assert list(clauses()) == [clause.id for clause in store().plan.clauses]
    first = next(i for i, part in enumerate(document()) if part["id"] == "5.4.1-1")
    assert document()[first - 1]["title"] == "构建交通基础设施网络体系"


def test_every_link_of_a_clause_has_a_mark():
    for owner, links in store().links.items():
        for link in links:
            if owner in store().records:
                part = clauses()[link.clause]
                assert owner in part["features"]
                assert any(owner in features for _, _, features in part["marks"]), link


def test_marks_and_names_of_towns_never_overlap():
    for part in clauses().values():
        ends = sorted((s, e) for s, e, _ in [*part["marks"], *part["names"]])
        assert all(0 <= s < e <= len(part["text"]) for s, e in ends)
        assert all(a[1] <= b[0] for a, b in pairwise(ends)), part["id"]


def test_a_project_is_marked_on_its_name():
    part = clauses()["5.4.1-2"]
    [words] = [
        part["text"][s:e] for s, e, f in part["marks"] if f[0] == "tp-exp-mingcun-dongjiakou"
    ]
    assert words == "明村至董家口高速公路新建工程"


def test_a_bridge_named_after_a_town_is_not_linked_to_the_town():
    part = clauses()["box1-3"]
    assert "白沙河" not in {part["text"][s:e] for s, e, _ in part["names"]}


def test_quotes_are_located_ignoring_white_space():
    assert locate("建设 5G 网络。", "5G网络") == (3, 8)
    assert locate("建设", "") is None
    assert locate("建设", "拆除") is None


def test_a_name_is_matched_without_its_bracketed_note():
    record = {"name_zh": "明董高速（明村至董家口）", "label_zh": "明董"}
    assert names_of(record) == ["明董高速", "明董"]


def test_a_link_to_nothing_is_left_out():
    link = Link(feature="x", clause="1-1", quote="甲乙", relation="names")
    assert spans("甲乙丙", [link], {}) == []
    assert spans("丙丁", [link], {"x": {"name_zh": "甲"}}) == []


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(1, 10), st.sampled_from("abc")), max_size=6)
)
def test_marks_cover_the_spans_without_overlap(found):
    given_spans = [Span(start, start + length, name) for start, length, name in found]
    made = marks(given_spans)
    covered = [i for mark in made for i in range(mark.start, mark.end)]
    assert len(covered) == len(set(covered))
    assert set(covered) == {i for span in given_spans for i in range(span.start, span.end)}
    for mark in made:
        for i in range(mark.start, mark.end):
            over = {span.feature for span in given_spans if span.start <= i < span.end}
            assert set(mark.features) == over
