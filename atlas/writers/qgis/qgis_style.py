"""A layer's style in QGIS (QML), from the same styles as the map.

One rule per category, status and precision, so that QGIS shows the same legend; symbol levels,
so that at junctions all casings are drawn before all cores; labels from the catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import geopandas as gpd

from atlas.core.model import vocabulary
from atlas.layers.feature_schema import WORDS
from atlas.layers.symbology import Shape
from atlas.writers.feature_table import RULED, FeatureTable
from atlas.writers.qgis.qgis_labels import add_labels
from atlas.writers.qgis.qgis_symbols import add_area, add_line, add_point, depth
from atlas.writers.qgis.qgis_xml import DOCTYPE, column, is_value, literal, option, option_map, rgba
from atlas.writers.symbol_rules import SymbolRule, rules_of

#: oldest version of QGIS that reads this format
VERSION = "3.16"


def qml(
    content: FeatureTable,
    kind: Shape,
    frame: gpd.GeoDataFrame,
    offsets: Mapping[str, Mapping[int, str]],
    placed: bool,
) -> str:
    """Return the QML style of a table.

    Parameters
    ----------
    content : Content
    kind : str
        ``area``, ``line`` or ``point``.
    frame : geopandas.GeoDataFrame
        Features of that kind, with the index of ``content.frame``.
    offsets : mapping of str to (mapping of int to str)
        Feature located only by town → number of its point → ``x,y``, the symbol's offset in mm.
    placed : bool
        Whether the table has a CRS; without one, QGIS cannot place labels at ``label_point``.
    """
    root = Element("qgis", {"version": VERSION, "labelsEnabled": "1"})
    root.set("styleCategories", "Symbology|Labeling|Fields|Forms")
    _renderer(root, content, kind, frame, offsets)
    add_labels(root, content, kind, frame, placed)
    for tag, value in (("blendMode", 0), ("featureBlendMode", 0), ("layerOpacity", 1)):
        SubElement(root, tag).text = str(value)
    _fields(root, content)
    indent(root)
    return DOCTYPE + "\n" + tostring(root, encoding="unicode")


def _renderer(
    root: Element,
    content: FeatureTable,
    kind: Shape,
    frame: gpd.GeoDataFrame,
    offsets: Mapping[str, Mapping[int, str]],
) -> None:
    made = SubElement(root, "renderer-v2", {"type": "RuleRenderer", "symbollevels": "1"})
    made.set("forceraster", "0")
    tree = SubElement(made, "rules", {"key": _key(content.key, kind)})
    symbols = SubElement(made, "symbols")
    ruled = list(rules_of(content, kind, frame))
    order = 0
    passes: dict[str, int] = {}
    for rule in ruled:  # a category's rules share passes, above earlier categories
        passes[rule.category.value] = max(passes.get(rule.category.value, 0), depth(rule.look))
    base = {}
    for value, count in passes.items():
        base[value], order = order, order + count
    for number, rule in enumerate(_listed(content, ruled)):
        attributes = {"symbol": str(number), "label": rule.label}
        attributes["key"] = _key(content.key, kind, rule.label, *map(str, rule.values or ()))
        if rule.values:
            attributes["filter"] = " AND ".join(map(is_value, RULED, rule.values))
        SubElement(tree, "rule", attributes)
        name, first = str(number), base[rule.category.value]
        if kind == "line":
            add_line(symbols, name, rule.look, first)
        elif kind == "area":
            add_area(symbols, name, rule.look, first, _tints(content, frame, rule))
        else:
            add_point(symbols, name, rule.look, first, _tray(frame, rule, offsets))


def _listed(content: FeatureTable, ruled: list[SymbolRule]) -> list[SymbolRule]:
    """Return rules in the order of the legend; the drawing order is in the symbols."""
    if content.definition is None:
        return ruled
    ranks = {one.value: rank for rank, one in enumerate(content.definition.legend_order)}
    return sorted(ruled, key=lambda rule: ranks[rule.category.value])


def _key(*parts: str) -> str:
    """Return a stable id for a rule."""
    return "{" + str(uuid5(NAMESPACE_URL, "/".join(parts))) + "}"


def _tints(content: FeatureTable, frame: gpd.GeoDataFrame, rule: SymbolRule) -> dict[str, str]:
    """Return the fill expression that gives neighbouring features different palette colours."""
    palette = rule.look.get("fill")
    if not isinstance(palette, list):
        return {}
    own = frame[rule.covers(frame)]
    by_tint: dict[str, list[str]] = {}
    for place, name in zip(own.index, own["id"], strict=True):
        tint = palette[content.ordinals[place] % len(palette)]
        by_tint.setdefault(tint, []).append(literal(name))
    cases = " ".join(
        f"WHEN {column('id')} IN ({', '.join(names)}) "
        f"THEN {literal(rgba(tint, rule.look['fillOpacity']))}"
        for tint, names in by_tint.items()
    )
    return {"fillColor": f"CASE {cases} END"}


def _tray(
    frame: gpd.GeoDataFrame, rule: SymbolRule, offsets: Mapping[str, Mapping[int, str]]
) -> dict[str, str]:
    """Return the offset expression for symbols located only by town, side by side in a tray."""
    if not rule.values or "town" not in rule.values:
        return {}
    pairs = [
        f"{literal(f'{name}/{part}')}, {literal(offset)}"
        for name in frame.loc[rule.covers(frame), "id"]
        for part, offset in offsets.get(name, {}).items()
    ]
    part = f"{column('id')} || '/' || coalesce(@geometry_part_num, 1)"
    return {"offset": f"coalesce(map_get(map({', '.join(pairs)}), {part}), '0,0')"}


def _fields(root: Element, content: FeatureTable) -> None:
    """Add column headings, and labels for coded values."""
    configuration = SubElement(root, "fieldConfiguration")
    aliases = SubElement(root, "aliases")
    for place, name in enumerate(content.columns, start=1):  # after the feature id
        SubElement(
            aliases, "alias", {"index": str(place), "field": name, "name": content.heads[name]}
        )
        words = coded(content, name)
        if not words:
            continue
        widget = SubElement(
            SubElement(configuration, "field", {"name": name, "configurationFlags": "None"}),
            "editWidget",
            {"type": "ValueMap"},
        )
        listed = SubElement(
            option_map(SubElement(widget, "config")), "Option", {"type": "List", "name": "map"}
        )
        for code, word in words.items():
            option(option_map(listed), word, code)


def coded(content: FeatureTable, name: str) -> dict[str, str]:
    """Return code → label of a column with coded values; empty for any other column."""
    if content.definition is None:
        return {}
    lang = content.lang
    if name == "kind":
        return {c.value: c.label.in_(lang) for c in content.definition.categories}
    table = WORDS.get(name) or (name if name in ("theme", "outcome") else None)
    own = content.definition.columns.get(name)
    if own is not None:
        known = own.vocabulary if own.type == "code" and own.vocabulary != "feature" else None
        table = known
    words = vocabulary().terms(table) if table else {}
    labels = content.definition.status_labels if table == "status" else {}
    return {code: (labels.get(code) or term.text).in_(lang) for code, term in words.items()}
