"""QGIS labels from the label definitions of the catalogue: text, placement, scale range."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

import geopandas as gpd
from pydantic import Field, model_validator

from atlas.core.model import Colour, Strict
from atlas.core.toml_files import load_toml
from atlas.layers.layer_definition import LabelDefinition, complete_kinds
from atlas.layers.symbology import Shape
from atlas.writers.feature_table import JOINER, FeatureTable
from atlas.writers.qgis.qgis_xml import column, is_value, layer, literal, mm, rgba, symbol

FONT = "Noto Sans CJK SC"
#: fonts to fall back on, in this order
FALLBACK = ("Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "SimHei", "sans-serif")
HALO, HALO_PX = "#fffdf7", 1.6
PX_TO_PT = 0.75
#: letter spacing of Latin text relative to that of Chinese
LATIN_SPACING = 0.3
#: latitude at which zoom levels are converted to scales
LATITUDE = 36.8
#: metres per pixel at zoom 0 on the equator (256 px tiles)
EQUATOR_M = 156543.033928
#: width of a screen pixel in metres
PIXEL_M = 0.0254 / 96
#: the bracketed end of a name, which only the card shows
BRACKETS = "\\s*[(（][^()（）]*[)）]$"
#: QgsPalLayerSettings.Placement
AROUND, OVER, LINE, CURVED, HORIZONTAL = 0, 1, 2, 3, 4


class LabelLook(Strict):
    """The text style of a label; sizes in px, spacing relative to the size."""

    size: float
    colour: Colour
    weight: int = 50
    italic: bool = False
    spacing: float = 0
    halo: bool = True
    ground: Colour | None = None


class LabelStyle(LabelLook):
    """A label style of the catalogue, and how it differs for some categories."""

    kinds: dict[str, LabelLook] = Field(default_factory=dict)

    _complete = model_validator(mode="before")(complete_kinds)


@cache
def _styles() -> dict[str, LabelStyle]:
    return load_toml(dict[str, LabelStyle], Path(__file__).with_suffix(".toml"))


def look(label: str, kind: str) -> LabelLook:
    """Return the text style of a category's labels under a label style of the catalogue."""
    style = _styles()[label]
    return style.kinds.get(kind, style)


def denominator(zoom: float) -> int:
    """Return the scale denominator of a map zoom level at the city's latitude."""
    return round(EQUATOR_M * math.cos(math.radians(LATITUDE)) / 2**zoom / PIXEL_M)


def _wanted(
    content: FeatureTable, frame: gpd.GeoDataFrame
) -> Iterator[tuple[LabelDefinition, str]]:
    if content.definition is None:
        return
    kinds = set(frame["kind"])
    for label in content.definition.label:
        for category in content.definition.categories:
            if category.value in kinds and (not label.kinds or category.value in label.kinds):
                yield label, category.value


def add_labels(
    root: Element, content: FeatureTable, kind: Shape, frame: gpd.GeoDataFrame, placed: bool
) -> None:
    """Add the labels of a table: one rule per label definition and category.

    See :func:`atlas.writers.qgis.qgis_style.qml` for the parameters.
    """
    made = SubElement(root, "labeling", {"type": "rule-based"})
    tree = SubElement(made, "rules", {"key": "{labels}"})
    for number, (label, category) in enumerate(_wanted(content, frame)):
        conditions = [is_value("kind", category)]
        if kind == "point":  # symbols in a town's tray are too close together for labels
            conditions.append(f"{column('precision')} <> 'town'")
        rule = SubElement(
            tree, "rule", {"key": f"{{label-{number}}}", "filter": " AND ".join(conditions)}
        )
        if label.min_zoom:
            rule.set("scalemaxdenom", str(denominator(label.min_zoom)))
        if label.max_zoom < 30:
            rule.set("scalemindenom", str(denominator(label.max_zoom)))
        settings = SubElement(rule, "settings", {"calloutType": "simple"})
        _text(settings, look(label.style, category), content, label)
        _placement(settings, label, kind, content, placed)


def _expression(content: FeatureTable, label: LabelDefinition) -> str:
    if label.field != "name":
        return column(label.field)
    names = [f"label_{content.lang}", f"name_{content.lang}"]
    known = [column(name) for name in names if name in content.columns]
    return f"regexp_replace(coalesce({', '.join(known)}), {literal(BRACKETS)}, '')"


def _text(
    settings: Element, set_as: LabelLook, content: FeatureTable, label: LabelDefinition
) -> None:
    spacing = set_as.spacing * (LATIN_SPACING if content.lang == "en" else 1)
    attributes = {
        "fieldName": _expression(content, label),
        "isExpression": "1",
        "fontFamily": FONT,
        "fontSize": mm(set_as.size),
        "fontSizeUnit": "MM",
        "fontWeight": str(set_as.weight),
        "fontItalic": str(int(set_as.italic)),
        "fontLetterSpacing": f"{spacing * set_as.size * PX_TO_PT:.2f}",
        "namedStyle": "Bold" if set_as.weight > 60 else "Regular",
        "textColor": rgba(set_as.colour),
        "textOpacity": "1",
    }
    made = SubElement(settings, "text-style", attributes)
    families = SubElement(made, "families")
    for family in FALLBACK:
        SubElement(families, "family", {"name": family})
    buffer = {
        "bufferDraw": str(int(set_as.halo)),
        "bufferSize": mm(HALO_PX),
        "bufferSizeUnits": "MM",
        "bufferColor": rgba(HALO),
        "bufferOpacity": "0.9",
        "bufferJoinStyle": "128",
        "bufferNoFill": "1",
    }
    SubElement(made, "text-buffer", buffer)
    if set_as.ground:
        _ground(made, set_as.ground)


def _ground(parent: Element, colour: str) -> None:
    """Add the rounded background of a road number."""
    attributes = {
        "shapeDraw": "1",
        "shapeType": "0",
        "shapeSizeType": "0",
        "shapeSizeX": mm(3),
        "shapeSizeY": mm(1),
        "shapeSizeUnit": "MM",
        "shapeRadiiX": mm(3),
        "shapeRadiiY": mm(3),
        "shapeRadiiUnit": "MM",
        "shapeFillColor": rgba(colour),
        "shapeBorderColor": rgba("#ffffff"),
        "shapeBorderWidth": mm(1),
        "shapeBorderWidthUnit": "MM",
        "shapeOpacity": "1",
        "shapeJoinStyle": "128",
    }
    made = SubElement(parent, "background", attributes)
    fill = {
        "color": rgba(colour),
        "style": "solid",
        "outline_color": rgba("#ffffff"),
        "outline_style": "solid",
        "outline_width": mm(1),
        "outline_width_unit": "MM",
    }
    layer(symbol(made, "fill", "fillSymbol"), "SimpleFill", fill)


def _placement(
    settings: Element, label: LabelDefinition, kind: Shape, content: FeatureTable, placed: bool
) -> None:
    """Add the placement: at the label point of areas, beside points, along lines."""
    along = {"river": CURVED, "shield": HORIZONTAL}.get(label.style, LINE)
    attributes = {
        "placement": str({"area": OVER, "line": along, "point": AROUND}[kind]),
        "placementFlags": "10",
        "priority": str(min(10, label.priority // 10)),
        "dist": mm(5),
        "distUnits": "MM",
        "overrunDistance": "0",
        "centroidInside": "1",
        "centroidWhole": "1",
        "maxCurvedCharAngleIn": "25",
        "maxCurvedCharAngleOut": "-25",
    }
    if kind == "area" and placed and "label_point" in content.columns:
        point = f"string_to_array({column('label_point')}, {literal(JOINER)})"
        made = f"make_point(to_real({point}[0]), to_real({point}[1]))"
        moved = f"transform({made}, 'EPSG:4326', @layer_crs)"
        attributes |= {
            "geometryGeneratorEnabled": "1",
            "geometryGeneratorType": "PointGeometry",
            "geometryGenerator": f"coalesce({moved}, point_on_surface($geometry))",
        }
    SubElement(settings, "placement", attributes)
    rendering = {"drawLabels": "1", "obstacle": "1", "labelPerPart": "0", "mergeLines": "1"}
    rendering |= {"scaleVisibility": "0", "upsidedownLabels": "0", "obstacleType": "1"}
    SubElement(settings, "rendering", rendering)
