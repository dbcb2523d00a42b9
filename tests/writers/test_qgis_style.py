"""QGIS styles: every feature drawn once, with the colours and dashes of the map."""

from __future__ import annotations

import re
import sqlite3
from functools import cache
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pandas as pd
import pytest

from atlas.layers.symbology import fill_of, style
from atlas.writers.export import export
from atlas.writers.feature_table import in_system
from atlas.writers.qgis.qgis_labels import denominator, look
from atlas.writers.qgis.qgis_style import qml
from atlas.writers.qgis.qgis_trays import tray_offsets
from atlas.writers.qgis.qgis_xml import PIXEL_MM, rgba
from tests.support.exports import layers
from tests.support.project import store

CONDITION = re.compile(r'"(\w+)" (?:IS NULL|= \'((?:[^\']|\'\')*)\')')


@cache
def offsets() -> dict[str, dict[int, str]]:
    """Return feature located by town → number of its part → offset of the symbol in its tray."""
    return tray_offsets(list(layers().values()))


@cache
def tables() -> list[tuple[str, str]]:
    """Return layer and kind of shape of each table."""
    return [(key, kind) for key, content in layers().items() for kind, _ in content.kinds()]


@cache
def parsed(layer: str, kind: str) -> tuple[Element, pd.DataFrame]:
    content = layers()[layer]
    frame = content.of_kind(kind)
    text = qml(content, kind, in_system(frame, "cm120"), offsets(), True)
    assert text.startswith("<!DOCTYPE qgis")
    return fromstring(text), frame


def properties(layer: Element) -> dict[str, str]:
    options = {o.get("name"): o.get("value") for o in layer.findall("Option/Option")}
    assert options == {p.get("k"): p.get("v") for p in layer.findall("prop")}
    return options


def covered(rule: Element, frame: pd.DataFrame) -> pd.Series:
    conditions = CONDITION.findall(rule.get("filter"))
    assert " AND ".join(m[0] for m in CONDITION.finditer(rule.get("filter"))) == rule.get("filter")
    assert [name for name, _ in conditions] == ["kind", "status", "precision"]
    mask = pd.Series(True, frame.index)
    for name, value in conditions:
        mask &= frame[name] == value if value else frame[name].isna()
    return mask


def test_every_feature_has_exactly_one_rule_and_every_rule_features(subtests):
    for layer, kind in tables():
        with subtests.test(layer=layer, kind=kind):
            assert_one_rule_each(layer, kind)


def assert_one_rule_each(layer: str, kind: str) -> None:
    root, frame = parsed(layer, kind)
    renderer = root.find("renderer-v2")
    assert (renderer.get("type"), renderer.get("symbollevels")) == ("RuleRenderer", "1")
    rules = renderer.findall("rules/rule")
    masks = [covered(rule, frame) for rule in rules]
    assert (sum(mask.astype(int) for mask in masks) == 1).all()
    assert all(mask.any() for mask in masks)
    names = [symbol.get("name") for symbol in renderer.findall("symbols/symbol")]
    assert [rule.get("symbol") for rule in rules] == names
    assert len({rule.get("key") for rule in rules}) == len(rules)
    kinds = {symbol.get("type") for symbol in renderer.findall("symbols/symbol")}
    assert kinds == {{"line": "line", "area": "fill", "point": "marker"}[kind]}


def test_a_symbol_has_the_colours_widths_and_dashes_of_the_map(subtests):
    for layer, kind in tables():
        with subtests.test(layer=layer, kind=kind):
            assert_symbols_of_the_map(layer, kind)


def assert_symbols_of_the_map(layer: str, kind: str) -> None:
    root, frame = parsed(layer, kind)
    renderer = root.find("renderer-v2")
    symbols = {s.get("name"): s for s in renderer.findall("symbols/symbol")}
    for rule in renderer.findall("rules/rule"):
        first = frame[covered(rule, frame)].iloc[0]
        category = layers()[layer].definition.category(first["kind"])
        wanted = style(category, kind, first["status"], first["precision"])
        symbol = symbols[rule.get("symbol")]
        if kind == "point":
            assert_marker(symbol, wanted)
            continue
        lines = [layer for layer in symbol.findall("layer") if layer.get("class") == "SimpleLine"]
        halo = wanted.get("halo", [])
        found = [properties(line) for line in lines]
        for got, stroke in zip(found, [*halo, *wanted["strokes"]], strict=True):
            assert got["line_color"] == rgba(stroke["color"], stroke.get("opacity", 1))
            half = 0.5 if stroke in halo else 1
            width = stroke["weight"] * PIXEL_MM * half
            assert float(got["line_width"]) == pytest.approx(width, abs=6e-4)
            dash = stroke.get("dashArray")
            assert got["use_custom_dash"] == str(int(bool(dash)))
            if dash:
                lengths = [float(length) / PIXEL_MM for length in got["customdash"].split(";")]
                assert lengths == pytest.approx([float(d) for d in dash.split()], abs=3e-3)
        assert [int(line.get("pass")) for line in lines] == sorted(
            {int(line.get("pass")) for line in lines}
        )
        fills = [x for x in symbol.findall("layer") if x.get("class") == "SimpleFill"]
        if wanted.get("fill"):
            colour = rgba(fill_of(wanted), wanted["fillOpacity"])
            assert [properties(fill)["color"] for fill in fills] == [colour]
        else:
            assert not fills
        hatches = [x for x in symbol.findall("layer") if x.get("class") == "LinePatternFill"]
        assert len(hatches) == bool(wanted.get("hatch"))


def assert_marker(symbol: Element, wanted: dict) -> None:
    assert float(symbol.get("alpha")) == wanted.get("opacity", 1)
    first = symbol.find("layer")
    got = properties(first)
    if first.get("class") == "SimpleMarker":
        assert got["color"] == rgba(wanted["fill"])
        assert got["outline_color"] == rgba(wanted["color"])
        assert (got["outline_style"] != "solid") is bool(wanted.get("dashArray"))
        named = {"station": "circle", "plane": "circle"}.get(wanted["sign"], wanted["sign"])
        assert got["name"] == named
    else:
        assert wanted["sign"] == "wave"
        assert got["name"].startswith("base64:")


def test_directions_end_in_arrowheads_of_their_colour():
    root, frame = parsed("openness", "line")
    renderer = root.find("renderer-v2")
    symbols = {s.get("name"): s for s in renderer.findall("symbols/symbol")}
    for rule in renderer.findall("rules/rule"):
        first = frame[covered(rule, frame)].iloc[0]
        category = layers()["openness"].definition.category(first["kind"])
        found = {
            properties(line)["placements"]: properties(line.find("symbol/layer"))
            for line in symbols[rule.get("symbol")].findall("layer")
            if line.get("class") == "MarkerLine"
        }
        both = first["kind"] == "cooperation"
        assert set(found) == ({"FirstVertex", "LastVertex"} if both else {"LastVertex"})
        # a triangle points up: to the right at a line's end, back at its start
        assert {place: head["angle"] for place, head in found.items()} == {
            place: {"FirstVertex": "-90", "LastVertex": "90"}[place] for place in found
        }
        assert {head["color"] for head in found.values()} == {rgba(category.line.colour)}


def test_rules_are_in_legend_order():
    for layer, kind in (("transport-network", "line"), ("transport-projects", "line")):
        root, _ = parsed(layer, kind)
        rules = root.findall("renderer-v2/rules/rule")
        listed = [CONDITION.findall(rule.get("filter"))[0][1] for rule in rules]
        order = [c.value for c in layers()[layer].definition.legend_order]
        assert listed == sorted(listed, key=order.index)
        assert listed[0] == "hsr"


def test_casings_are_drawn_before_cores():
    root, _ = parsed("transport-network", "line")
    symbols = root.findall("renderer-v2/symbols/symbol")
    passes = [[int(layer.get("pass")) for layer in symbol.findall("layer")] for symbol in symbols]
    rules = root.findall("renderer-v2/rules/rule")
    by_kind: dict[str, set[int]] = {}
    for rule, found in zip(rules, passes, strict=True):
        by_kind.setdefault(CONDITION.findall(rule.get("filter"))[0][1], set()).update(found)
    categories = [c.value for c in layers()["transport-network"].definition.categories]
    drawn = [by_kind[kind] for kind in categories if kind in by_kind]
    for below, above in pairwise(drawn):
        assert max(below) < min(above)


def test_towns_keep_their_tints():
    root, frame = parsed("townships", "area")
    text = " ".join(
        option.get("value") for option in root.iter("Option") if option.get("name") == "expression"
    )
    for place, name in enumerate(frame["id"]):
        category = store().category(store().records[name])
        tint = category.area.palette[place % len(category.area.palette)]
        (case,) = re.findall(rf"WHEN \"id\" IN \([^)]*'{name}'[^)]*\) THEN '([\d,]+)'", text)
        assert case == rgba(tint)


def test_symbols_located_by_town_do_not_overlap():
    town = {name for name, r in store().records.items() if r["precision"] == "town"}
    assert set(offsets()) == town
    seats: dict[tuple[float, float], list[str]] = {}
    for content in layers().values():
        for name, shape in zip(content.frame["id"], content.frame.geometry, strict=True):
            if name in town:
                parts = getattr(shape, "geoms", [shape])
                for number, part in enumerate(parts, start=1):
                    seats.setdefault((part.x, part.y), []).append(offsets()[name][number])
    assert all(len(set(offsets)) == len(offsets) for offsets in seats.values())
    root, _ = parsed("agriculture", "point")
    assert "@geometry_part_num" in "".join(o.get("value") or "" for o in root.iter("Option"))


def test_labels_follow_the_catalogue(subtests):
    for layer, kind in tables():
        with subtests.test(layer=layer, kind=kind):
            assert_names_of_the_catalogue(layer, kind)


def assert_names_of_the_catalogue(layer: str, kind: str) -> None:
    root, frame = parsed(layer, kind)
    rules = root.findall("labeling/rules/rule")
    wanted = [
        (label, category.value)
        for label in layers()[layer].definition.label
        for category in layers()[layer].definition.categories
        if category.value in set(frame["kind"])
        and (not label.kinds or category.value in label.kinds)
    ]
    assert len(rules) == len(wanted)
    for rule, (label, category) in zip(rules, wanted, strict=True):
        assert f"\"kind\" = '{category}'" in rule.get("filter")
        text = rule.find("settings/text-style")
        assert text.get("textColor") == rgba(look(label.style, category).colour)
        assert ("name_zh" in text.get("fieldName")) is (label.field == "name")
        denominators = rule.get("scalemaxdenom")
        assert denominators == (str(denominator(label.min_zoom)) if label.min_zoom else None)


def test_label_scales_match_the_screen():
    assert denominator(10) == pytest.approx(462_650, rel=1e-3)


def test_codes_have_labels_in_qgis():
    root, _ = parsed("ecological-redlines", "area")
    field = next(f for f in root.iter("field") if f.get("name") == "status")
    words = {o.get("value"): o.get("name") for o in field.iter("Option") if o.get("value")}
    assert words["built"] == "已设立"
    aliases = {a.get("field"): a.get("name") for a in root.iter("alias")}
    assert aliases == dict(layers()["ecological-redlines"].heads)


def test_the_geopackage_gives_each_table_its_style(tmp_path: Path):
    frames = {key: store().frames[key] for key in ("industrial-parks", "rivers")}
    path = tmp_path / "a.gpkg"
    path.write_bytes(export(frames, "gpkg", "wgs84", store=store(), lang="zh").content)
    with sqlite3.connect(path) as database:
        rows = database.execute(
            "SELECT f_table_name, f_geometry_column, useAsDefault, styleQML, update_time"
            " FROM layer_styles"
        ).fetchall()
        columns = database.execute(
            "SELECT table_name, column_name FROM gpkg_geometry_columns"
        ).fetchall()
    assert sorted(row[:2] for row in rows) == sorted(columns)
    assert all(row[2] == 1 and row[4] for row in rows)
    assert all(fromstring(row[3]).tag == "qgis" for row in rows)
