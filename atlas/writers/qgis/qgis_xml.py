"""The XML of QGIS's layer styles (QML): symbols, their layers, properties computed from a feature.

Element and property names are those of QGIS 3. Each property of a symbol layer is written
twice, as ``Option`` and as ``prop``, because QGIS before 3.20 reads only ``prop``.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement

#: a screen pixel (1/96 inch) in mm
PIXEL_MM = 25.4 / 96
DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>"


def mm(pixels: float) -> str:
    """Return a screen length in millimetres."""
    return f"{pixels * PIXEL_MM:.3f}".rstrip("0").rstrip(".")


def rgba(colour: str, opacity: float = 1.0) -> str:
    """Return ``#rrggbb`` and an opacity as a QGIS colour, ``r,g,b,a``."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return f"{red},{green},{blue},{round(opacity * 255)}"


def literal(value: str) -> str:
    """Return a text as a quoted literal of a QGIS expression."""
    quoted = value.replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}'"


def column(name: str) -> str:
    """Return a column name quoted for a QGIS expression."""
    quoted = name.replace('"', '""')
    return f'"{quoted}"'


def is_value(name: str, value: str | None) -> str:
    """Return the condition that a column has a value, or is null."""
    return f"{column(name)} IS NULL" if value is None else f"{column(name)} = {literal(value)}"


def option(parent: Element, name: str | None, value: object, kind: str = "QString") -> Element:
    """Add an ``Option``."""
    attributes = {"type": kind, "value": str(value)} | ({"name": name} if name else {})
    return SubElement(parent, "Option", attributes)


def option_map(parent: Element, name: str | None = None) -> Element:
    """Add an ``Option`` of type ``Map``."""
    return SubElement(parent, "Option", {"type": "Map"} | ({"name": name} if name else {}))


def computed(parent: Element, tag: str, expressions: Mapping[str, str]) -> None:
    """Add data-defined properties: name of QGIS's property → expression."""
    whole = option_map(SubElement(parent, tag))
    option(whole, "name", "")
    properties = option_map(whole, "properties")
    for name, expression in expressions.items():
        one = option_map(properties, name)
        option(one, "active", "true", "bool")
        option(one, "expression", expression)
        option(one, "type", 3, "int")
    option(whole, "type", "collection")


def symbol(parent: Element, kind: str, name: str, alpha: float = 1.0) -> Element:
    """Add a symbol (``marker``, ``line`` or ``fill``) without layers."""
    attributes = {"type": kind, "name": name, "alpha": f"{alpha:g}"}
    return SubElement(parent, "symbol", attributes | {"clip_to_extent": "1", "force_rhr": "0"})


def layer(
    parent: Element,
    kind: str,
    properties: Mapping[str, object],
    order: int = 0,
    expressions: Mapping[str, str] | None = None,
) -> Element:
    """Add a layer to a symbol.

    Parameters
    ----------
    parent : Element
        A symbol.
    kind : str
        Class of the layer, for example ``SimpleLine``.
    properties : mapping
        Lengths in mm.
    order : int
        Rendering pass; lower passes are drawn first over all features of a map layer.
    expressions : mapping of str to str, optional
        See :func:`computed`.
    """
    attributes = {"class": kind, "enabled": "1", "locked": "0", "pass": str(order)}
    made = SubElement(parent, "layer", attributes)
    options = option_map(made)
    for name, value in properties.items():
        option(options, name, value)
    for name, value in properties.items():
        SubElement(made, "prop", {"k": name, "v": str(value)})
    if expressions:
        computed(made, "data_defined_properties", expressions)
    return made
