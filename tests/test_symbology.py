"""Two things never share a sign: dashes say status, softness says precision."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atlas.catalogue import Category, read_catalogue
from atlas.mapping.onemap import layer_config
from atlas.model import vocabulary
from atlas.paths import GEODATA, LAYERS
from atlas.store import load
from atlas.symbology import Shape, layer_styles, legend_samples, legend_style, rules, style

# a busy machine is no fault of the code under test
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

STORE = load()
SIGNS: list[tuple[str, Category, Shape]] = [
    (layer, category, shape)
    for layer, definition in read_catalogue(LAYERS)[0].items()
    for category in definition.categories
    for shape in ("line", "area", "point")
    if getattr(category, shape) is not None
]
STATUSES = list(vocabulary().status)
LINES = [sign for sign in SIGNS if sign[2] == "line"]

signs = st.sampled_from(SIGNS)
statuses = st.sampled_from([None, *STATUSES])
precisions = st.sampled_from(list(vocabulary().precision))


def of(shape: Shape) -> Any:
    return pytest.mark.parametrize(
        "category",
        [pytest.param(c, id=f"{layer}/{c.value}") for layer, c, s in SIGNS if s == shape],
    )


def own_dash(category: Category, shape: Shape) -> str | None:
    if shape == "line" and category.line:
        return category.line.inlay_dash
    return category.area.edge_dash if shape == "area" and category.area else None


def dashes(drawn: dict[str, Any]) -> set[str]:
    strokes = drawn.get("strokes", [drawn])
    return {stroke["dashArray"] for stroke in strokes if "dashArray" in stroke}


def softness(drawn: dict[str, Any]) -> object:
    """What tells a schematic shape: opacity, and the bands at the edge of an area."""
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
    _, category, shape = sign
    found = dashes(style(category, shape, status, precision)) - {own_dash(category, shape)}
    wanted = rules().status[status or "built"].dash
    if shape == "point":
        assert found == ({"2 2"} if wanted else set())
    else:
        assert found == ({wanted} if wanted else set())


@given(signs, precisions)
def test_without_a_status_a_shape_is_drawn_as_built(sign, precision):
    _, category, shape = sign
    assert style(category, shape, None, precision) == style(category, shape, "built", precision)


@pytest.mark.parametrize("precision", list(vocabulary().precision))
@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: f"{sign[0]}/{sign[1].value}/{sign[2]}")
def test_statuses_look_different(sign: tuple[str, Category, Shape], precision: str) -> None:
    _, category, shape = sign
    found = {
        status: frozenset(dashes(style(category, shape, status, precision))) for status in STATUSES
    }
    if shape == "point":  # a ring is too short for more than one dash
        assert all(found[status] != found["built"] for status in STATUSES[1:])
    else:
        assert len(set(found.values())) == len(STATUSES)


# ---- precision -----------------------------------------------------------------------------------


@given(signs, statuses, statuses, precisions)
def test_softness_depends_on_the_precision_alone(sign, status, other, precision):
    _, category, shape = sign
    drawn = style(category, shape, status, precision)
    assert softness(drawn) == softness(style(category, shape, other, precision))


@given(signs, statuses)
def test_only_what_is_schematic_is_soft(sign, status):
    _, category, shape = sign
    derived = style(category, shape, status, "derived")
    assert style(category, shape, status, "surveyed") == derived
    assert softness(style(category, shape, status, "schematic")) != softness(derived)


@given(st.sampled_from(LINES), statuses)
def test_a_schematic_line_has_no_casing(sign, status):
    line = sign[1].line
    drawn = style(sign[1], "line", status, "schematic")
    assert max(stroke["weight"] for stroke in drawn["strokes"]) <= line.weight
    assert all(stroke["opacity"] < 1 for stroke in drawn["strokes"])


@of("line")
def test_a_precise_built_line_keeps_its_casing(category: Category) -> None:
    line = category.line
    strokes = style(category, "line", "built", "derived")["strokes"]
    if line.casing:
        assert (strokes[0]["color"], strokes[0]["weight"]) == (line.casing, line.casing_weight)
        assert strokes[0]["weight"] > strokes[1]["weight"] == line.weight
    else:
        assert (strokes[0]["color"], strokes[0]["weight"]) == (line.colour, line.weight)


@given(signs, statuses, precisions)
def test_no_style_is_invisible(sign, status, precision):
    _, category, shape = sign
    drawn = style(category, shape, status, precision)
    land = {"#ffffff", "#fff"}
    ink = {colour.lower() for colour in colours(drawn)} - land
    assert ink or drawn.get("fill")


# ---- map and legend ------------------------------------------------------------------------------


@pytest.mark.parametrize("layer", list(STORE.catalogue))
def test_the_styles_of_a_layer_cover_each_of_its_shapes(layer: str) -> None:
    config = layer_config(STORE, STORE.catalogue[layer], "x.geojson")
    raw = json.loads((GEODATA / f"{layer}.geojson").read_text(encoding="utf-8"))
    drawn = [feature for feature in raw["features"] if feature["geometry"]]
    asked = set()
    for feature in drawn:  # the key as static/layer.js makes it
        p, kind = feature["properties"], feature["geometry"]["type"].removeprefix("Multi")
        shape = {"Point": "point", "LineString": "line", "Polygon": "area"}[kind]
        asked.add(f"{p['kind']}|{p['status'] or ''}|{p['precision']}|{shape}")
    assert asked == set(config["styles"])
    listed = [entry["kind"] for entry in config["legend"]]
    assert sorted(listed) == sorted({feature["properties"]["kind"] for feature in drawn})
    json.dumps(config, allow_nan=False)


@given(signs, statuses, precisions)
def test_the_legend_shows_the_colours_of_the_map(sign, status, precision):
    _, category, shape = sign
    on_map, legend = style(category, shape, status, precision), legend_style(category)
    assert legend == style(category, legend["shape"], "built", "derived")
    if legend["shape"] == shape:
        assert colours(on_map) <= colours(legend) | {"#ffffff"}
        assert on_map.get("fill") == legend.get("fill")
        assert on_map.get("hatch") == legend.get("hatch")
    else:  # the area or line in the legend stands for the category's points too
        assert shape == "point"
        assert colours(on_map) <= colours(legend)


def test_the_legend_explains_every_status_and_softness():
    samples = legend_samples()
    assert set(samples) == {
        *(f"status.{status}" for status in STATUSES),
        "precision.derived",
        "precision.schematic",
    }
    assert len({json.dumps(sample) for sample in samples.values()}) == len(samples)


@pytest.mark.parametrize(("layer", "shape"), [("rivers", "area"), ("reservoirs", "line")])
def test_a_missing_sign_is_an_error_that_names_it(layer: str, shape: Shape) -> None:
    category = STORE.catalogue[layer].categories[0]
    with pytest.raises(ValueError, match=f"'{category.value}' has no sign for a {shape}"):
        style(category, shape, None, "derived")
    kinds = {"area": "Polygon", "line": "LineString"}
    with pytest.raises(ValueError, match="has no sign"):
        layer_styles(STORE.catalogue[layer], [(category.value, None, "derived", kinds[shape])])
