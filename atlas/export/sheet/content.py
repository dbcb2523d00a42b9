"""What of a subject lies in the window: features with their signs, where they stand on the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from atlas.catalogue import Category, LayerDefinition
from atlas.crs import to_metres
from atlas.export.sheet.layout import Window
from atlas.export.sheet.subject import Subject
from atlas.symbology import shape_of, style

#: so far beyond the map's edge shapes are cut: no edge of the cut is seen (mm)
BEYOND = 8.0


@dataclass(frozen=True)
class Drawn:
    """A feature on the sheet.

    Attributes
    ----------
    record : dict
        Its properties.
    layer : LayerDefinition
    category : Category
    ordinal : int
        Its place in the layer's file: decides its colour of a palette.
    look : dict
        Its style in Leaflet's terms (see :mod:`atlas.symbology`).
    shape : shapely geometry
        In millimetres of the page, cut a little beyond the map.
    seen : bool
        Whether a reader would look for its sign: not the ground that fills the whole map, nor an
        area without a fill whose edge lies outside.
    """

    record: dict[str, Any] = field(repr=False)
    layer: LayerDefinition = field(repr=False)
    category: Category = field(repr=False)
    ordinal: int
    look: dict[str, Any] = field(repr=False)
    shape: BaseGeometry = field(repr=False)
    seen: bool = True

    @property
    def id(self) -> str:
        """Id of the feature."""
        return str(self.record["id"])

    @property
    def by_town(self) -> bool:
        """Whether only its town is known: its sign stands in the town's tray."""
        return self.record["precision"] == "town"


def drawn(subject: Subject, window: Window, pixel: float) -> list[Drawn]:
    """Return what lies in the window, lowest first, within a layer as its legend has it.

    Parameters
    ----------
    subject : Subject
    window : Window
    pixel : float
        What a pixel of the screen's signs measures, in millimetres: layers that the screen shows
        from a closer zoom on are left out.
    """
    found = []
    hidden = subject.selection.hidden
    for name, ordinals in subject.selection.layers.items():
        if name in hidden:
            continue
        layer = subject.store.catalogue[name]
        if window.zoom(pixel) < layer.min_zoom:
            continue
        members = list(
            _members(subject, layer, window, None if ordinals is None else set(ordinals))
        )
        for category in layer.categories:
            if f"{name}/{category.value}" not in hidden:
                found += [one for one in members if one.category is category]
    return found


def _members(
    subject: Subject, layer: LayerDefinition, window: Window, ordinals: set[int] | None
) -> Iterator[Drawn]:
    frame = subject.store.frames[layer.id]
    near = window.area.buffer(BEYOND, join_style="mitre")
    for ordinal, (name, shape) in enumerate(zip(frame["id"], frame.geometry, strict=True)):
        if shape is None or (ordinals is not None and ordinal not in ordinals):
            continue
        if not layer.context and subject.focus is not None and name not in subject.focus:
            continue
        if not shape.envelope.intersects(window.degrees):
            continue
        placed = window.place(to_metres(shape))
        if not placed.intersects(window.area):
            continue
        record = subject.store.records[name]
        category = layer.category(record["kind"])
        look = style(category, shape_of(shape.geom_type), record["status"], record["precision"])
        cut = placed.intersection(window.area if look["shape"] == "point" else near)
        seen = _seen(look, placed, window, layer.context)
        yield Drawn(record, layer, category, ordinal, look, shapely.make_valid(cut), seen)


def _seen(look: dict[str, Any], shape: BaseGeometry, window: Window, context: bool) -> bool:
    if look["shape"] != "area" or shape.boundary.intersects(window.area):
        return True
    filled = (look.get("fill") and look["fillOpacity"]) or look.get("hatch")
    return bool(filled) and not context
