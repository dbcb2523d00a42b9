"""Random addresses of pages, downloads and the OGC API: nonsense, and nearly valid ones."""

from __future__ import annotations

from hypothesis import strategies as st

from atlas.plan.plates import plates
from atlas.web.server.resources import store
from atlas.web.state.page_list import PAGES
from atlas.web.state.url_query import known_names

PATHS = [f"/{page.path}" for page in PAGES]
KEYS = [page.topic.key for page in PAGES]


def known_words() -> list[str]:
    """Return words known to the atlas, for URLs that are nearly valid."""
    some = list(store().records)[::40]
    clauses, towns, layers = (
        list(store().clauses)[:3],
        list(store().towns)[:3],
        list(store().frames),
    )
    return [*some, *clauses, *towns, *layers, *plates(), *KEYS, "zh", "en", "draw", "matrix"]


NUMBERS = st.one_of(
    st.floats().map(str),
    st.integers().map(str),
    st.integers(0, 5000).map(lambda n: "9" * n),
    st.sampled_from(["1e400", "-0", "+1", "0x10", "٣", "１２", "1_000", "nan", "1" * 4300, ""]),
)
SPOT = st.tuples(st.floats(111, 129), st.floats(29, 45)).map("{0[0]:.6f},{0[1]:.6f}".format)
RING = st.lists(SPOT, min_size=0, max_size=30).map(";".join)
SHAPES = st.tuples(
    st.sampled_from(["polygon:", "line:", "point:", ""]),
    st.lists(st.one_of(RING, NUMBERS, st.text(max_size=5)), max_size=6),
    st.sampled_from(["|", "/", ";", "||", ","]),
).map(lambda parts: parts[0] + parts[2].join(parts[1]))
BOXES = st.lists(st.one_of(NUMBERS, st.floats(100, 140).map(str)), max_size=6).map(",".join)
VALUES = st.one_of(
    st.deferred(lambda: st.sampled_from(known_words())),
    st.deferred(lambda: st.lists(st.sampled_from(known_words()), max_size=300).map(",".join)),
    NUMBERS,
    SPOT,
    SHAPES,
    BOXES,
    st.text(max_size=50),
    st.text("<>\"'`\\/.%&;\x00\r\n\u202e", max_size=20),
)
ASKED = st.dictionaries(
    st.one_of(
        st.sampled_from([*known_names(), "page", "what", "format", "system", "size", "bbox"]),
        VALUES,
    ),
    VALUES,
    max_size=6,
)
