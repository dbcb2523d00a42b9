"""Symbology: dashes express status, softness expresses precision, and never both."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.core.model import vocabulary
from atlas.core.paths import LAYERS
from atlas.layers.layer_definition import Category, read_catalogue
from atlas.layers.symbology import (
    Shape,
    layer_styles,
    legend_samples,
    legend_style,
    rules,
    shape_of,
    style,
)
from atlas.plan.evaluation.years import NONE, STATUS_CODES
from atlas.webmap.folium_map import layer_config
from tests.support.project import built, failures, store

STATUSES = list(vocabulary().status)
GEOMETRIES = ["Point", "LineString", "MultiLineString", "Polygon", "MultiPolygon"]


@cache
def all_signs() -> dict[str, tuple[Category, Shape]]:
    """Return all symbols of the layers, by layer, category and shape."""
    return {
        f"{layer}/{category.value}/{shape}": (category, shape)
        for layer, definition in read_catalogue(LAYERS)[0].items()
        for category in definition.categories
        for shape in ("line", "area", "point")
        if getattr(category, shape) is not None
    }


def categories_with(shape: Shape) -> dict[str, Category]:
    """Return the categories with a symbol for a shape, by the symbol's name."""
    return {name: category for name, (category, own) in all_signs().items() if own == shape}


signs = st.deferred(lambda: st.sampled_from(list(all_signs().values())))
line_categories = st.deferred(lambda: st.sampled_from(list(categories_with("line").values())))
statuses = st.sampled_from([None, *STATUSES])
precisions = st.sampled_from(list(vocabulary().precision))


def own_dash(category: Category, shape: Shape) -> str | None:
    if shape == "line" and category.line:
        return category.line.inlay_dash
    return category.area.edge_dash if shape == "area" and category.area else None


def dashes(drawn: dict[str, Any]) -> set[str]:
    strokes = drawn.get("strokes", [drawn])
    return {stroke["dashArray"] for stroke in strokes if "dashArray" in stroke}


def softness(drawn: dict[str, Any]) -> object:
    """Return the marks of a schematic shape: opacity, and the bands at the edge of an area."""
    if drawn["shape"] == "point":
        return drawn.get("opacity", 1)
    if drawn["shape"] == "line":
        return drawn["strokes"][-1].get("opacity", 1)
    return [(stroke["weight"], stroke.get("opacity", 1)) for stroke in drawn["strokes"]]


def colours(drawn: dict[str, Any]) -> set[str]:
    return {stroke["color"] for stroke in drawn.get("strokes", [drawn])}


# ---- status --------------------------------------------------------------------------------------


def test_the_statuses_of_the_rules_are_those_of_the_vocabulary():
    assert list(rules().status) == STATUSES
    assert [s for s in STATUSES if rules().status[s].dash is None] == ["built"]


@given(signs, statuses, precisions)
def test_a_dash_depends_on_the_status_alone(sign, status, precision):
    category, shape = sign
    found = dashes(style(category, shape, status, precision)) - {own_dash(category, shape)}
    wanted = rules().status[status or "built"].dash
    if shape == "point":
        assert found == ({"2 2"} if wanted else set())
    else:
        assert found == ({wanted} if wanted else set())


@given(signs, precisions)
def test_without_a_status_a_shape_is_drawn_as_built(sign, precision):
    category, shape = sign
    assert style(category, shape, None, precision) == style(category, shape, "built", precision)


def test_statuses_look_different() -> None:
    def check(name: str, precision: str) -> None:
        category, shape = all_signs()[name]
        found = {
            status: frozenset(dashes(style(category, shape, status, precision)))
            for status in STATUSES
        }
        if shape == "point":  # a ring is too short for several dash patterns
            assert all(found[status] != found["built"] for status in STATUSES[1:])
        else:
            assert len(set(found.values())) == len(STATUSES)

    assert failures(check, all_signs(), vocabulary().precision) == {}


# ---- precision -----------------------------------------------------------------------------------


@given(signs, statuses, statuses, precisions)
def test_softness_depends_on_the_precision_alone(sign, status, other, precision):
    category, shape = sign
    drawn = style(category, shape, status, precision)
    assert softness(drawn) == softness(style(category, shape, other, precision))


@given(signs, statuses)
def test_only_schematic_features_are_soft(sign, status):
    category, shape = sign
    derived = style(category, shape, status, "derived")
    assert style(category, shape, status, "surveyed") == derived
    assert softness(style(category, shape, status, "schematic")) != softness(derived)


@given(line_categories, statuses)
def test_a_schematic_line_has_no_casing(category, status):
    line = category.line
    drawn = style(category, "line", status, "schematic")
    assert max(stroke["weight"] for stroke in drawn["strokes"]) <= line.weight
    assert all(stroke["opacity"] < 1 for stroke in drawn["strokes"])


def test_a_precise_built_line_keeps_its_casing() -> None:
    def check(name: str) -> None:
        category = categories_with("line")[name]
        line = category.line
        strokes = style(category, "line", "built", "derived")["strokes"]
        if line.casing:
            assert (strokes[0]["color"], strokes[0]["weight"]) == (line.casing, line.casing_weight)
            assert strokes[0]["weight"] > strokes[1]["weight"] == line.weight
        else:
            assert (strokes[0]["color"], strokes[0]["weight"]) == (line.colour, line.weight)

    assert failures(check, categories_with("line")) == {}


@given(signs, statuses, precisions)
def test_no_style_is_invisible(sign, status, precision):
    category, shape = sign
    drawn = style(category, shape, status, precision)
    land = {"#ffffff", "#fff"}
    ink = {colour.lower() for colour in colours(drawn)} - land
    assert ink or drawn.get("fill")


# ---- map and legend ------------------------------------------------------------------------------


def test_the_styles_of_a_layer_cover_each_of_its_shapes() -> None:
    words = {letter: word for word, letter in STATUS_CODES.items()}

    def check(layer: str) -> None:
        config = layer_config(store(), store().catalogue[layer], "x.geojson")
        drawn = [feature for feature in built(layer) if feature["geometry"]]
        asked = set()
        for feature in drawn:  # the key as static/map/layer.js makes it
            p, kind = feature["properties"], feature["geometry"]["type"].removeprefix("Multi")
            shape = {"Point": "point", "LineString": "line", "Polygon": "area"}[kind]
            asked.add(f"{p['kind']}|{p['status'] or ''}|{p['precision']}|{shape}")
            if (
                p["status"] and p["status_in_plan"]
            ):  # as a comparison draws it, see static/tools/side.js
                asked.add(f"{p['kind']}|{p['status_in_plan']}|{p['precision']}|{shape}")
            for letter in store().years[p["id"]].statuses:  # as the timeline draws it
                if letter != NONE:
                    asked.add(f"{p['kind']}|{words[letter.lower()]}|{p['precision']}|{shape}")
        assert asked == set(config["styles"])
        listed = [entry["kind"] for entry in config["legend"]]
        assert sorted(listed) == sorted({feature["properties"]["kind"] for feature in drawn})
        json.dumps(config, allow_nan=False)

    assert failures(check, store().catalogue) == {}


def test_a_swatch_shows_the_most_common_symbol_of_its_category() -> None:
    def check(layer: str) -> None:
        definition = store().catalogue[layer]
        usual: dict[str, Counter[tuple[str | None, str, Shape]]] = {}
        for feature in built(layer):
            if feature["geometry"]:
                p, shape = feature["properties"], shape_of(feature["geometry"]["type"])
                seen = usual.setdefault(p["kind"], Counter())
                seen[p["status"], p["precision"], shape] += 1
        legend = layer_config(store(), definition, "x.geojson")["legend"]
        assert [entry["kind"] for entry in legend] == [
            category.value for category in definition.categories if category.value in usual
        ]
        for entry in legend:
            category, seen = definition.category(entry["kind"]), usual[entry["kind"]]
            most = max(seen.values())
            wanted = [
                style(category, shape, status, precision)
                for (status, precision, shape), n in seen.items()
                if n == most
            ]
            assert entry["style"] in wanted, entry["kind"]
            assert entry["label"] == category.label.model_dump()

    assert failures(check, store().catalogue) == {}


@pytest.mark.parametrize(
    ("kinds_of_features", "wanted"),
    [
        ("ab bb bb", ("built", "derived")),
        ("aa aa bb", ("planned", "schematic")),
        ("aa ab ba ab", ("planned", "derived")),
    ],
)
def test_a_swatch_counts_status_and_precision_together(
    kinds_of_features: str, wanted: tuple[str, str]
) -> None:
    """Each feature is two letters: a is planned or schematic, b is built or derived."""
    definition = store().catalogue["transport-projects"]
    frame, features = store().frames[definition.id], kinds_of_features.split()
    lines = frame[frame.geom_type == "LineString"]
    kind = lines["kind"].mode()[0]
    some = lines[lines["kind"] == kind].head(1)
    some = some.loc[some.index.repeat(len(features))].assign(
        status=[{"a": "planned", "b": "built"}[pair[0]] for pair in features],
        precision=[{"a": "schematic", "b": "derived"}[pair[1]] for pair in features],
    )
    undrawn = frame[frame.geometry.isna()].assign(kind=kind, status="sought")
    assert len(undrawn) > 1, "what is not drawn does not count"
    shown = pd.concat([undrawn, some])
    changed = replace(store(), frames={**store().frames, definition.id: shown})
    [entry] = layer_config(changed, definition, "x.geojson")["legend"]
    assert entry["style"] == style(definition.category(kind), "line", *wanted)


@given(signs, statuses, precisions)
def test_a_swatch_equals_the_map_s_symbol(sign, status, precision):
    category, shape = sign
    kinds = [kind for kind in GEOMETRIES if shape_of(kind) == shape]
    for kind in kinds:
        swatch = legend_style(category, status, precision, kind)
        assert swatch == style(category, shape, status, precision)
    assert kinds


@given(signs, statuses, precisions, statuses, precisions)
def test_the_legend_shows_the_colours_of_the_map(sign, status, precision, usual, usually):
    category, shape = sign
    on_map = style(category, shape, status, precision)
    legend = style(category, shape, usual, usually)
    white = {"#ffffff"}
    # dashed and soft lines have no casing, so the colours of one include those of the other
    assert (colours(on_map) <= colours(legend) | white) or (
        colours(legend) <= colours(on_map) | white
    )
    assert (colours(on_map) & colours(legend)) - white or on_map.get("fill")
    assert on_map.get("fill") == legend.get("fill")
    assert on_map.get("hatch") == legend.get("hatch")


def test_points_have_the_colours_of_the_lines_and_areas_of_their_category() -> None:
    def check(name: str) -> None:
        category = categories_with("point")[name]
        others: list[Shape] = [s for s in ("line", "area") if getattr(category, s) is not None]
        for shape in others:
            drawn = style(category, shape, "built", "derived")
            assert colours(style(category, "point", "built", "derived")) <= colours(drawn)

    points = categories_with("point")
    drawn_twice = [name for name, category in points.items() if category.line or category.area]
    assert failures(check, drawn_twice) == {}


def test_the_legend_explains_every_status_and_softness():
    samples = legend_samples()
    assert set(samples) == {
        *(f"status.{status}" for status in STATUSES),
        "precision.derived",
        "precision.schematic",
    }
    assert len({json.dumps(sample) for sample in samples.values()}) == len(samples)


@pytest.mark.parametrize(
    ("layer", "shape"), [("transport-network", "area"), ("reservoirs", "line")]
)
def test_a_missing_symbol_is_a_named_error(layer: str, shape: Shape) -> None:
    category = store().catalogue[layer].categories[0]
    with pytest.raises(ValueError, match=f"'{category.value}' has no symbol for a {shape}"):
        style(category, shape, None, "derived")
    kinds = {"area": "Polygon", "line": "LineString"}
    with pytest.raises(ValueError, match="has no symbol"):
        layer_styles(store().catalogue[layer], [(category.value, None, "derived", kinds[shape])])
    with pytest.raises(ValueError, match="has no symbol"):
        legend_style(category, None, "derived", kinds[shape])
