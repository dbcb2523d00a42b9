"""The extract: each feature listed once, correct shares, and no overstated certainty."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, box

from atlas.analysis.land_extract import Extract, Topic, extract, has_place, not_held
from atlas.layers import symbology
from atlas.spatial.crs import to_degrees, to_metres
from atlas.spatial.measurement import area_ha, length_km
from atlas.spatial.shape_text import parse_shape
from atlas.store.store import GROUND, Store
from tests.support.project import store

RESERVE = "eco-dazeshan-reserve"
spots = st.builds(Point, st.floats(119.4, 120.4), st.floats(36.3, 37.2))
boxes = st.builds(
    lambda x, y, w, h: box(x, y, x + w, y + h),
    *(st.floats(119.5, 120.3), st.floats(36.4, 37.1), st.floats(1e-4, 0.3), st.floats(1e-4, 0.3)),
)
lines = st.lists(st.tuples(st.floats(119.5, 120.3), st.floats(36.4, 37.1)), min_size=2, max_size=4)
subjects = st.one_of(spots, boxes, lines.map(LineString).filter(lambda line: line.length > 0))


@cache
def features() -> frozenset[str]:
    return frozenset(name for name, r in store().records.items() if r["layer"] not in GROUND)


@cache
def with_place() -> list[str]:
    return [name for name, r in store().records.items() if has_place(store(), r)]


def shape_of(name: str) -> shapely.Geometry:
    frame = store().frames[store().records[name]["layer"]]
    return frame.geometry[frame["id"] == name].iloc[0]


def findings(made: Extract) -> dict:
    return {finding.feature: finding for topic in made.topics for finding in topic.findings}


def accounted(made: Extract) -> Counter:
    absent = [name for names in made.absent.values() for name in names]
    unknown = [unknown.feature for unknown in made.unknown]
    return Counter([f.feature for t in made.topics for f in t.findings] + absent + unknown)


def with_squares(accuracy_m: float, **squares: shapely.Geometry) -> Store:
    """Return the store with other shapes for some ecological zones."""
    layer = "ecological-redlines"
    frame = store().frames[layer].copy()
    frame.geometry = [
        squares.get(name.replace("-", "_"), shape)
        for name, shape in zip(frame["id"], frame.geometry, strict=True)
    ]
    names = [name.replace("_", "-") for name in squares]
    records = {name: {**store().records[name], "accuracy_m": accuracy_m} for name in names}
    return replace(
        store(), frames={**store().frames, layer: frame}, records=store().records | records
    )


@given(subjects)
@settings(max_examples=30)
def test_an_extract_accounts_for_every_feature_once_and_keeps_overlaps_within_bounds(subject):
    made = extract(store(), subject)
    assert accounted(made) == Counter(features())
    assert sum(part.share for part in made.parts) == pytest.approx(1, abs=1e-5)
    assert all(topic.findings for topic in made.topics)
    assert not {topic.layer for topic in made.topics} & set(made.layers_absent)
    for topic in made.topics:
        assert_overlaps_are_within_bounds(topic)


def assert_overlaps_are_within_bounds(topic: Topic) -> None:
    parts = []
    for finding in topic.findings:
        overlap = finding.overlap
        if overlap is None:
            continue
        assert overlap.least <= overlap.size <= overlap.most
        for share in (overlap.of_subject, overlap.of_feature):
            assert share is None or 0 <= share <= 1
        parts.append(overlap.of_subject or 0.0)
        if finding.relation == "may_cover" and finding.distance_m > 0:
            assert overlap.size == 0
    if topic.share is not None:
        assert max(parts) - 1e-5 <= topic.share <= min(sum(parts), 1) + 1e-5


def kinds_of_features() -> list[str]:
    """Return the first feature of each layer and kind of shape, and two known areas."""
    found: dict[tuple[str, str], str] = {}
    for name in sorted(with_place()):
        record = store().records[name]
        found.setdefault((record["layer"], symbology.shape_of(shape_of(name).geom_type)), name)
    return sorted({*found.values(), "ind-xinhe", RESERVE})


def test_a_feature_applies_to_itself_with_all_its_clauses(subtests):
    for name in kinds_of_features():
        with subtests.test(name=name):
            assert_applies_to_itself(name)


def assert_applies_to_itself(name: str) -> None:
    made = extract(store(), name)
    if store().records[name]["layer"] == "townships":
        assert made.towns == (store().records[name]["code"],)
        return
    own = findings(made)[name]
    assert own.relation == "self"
    assert set(own.clauses) == {link.clause for link in store().links.get(name, ())}
    order = list(store().clauses)
    assert list(own.clauses) == sorted(own.clauses, key=order.index)
    if made.subject.shape == "area":
        [topic] = [topic for topic in made.topics if own in topic.findings]
        assert topic.share == pytest.approx(1)
        assert own.overlap is None
    assert accounted(made) == Counter(features())


def test_shares_of_known_squares_are_exact():
    changed = with_squares(
        100,
        eco_dazeshan_reserve=box(120, 36.8, 120.1, 36.9),
        eco_yunshan=box(120.05, 36.8, 120.15, 36.9),
    )
    made = extract(changed, box(120, 36.8, 120.2, 36.9))
    found = findings(made)
    assert found[RESERVE].overlap.of_subject == pytest.approx(0.5, abs=1e-4)
    assert found[RESERVE].overlap.of_feature == pytest.approx(1)
    assert found[RESERVE].overlap.size == pytest.approx(area_ha(box(120, 36.8, 120.1, 36.9)))
    assert found["eco-yunshan"].overlap.of_subject == pytest.approx(0.5, abs=1e-4)
    [topic] = [topic for topic in made.topics if topic.layer == "ecological-redlines"]
    others = [f for f in topic.findings if f.feature not in (RESERVE, "eco-yunshan")]
    if not any(f.overlap and f.overlap.size for f in others):
        assert topic.share == pytest.approx(0.75, abs=1e-4)  # what both cover counts once


def test_overlap_bounds_equal_the_overlap_with_moved_edges():
    square = to_degrees(box(500_000, 4_080_000, 510_000, 4_090_000))
    changed = with_squares(1000, eco_dazeshan_reserve=square)
    half = to_degrees(box(500_000, 4_080_000, 505_000, 4_090_000))
    overlap = findings(extract(changed, half))[RESERVE].overlap
    assert overlap.size == pytest.approx(5000, rel=2e-3)
    assert overlap.least == pytest.approx(
        area_ha(to_degrees(box(501_000, 4_081_000, 505_000, 4_089_000)))
    )
    assert overlap.most == pytest.approx(area_ha(half))


@pytest.mark.parametrize(
    ("away_m", "relation"),
    [(-1500, "covers"), (-500, "may_cover"), (500, "may_cover"), (1500, None)],
)
def test_certainty_near_a_zone_follows_the_accuracy_of_its_edge(away_m, relation):
    zone = to_degrees(box(500_000, 4_080_000, 510_000, 4_090_000))
    changed = with_squares(1000, eco_dazeshan_reserve=zone)
    west = 510_000 + away_m
    beside = to_degrees(box(west, 4_083_000, west + 200, 4_087_000))
    found = findings(extract(changed, beside)).get(RESERVE)
    assert (found and found.relation) == relation


def test_a_point_deep_inside_applies_and_one_near_the_edge_may_apply():
    name = "res-shuangmiao"  # a point, known to 3 km
    metres, accuracy = to_metres(shape_of(name)), store().records[name]["accuracy_m"]
    deep = findings(extract(store(), to_degrees(metres.buffer(accuracy + 200))))
    near = findings(extract(store(), to_degrees(metres.buffer(accuracy - 200))))
    assert deep[name].relation == "covers"
    assert near[name].relation == "may_cover"


def test_a_spot_in_the_reserve():
    middle = shapely.maximum_inscribed_circle(shape_of(RESERVE)).coords[0]
    made = extract(store(), Point(middle))
    assert made.subject.size is None
    [part] = made.parts
    assert part.share == 1
    found = findings(made)[RESERVE]
    assert found.relation in ("covers", "may_cover")
    assert found.overlap is None
    assert "9.1.1-1" in found.clauses
    by_town = [f.feature for f in findings(made).values() if f.relation == "town"]
    assert by_town
    assert all(part.town in store().records[name]["towns"] for name in by_town)


def test_an_area_over_two_towns_is_shared_between_them():
    shape = parse_shape("polygon:120.02,36.88;120.06,36.88;120.06,36.92;120.02,36.92")
    parts = extract(store(), shape).parts
    assert len(parts) >= 2
    assert sum(part.share for part in parts) == pytest.approx(1, abs=1e-5)
    for part in parts:
        town = shape_of(store().towns[part.town]["id"])
        assert part.size == pytest.approx(area_ha(town.intersection(shape)), rel=1e-4)
        assert part.share == pytest.approx(part.size / area_ha(shape), rel=1e-4)


def test_a_line_is_measured_in_what_it_crosses():
    line = parse_shape("line:119.95,36.78;120.0,36.8;120.0,36.5")
    made = extract(store(), line)
    assert made.subject.size == pytest.approx(length_km(line))
    assert made.parts[-1].town is None  # it leaves the city
    found = findings(made)["eco-river-ze"].overlap
    assert found.shape == "line"
    assert found.size == pytest.approx(length_km(line.intersection(shape_of("eco-river-ze"))))
    assert found.of_subject == pytest.approx(found.size / length_km(line))
    assert found.of_feature is None


def test_outside_the_city_nothing_applies_and_nothing_is_unknown():
    made = extract(store(), Point(121.5, 37.2))
    assert made.topics == made.unknown == made.towns == ()
    assert made.parts[0].town is None


def test_unknown_features_have_a_reason():
    code = "370283105"
    made = extract(store(), store().towns[code]["id"])
    for unknown in made.unknown:
        record = store().records[unknown.feature]
        undrawn = unknown.feature not in store().drawn
        category = store().category(record)
        assert {
            "in_town": undrawn and code in record["towns"],
            "unpublished": undrawn and record["towns_unknown"],
            "city_wide": undrawn and not record["towns"] and not record["towns_unknown"],
            "direction": category.direction,
        }[unknown.reason], unknown
    assert {unknown.reason for unknown in made.unknown} >= {"unpublished", "city_wide", "direction"}


@pytest.mark.parametrize(
    "without_place",
    [
        lambda record: record["id"] not in store().drawn,
        lambda record: record["precision"] == "town",
        lambda record: store().category(record).direction,
        lambda record: record["layer"] == "land",
    ],
    ids=["undrawn", "town", "direction", "land"],
)
def test_a_feature_without_a_location_has_no_extract(without_place):
    name = next(name for name, record in store().records.items() if without_place(record))
    assert not has_place(store(), store().records[name])
    with pytest.raises(ValueError, match=name):
        extract(store(), name)


def test_an_unknown_feature_is_a_key_error():
    with pytest.raises(KeyError):
        extract(store(), "no-such-feature")


def test_missing_kinds_of_data_cite_clauses_of_the_plan():
    assert len({kind.title.zh for kind in not_held()}) == len(not_held())
    cited = [kind.clause for kind in not_held() if kind.clause]
    assert cited
    assert all(clause in store().clauses for clause in cited)
    text = "".join(clause.text for clause in store().clauses.values())
    for kind in not_held():  # “the plan draws none” holds only where the plan is silent
        if "没有划定" in kind.note.zh:
            assert kind.title.zh not in text
            assert not any(kind.title.zh in r["name_zh"] for r in store().records.values())
