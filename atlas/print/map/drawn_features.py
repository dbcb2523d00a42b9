"""The features of a subject within the map window, with styles and page positions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from atlas.layers.layer_definition import Category, LayerDefinition
from atlas.layers.symbology import shape_of, style
from atlas.print.map.subject import Subject
from atlas.print.map.window import Window
from atlas.spatial.crs import to_metres
from atlas.store.store import Store
from atlas.wording.phrases import Record

#: margin beyond the map's edge at which shapes are clipped, so that the cut stays hidden (mm)
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
        Position in the layer's file, which selects its colour of a palette.
    look : dict
        Its style in Leaflet's terms (see :mod:`atlas.layers.symbology`).
    shape : shapely geometry
        In page millimetres, clipped a little beyond the map.
    seen : bool
        Whether the legend needs its symbol: false for ground that fills the whole map, and for an
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
        """Whether it is located only by town: its symbol is in the town's tray."""
        return self.record["precision"] == "town"


def drawn(subject: Subject, window: Window, pixel: float) -> list[Drawn]:
    """Return the features in the window, lowest first, and within a layer in legend order.

    Parameters
    ----------
    subject : Subject
    window : Window
    pixel : float
        Millimetres on paper for one screen pixel; layers that the screen shows only at a closer
        zoom are left out.
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
    for ordinal, (name, shape) in enumerate(zip(frame["id"], frame.geometry, strict=True)):
        if shape is None or (ordinals is not None and ordinal not in ordinals):
            continue
        if not layer.context and subject.focus is not None and name not in subject.focus:
            continue
        one = feature(subject.store, subject.store.records[name], ordinal, shape, window)
        if one:
            yield one


def feature(
    store: Store, record: Record, ordinal: int, shape: BaseGeometry, window: Window
) -> Drawn | None:
    """Return a feature with its shape (EPSG:4326) on the page; ``None`` outside the window."""
    if not shape.envelope.intersects(window.degrees):
        return None
    placed = window.place(to_metres(shape))
    if not placed.intersects(window.area):
        return None
    layer = store.catalogue[record["layer"]]
    category = layer.category(record["kind"])
    look = style(category, shape_of(shape.geom_type), record["status"], record["precision"])
    near = window.area.buffer(BEYOND, join_style="mitre")
    cut = placed.intersection(window.area if look["shape"] == "point" else near)
    seen = _seen(look, placed, window, layer.context)
    return Drawn(record, layer, category, ordinal, look, shapely.make_valid(cut), seen)


def _seen(look: dict[str, Any], shape: BaseGeometry, window: Window, context: bool) -> bool:
    if look["shape"] != "area" or shape.boundary.intersects(window.area):
        return True
    filled = (look.get("fill") and look["fillOpacity"]) or look.get("hatch")
    return bool(filled) and not context
