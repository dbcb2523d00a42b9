"""KML: one folder per layer, one style per symbol, the card's rows as the description.

GDAL writes no styles from a frame, so this module writes the XML itself (OGC 07-147r2). KML is
always in WGS-84.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import shapely
from shapely.geometry.base import BaseGeometry

from atlas import wording
from atlas.core.templates import render
from atlas.layers.symbology import fill_of
from atlas.spatial.geojson_text import DECIMALS
from atlas.wording.site_fact_text import whole_row
from atlas.writers.feature_table import KINDS, FeatureTable, cells
from atlas.writers.file_metadata import WriteRequest, about
from atlas.writers.symbol_rules import SymbolRule, ink, rules_of

NAMESPACE = "http://www.opengis.net/kml/2.2"
TYPES = {"f": "double", "i": "int", "u": "int", "b": "bool"}
XML_ID = re.compile(r"[A-Za-z_][\w.-]*")
#: radius in px of a symbol that Google Earth draws at scale 1
USUAL_SIGN = 8.0


def as_kml(order: WriteRequest) -> bytes:
    """Return layers as a KML document; folders also list features without geometry."""
    root = Element("kml", {"xmlns": NAMESPACE})
    document = SubElement(root, "Document")
    metadata = about(order)
    SubElement(document, "name").text = next(iter(metadata.values()))
    SubElement(document, "open").text = "1"
    SubElement(document, "description").text = _lines(metadata.items())
    folders = []
    for content in order.contents:
        styles = _styles(document, content)
        _schema(document, content)
        folders.append(_folder(content, styles, order))
    document.extend(folders)
    indent(root)
    return tostring(root, encoding="utf-8", xml_declaration=True)


def colour(code: str, opacity: float = 1.0) -> str:
    """Return ``#rrggbb`` and an opacity as a KML colour, ``aabbggrr``."""
    red, green, blue = code[1:3], code[3:5], code[5:7]
    return f"{round(opacity * 255):02x}{blue}{green}{red}".lower()


def _styles(document: Element, content: FeatureTable) -> dict[int, str]:
    """Add the styles of a layer's symbols; return feature index → style id."""
    styles: dict[int, str] = {}
    for kind in KINDS:
        frame = content.of_kind(kind)
        if frame.empty:
            continue
        for number, rule in enumerate(rules_of(content, kind, frame)):
            key = f"{content.key}-{kind}-{number}"
            _style(document, key, rule)
            own = frame[rule.covers(frame)]
            styles |= dict.fromkeys(own.index, key)
    return styles


def _style(document: Element, key: str, rule: SymbolRule) -> None:
    made = SubElement(document, "Style", {"id": key})
    look, line = rule.look, ink(rule.look)
    if look["shape"] == "point":
        icon = SubElement(made, "IconStyle")
        SubElement(icon, "color").text = colour(line["color"], line["opacity"])
        SubElement(icon, "scale").text = f"{0.5 + look['size'] / USUAL_SIGN / 2:.2f}"
        return
    stroke = SubElement(made, "LineStyle")
    SubElement(stroke, "color").text = colour(line["color"], line.get("opacity", 1))
    SubElement(stroke, "width").text = f"{line['weight']:g}"
    if look["shape"] == "area":
        fill, polygon = fill_of(look), SubElement(made, "PolyStyle")
        SubElement(polygon, "color").text = colour(fill or "#ffffff", look.get("fillOpacity", 0))
        SubElement(polygon, "fill").text = str(int(bool(fill)))


def _schema(document: Element, content: FeatureTable) -> None:
    schema = SubElement(document, "Schema", {"id": _schema_id(content), "name": content.title})
    for name in content.columns:
        kind = TYPES.get(content.frame[name].dtype.kind, "string")
        field = SubElement(schema, "SimpleField", {"type": kind, "name": name})
        SubElement(field, "displayName").text = content.heads[name]


def _schema_id(content: FeatureTable) -> str:
    return f"schema-{content.key}"


def _folder(content: FeatureTable, styles: dict[int, str], order: WriteRequest) -> Element:
    folder = Element("Folder")
    SubElement(folder, "name").text = content.title
    if content.definition:
        about_layer = content.definition.description.in_(content.lang)
        SubElement(folder, "description").text = about_layer
    for index, (row, shape) in enumerate(zip(cells(content), content.frame.geometry, strict=True)):
        values = dict(zip(content.columns, row, strict=True))
        mark = SubElement(folder, "Placemark")
        key = str(values.get("id") or "")
        if XML_ID.fullmatch(key):  # the only place from which GDAL reads an “id” field
            mark.set("id", key)
        name = values.get(f"name_{content.lang}") or values.get("name_zh") or values.get("id")
        SubElement(mark, "name").text = str(name or f"{content.title} {index + 1}")
        SubElement(mark, "description").text = _description(content, values, order)
        if index in styles:
            SubElement(mark, "styleUrl").text = f"#{styles[index]}"
        data = SubElement(
            SubElement(mark, "ExtendedData"), "SchemaData", {"schemaUrl": f"#{_schema_id(content)}"}
        )
        for column, value in values.items():
            if value is not None:
                cell_text = str(int(value)) if isinstance(value, bool) else str(value)
                SubElement(data, "SimpleData", {"name": column}).text = cell_text
        if shape is not None and not shape.is_empty:
            _geometry(mark, shape)
    return folder


def _description(content: FeatureTable, values: dict[str, Any], order: WriteRequest) -> str:
    """Return the rows of a feature's card as HTML, or its attributes if it has no card."""
    record = order.store.records.get(str(values.get("id")))
    if content.definition is None or record is None:
        return _lines((content.heads[name], value) for name, value in values.items() if value)
    card = wording.card(order.store, record["id"], content.lang, order.today)
    rows = [("", sentence) for sentence in card["plain"].values()]
    rows += [whole_row(row, order.today, content.lang) for row in card["rows"]]
    if found := card.get("progress"):
        rows += [(row["date"], f"{row['text']} \u00b7 {row['basis']}") for row in found["rows"]]
    rows += [("", note["text"]) for note in card["notes"]]
    rows += [(quote["clause"], quote["text"]) for quote in card["quotes"]]
    return _lines([("", card["kind"]), *rows])


def _lines(rows: Iterable[tuple[str, Any]]) -> str:
    """Return rows of a label and a value as HTML for the balloon of a KML viewer."""
    return render("writers/templates/kml_description.html.j2", rows=list(rows))


def _geometry(parent: Element, shape: BaseGeometry) -> None:
    parts = list(_parts(shape))
    holder = SubElement(parent, "MultiGeometry") if len(parts) > 1 else parent
    for part in parts:
        made = SubElement(holder, part.geom_type)
        if part.geom_type != "Polygon":
            SubElement(made, "coordinates").text = _coordinates(part)
            continue
        for place, ring in enumerate(shapely.get_rings(shapely.orient_polygons(part))):
            boundary = SubElement(made, "innerBoundaryIs" if place else "outerBoundaryIs")
            coordinates = SubElement(SubElement(boundary, "LinearRing"), "coordinates")
            coordinates.text = _coordinates(ring)


def _parts(shape: BaseGeometry) -> Iterator[BaseGeometry]:
    for part in shapely.get_parts(shape):
        if hasattr(part, "geoms"):
            yield from _parts(part)
        else:
            yield part


def _coordinates(shape: BaseGeometry) -> str:
    points = shapely.get_coordinates(shape).tolist()
    return " ".join(f"{lon:.{DECIMALS + 2}f},{lat:.{DECIMALS + 2}f}" for lon, lat in points)
