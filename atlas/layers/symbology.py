"""Symbology: symbols of layer definitions → styles shared by map, legend and print.

The symbols in ``layers/*.toml`` define the look of a category; status and precision modify it by
the rules of ``symbology.toml``. A style is plain data in Leaflet's terms, so renderers need no
rules of their own.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal

from atlas.core.model import Colour, Strict
from atlas.core.toml_files import load_toml
from atlas.layers.layer_definition import (
    AreaSymbol,
    Category,
    Halo,
    LayerDefinition,
    LineSymbol,
    PointSymbol,
)

Shape = Literal["line", "area", "point"]

_SHAPES: dict[str, Shape] = {
    "Point": "point",
    "MultiPoint": "point",
    "LineString": "line",
    "MultiLineString": "line",
    "Polygon": "area",
    "MultiPolygon": "area",
}


class StatusSymbol(Strict):
    """Dash of a status; none for built."""

    dash: str | None = None
    cap: Literal["butt", "round"] = "butt"


class SchematicSymbol(Strict):
    """Softening of schematic shapes."""

    line_opacity: float
    edge_opacity: float
    edge_weight: float
    soft_weights: tuple[float, ...]
    soft_opacities: tuple[float, ...]
    point_opacity: float


class Sample(Strict):
    """Neutral symbols with which the legend explains dashes and softness."""

    line: LineSymbol
    area: AreaSymbol


class ShareClass(Strict):
    """A class of shares: its least percent, and its colour."""

    least: float
    colour: Colour


class Tint(Strict):
    """The colours of the map of outcomes, on the screen and on paper."""

    fill: float
    light: int
    context: Colour
    share: tuple[ShareClass, ...]


class Mark(Strict):
    """The colours of marks, on the screen and on paper."""

    glow: Colour
    rim: Colour
    changed: Colour
    unsure: Colour
    hit: Colour
    spotlight: Colour
    dim: Colour
    drawn: Colour


class Rules(Strict):
    """Content of ``symbology.toml``."""

    status: dict[str, StatusSymbol]
    schematic: SchematicSymbol
    sample: Sample
    tint: Tint
    mark: Mark


@cache
def rules() -> Rules:
    """Return the rules of ``symbology.toml``."""
    return load_toml(Rules, Path(__file__).with_suffix(".toml"))


def stroke(
    colour: str, weight: float, opacity: float = 1.0, dash: str | None = None, cap: str = "butt"
) -> dict[str, Any]:
    """Return one stroke as Leaflet path options (weights in px)."""
    options: dict[str, Any] = {"color": colour, "weight": weight, "lineCap": cap}
    if opacity < 1:
        options["opacity"] = opacity
    if dash:
        options["dashArray"] = dash
    return options


def _status_symbol(status: str | None) -> StatusSymbol:
    return rules().status.get(status or "built", StatusSymbol())


def line_style(symbol: LineSymbol, status: str | None, precision: str) -> dict[str, Any]:
    """Return the strokes of a line, lowest first.

    Parameters
    ----------
    symbol : LineSymbol
        The category's symbol.
    status : str or None
        A status of the vocabulary; ``None`` is drawn like built.
    precision : str
        ``official``, ``surveyed``, ``derived`` or ``schematic``.
    """
    sign, soft = _status_symbol(status), rules().schematic
    schematic = precision == "schematic"
    # The white core of an inlaid line (a railway) would be invisible without its casing.
    ink = symbol.casing if symbol.colour.lower() == "#ffffff" and symbol.casing else symbol.colour
    opacity = symbol.opacity * (soft.line_opacity if schematic else 1)
    if sign.dash:
        strokes = [] if schematic else [stroke("#ffffff", symbol.weight + 2, 0.7)]
        strokes.append(stroke(ink, symbol.weight, opacity, sign.dash, sign.cap))
    elif schematic:
        strokes = [stroke(ink, symbol.weight, opacity)]
        if symbol.inlay and symbol.inlay != ink:
            strokes.append(_inlay(symbol, opacity))
    else:
        strokes = []
        if symbol.casing:
            strokes.append(
                stroke(symbol.casing, symbol.casing_weight or symbol.weight + 2, opacity)
            )
        strokes.append(stroke(symbol.colour, symbol.weight, opacity))
        if symbol.inlay:
            strokes.append(_inlay(symbol, opacity))
    drawn: dict[str, Any] = {"shape": "line", "strokes": strokes}
    if symbol.arrow:
        drawn["arrow"] = arrow_style(symbol)
    return drawn


def arrow_style(symbol: LineSymbol) -> dict[str, Any]:
    """Return the arrowhead of a line: its ends, colour and dimensions in px.

    ``start`` and ``end`` are the distances of the tip beyond the line's ends: just enough to cover
    the end of the stroke, minus the gap left for a point symbol.
    """
    length = round(5 + 1.5 * symbol.weight, 1)
    return {
        "ends": symbol.arrow,
        "color": symbol.colour,
        "length": length,
        "width": round(4 + 2 * symbol.weight, 1),
        "start": round(0.4 * length, 1),
        "end": -symbol.arrow_gap or round(0.4 * length, 1),
    }


def _inlay(symbol: LineSymbol, opacity: float) -> dict[str, Any]:
    colour = symbol.inlay or "#ffffff"
    return stroke(colour, symbol.inlay_weight or symbol.weight / 2, opacity, symbol.inlay_dash)


def area_style(symbol: AreaSymbol, status: str | None, precision: str) -> dict[str, Any]:
    """Return fill, hatch, edge strokes and outer halo of a polygon (see :func:`line_style`)."""
    sign, soft = _status_symbol(status), rules().schematic
    dash = sign.dash or symbol.edge_dash
    if precision == "schematic":
        strokes = [
            stroke(symbol.edge, weight, opacity, cap="round")
            for weight, opacity in zip(soft.soft_weights, soft.soft_opacities, strict=True)
        ]
        strokes.append(stroke(symbol.edge, soft.edge_weight, soft.edge_opacity, dash, sign.cap))
    else:
        strokes = [stroke(symbol.edge, symbol.edge_weight, symbol.edge_opacity, dash, sign.cap)]
    style: dict[str, Any] = {"shape": "area", "strokes": strokes}
    if symbol.palette or (symbol.fill and symbol.fill_opacity > 0):
        style["fill"] = list(symbol.palette) or symbol.fill
        style["fillOpacity"] = symbol.fill_opacity
    if symbol.hatch:
        style["hatch"] = symbol.hatch
    if symbol.halo:
        style["halo"] = _halo(symbol.halo)
    return style


def _halo(halo: Halo) -> list[dict[str, Any]]:
    pairs = zip(halo.weights, halo.opacities, strict=True)
    return [stroke(halo.colour, weight, opacity, cap="round") for weight, opacity in pairs]


def point_style(symbol: PointSymbol, status: str | None, precision: str) -> dict[str, Any]:
    """Return the marker of a point: shape, colours, size in px, dash of its ring."""
    style: dict[str, Any] = {
        "shape": "point",
        "sign": symbol.shape,
        "color": symbol.colour,
        "fill": symbol.fill,
        "size": symbol.size,
    }
    if precision == "schematic":
        style["opacity"] = rules().schematic.point_opacity
    if status and _status_symbol(status).dash:
        style["dashArray"] = "2 2"
    return style


def style(category: Category, shape: Shape, status: str | None, precision: str) -> dict[str, Any]:
    """Return the style of a feature.

    Raises
    ------
    ValueError
        When the category has no symbol for this geometry type.
    """
    if shape == "line" and category.line:
        return line_style(category.line, status, precision)
    if shape == "area" and category.area:
        return area_style(category.area, status, precision)
    if shape == "point" and category.point:
        return point_style(category.point, status, precision)
    raise ValueError(f"category {category.value!r} has no symbol for a {shape}")


def shape_of(geometry_type: str) -> Shape:
    """Return ``line``, ``area`` or ``point`` for a GeoJSON geometry type."""
    return _SHAPES[geometry_type]


def style_key(kind: str, status: str | None, precision: str, shape: Shape) -> str:
    """Return the key under which a layer's styles are looked up."""
    return f"{kind}|{status or ''}|{precision}|{shape}"


def legend_style(
    category: Category, status: str | None, precision: str, geometry_type: str
) -> dict[str, Any]:
    """Return the style of a category's legend swatch.

    Raises
    ------
    ValueError
        When the category has no symbol for this geometry type.
    """
    return style(category, shape_of(geometry_type), status, precision)


def legend_samples(*, official: bool = False) -> dict[str, dict[str, Any]]:
    """Return the swatches that explain status (dashes) and precision (softness).

    Parameters
    ----------
    official : bool
        Whether the map contains official shapes.
    """
    sample = rules().sample
    samples = {
        f"status.{status}": line_style(sample.line, status, "derived") for status in rules().status
    }
    if official:
        samples["precision.official"] = area_style(sample.area, None, "official")
    samples["precision.derived"] = area_style(sample.area, None, "derived")
    samples["precision.schematic"] = area_style(sample.area, None, "schematic")
    return samples


def layer_styles(
    definition: LayerDefinition, rows: list[tuple[str, str | None, str, str]]
) -> dict[str, Any]:
    """Return all styles that a layer's features need.

    Parameters
    ----------
    definition : LayerDefinition
        The layer.
    rows : list of (kind, status, precision, geometry type)
        The combinations that occur in its data.
    """
    styles = {}
    for kind, status, precision, geometry_type in sorted(set(rows), key=str):
        shape = shape_of(geometry_type)
        styles[style_key(kind, status, precision, shape)] = style(
            definition.category(kind), shape, status, precision
        )
    return styles


def fill_of(look: dict[str, Any], ordinal: int = 0) -> str | None:
    """Return the fill of an area; with a palette, the colour is chosen by the feature's ordinal."""
    fill = look.get("fill")
    return fill[ordinal % len(fill)] if isinstance(fill, list) else fill


def tinted(look: dict[str, Any], colour: str) -> dict[str, Any]:
    """Return a style in another colour; light parts, such as casings, stay.

    Areas lose hatch and halo, and their fill is faint. ``static/map/outcome_colours.js`` does the
    same.
    """
    if look["shape"] == "point":
        fill = look["fill"] if _light(look["fill"]) else colour
        return {**look, "color": colour, "fill": fill}
    strokes = [
        line if _light(line["color"]) else {**line, "color": colour} for line in look["strokes"]
    ]
    if look["shape"] == "line":
        arrow = {"arrow": {**look["arrow"], "color": colour}} if look.get("arrow") else {}
        return {**look, "strokes": strokes, **arrow}
    kept = {key: value for key, value in look.items() if key not in ("hatch", "halo")}
    filled = look.get("fill") or look.get("hatch")
    fill = {"fill": colour, "fillOpacity": rules().tint.fill} if filled else {}
    return {**kept, "strokes": strokes, **fill}


def _light(colour: str) -> bool:
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return min(parts) >= rules().tint.light
