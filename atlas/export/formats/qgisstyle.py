"""A layer's style in QGIS (QML), made of the styles that the map uses.

A rule a category, status and precision, so that QGIS's legend reads as ours; symbol levels, so that
of lines that meet all casings are drawn before all cores; names as the catalogue labels them.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import geopandas as gpd

from atlas.export.content import RULED, Content
from atlas.export.formats.qgislabels import add_labels
from atlas.export.formats.qgissymbols import add_area, add_line, add_point, depth
from atlas.export.formats.qgisxml import (
    DOCTYPE,
    column,
    is_value,
    literal,
    option,
    option_map,
    rgba,
)
from atlas.export.signs import Rule, rules_of
from atlas.model import vocabulary
from atlas.schema import WORDS
from atlas.symbology import Shape

#: oldest version of QGIS whose form this is
VERSION = "3.16"


def qml(
    content: Content,
    kind: Shape,
    frame: gpd.GeoDataFrame,
    offsets: Mapping[str, Mapping[int, str]],
    placed: bool,
) -> str:
    """Return the style of a table as QGIS reads it.

    Parameters
    ----------
    content : Content
    kind : str
        ``area``, ``line`` or ``point``.
    frame : geopandas.GeoDataFrame
        The features of that kind; their index is that of ``content.frame``.
    offsets : mapping of str to (mapping of int to str)
        Feature known by its town only → number of its point → ``x,y`` in mm where its sign stands.
    placed : bool
        Whether the table has a CRS, so that names can be placed by ``label_point``.
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
    content: Content,
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
    for rule in ruled:  # what is of one category is drawn together, above the categories before it
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


def _listed(content: Content, ruled: list[Rule]) -> list[Rule]:
    """Return rules in the order of the legend; what lies above what is in the symbols."""
    if content.definition is None:
        return ruled
    ranks = {one.value: rank for rank, one in enumerate(content.definition.legend_order)}
    return sorted(ruled, key=lambda rule: ranks[rule.category.value])


def _key(*parts: str) -> str:
    """Return an id that is the same for the same rule every time."""
    return "{" + str(uuid5(NAMESPACE_URL, "/".join(parts))) + "}"


def _tints(content: Content, frame: gpd.GeoDataFrame, rule: Rule) -> dict[str, str]:
    """Return the expression by which neighbours of a palette differ in their fill."""
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
    frame: gpd.GeoDataFrame, rule: Rule, offsets: Mapping[str, Mapping[int, str]]
) -> dict[str, str]:
    """Return the expression by which signs known by their town only stand side by side."""
    if not rule.values or "town" not in rule.values:
        return {}
    pairs = [
        f"{literal(f'{name}/{part}')}, {literal(offset)}"
        for name in frame.loc[rule.covers(frame), "id"]
        for part, offset in offsets.get(name, {}).items()
    ]
    part = f"{column('id')} || '/' || coalesce(@geometry_part_num, 1)"
    return {"offset": f"coalesce(map_get(map({', '.join(pairs)}), {part}), '0,0')"}


def _fields(root: Element, content: Content) -> None:
    """Add what columns are called, and the words that codes stand for."""
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


def coded(content: Content, name: str) -> dict[str, str]:
    """Return code → word of a column that holds words of the vocabulary; empty for any other."""
    if content.definition is None:
        return {}
    lang = content.lang
    if name == "kind":
        return {c.value: c.label.in_(lang) for c in content.definition.categories}
    table = WORDS.get(name) or ("theme" if name == "theme" else None)
    own = content.definition.columns.get(name)
    if own is not None:
        known = own.vocabulary if own.type == "code" and own.vocabulary != "feature" else None
        table = known
    words = vocabulary().terms(table) if table else {}
    labels = content.definition.status_labels if table == "status" else {}
    return {code: (labels.get(code) or term.text).in_(lang) for code, term in words.items()}
