"""Layers prepared for export: localized title, flat attributes, shapes split by kind."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pandas.api import types
from shapely.geometry.base import BaseGeometry

from atlas.analysis.progress_figures import PROGRESS_TYPES
from atlas.core.messages import message
from atlas.core.model import BASE_FIELDS, Language
from atlas.layers.layer_definition import LayerDefinition
from atlas.layers.symbology import Shape, shape_of
from atlas.spatial.crs import GEOGRAPHIC, from_wgs84, systems
from atlas.store.store import Store

#: separator of list items, since most formats have no list columns
JOINER = ";"
#: kinds of shape, lowest on the map first; most formats need one table for each
KINDS: tuple[Shape, ...] = ("area", "line", "point")
MULTI: Mapping[Shape, Callable[[list[Any]], BaseGeometry]] = {
    "area": shapely.MultiPolygon,
    "line": shapely.MultiLineString,
    "point": shapely.MultiPoint,
}
GEOMETRY = "geometry"
LISTS = (list, tuple, np.ndarray)
#: columns that determine a feature's symbol
RULED = ("kind", "status", "precision")


@dataclass(frozen=True)
class FeatureTable:
    """A layer, or another frame of features, prepared for export.

    Attributes
    ----------
    key : str
        The layer's id, or another name in ASCII letters.
    title : str
        In the reader's language.
    frame : geopandas.GeoDataFrame
        EPSG:4326, two dimensions, geometry ``geometry``; attributes are numbers, truth values and
        texts, lists joined by ``;``. A feature without a public place has no geometry.
    heads : dict of str to str
        Column → heading in the reader's language, with its unit.
    lists : dict of str to list
        Column with list values → these lists, ``None`` where missing.
    ordinals : tuple of int
        Position of each feature in the layer's file, which selects its colour of a palette.
    lang : str
    definition : LayerDefinition or None
        Definition of the layer, if the frame holds one.
    """

    key: str
    title: str
    frame: gpd.GeoDataFrame = field(repr=False)
    heads: Mapping[str, str] = field(repr=False)
    lists: Mapping[str, list[Any]] = field(repr=False)
    ordinals: tuple[int, ...] = field(repr=False)
    lang: Language
    definition: LayerDefinition | None = field(default=None, repr=False)

    @property
    def columns(self) -> list[str]:
        """Names of the attribute columns, in order."""
        return [name for name in self.frame.columns if name != GEOMETRY]

    @property
    def table(self) -> pd.DataFrame:
        """The attributes without geometry."""
        return pd.DataFrame(self.frame[self.columns])

    @cached_property
    def undrawn(self) -> np.ndarray:
        """Mask of the features without a geometry."""
        return np.asarray(self.frame.geometry.isna() | self.frame.geometry.is_empty)

    def of_kind(self, kind: Shape) -> gpd.GeoDataFrame:
        """Return the features with shapes of a kind; geometry collections keep only such parts."""
        shapes = [_only(shape, kind) for shape in self.frame.geometry]
        frame = self.frame.set_geometry(gpd.GeoSeries(shapes, self.frame.index, crs=GEOGRAPHIC))
        return frame[np.array([shape is not None for shape in shapes], bool)]

    def kinds(self) -> Iterator[tuple[Shape, gpd.GeoDataFrame]]:
        """Yield each kind of shape that occurs and its features, lowest on the map first."""
        for kind in KINDS:
            frame = self.of_kind(kind)
            if len(frame):
                yield kind, frame


def _only(shape: BaseGeometry | None, kind: Shape) -> BaseGeometry | None:
    """Return the parts of a shape that are of a kind."""
    if shape is None or shape.is_empty:
        return None
    if shape.geom_type != "GeometryCollection":
        return shape if shape_of(shape.geom_type) == kind else None
    parts = [_only(part, kind) for part in shapely.get_parts(shape)]
    single = [p for part in parts if part is not None for p in shapely.get_parts(part)]
    if not single:
        return None
    return MULTI[kind](single)


def feature_tables(
    store: Store,
    frames: Mapping[str, gpd.GeoDataFrame],
    lang: Language,
    titles: Mapping[str, str] | None = None,
    heads: Mapping[str, str] | None = None,
) -> list[FeatureTable]:
    """Return frames prepared for export, without the empty ones.

    Parameters
    ----------
    store : Store
    frames : mapping of str to geopandas.GeoDataFrame
        Layer id, or another key → features in any CRS (EPSG:4326 if none is set).
    lang : str
        ``zh`` or ``en``.
    titles, heads : mapping of str to str, optional
        Key → title of a frame that is not a layer; column → its heading.
    """
    made = []
    for key, frame in frames.items():
        if frame.empty:
            continue
        definition = store.catalogue.get(key) if set(RULED) <= set(frame.columns) else None
        title = definition.title.in_(lang) if definition else (titles or {}).get(key, key)
        plain = _plain(frame, definition)
        own = {name: head(name, definition, lang) for name in plain.columns if name != GEOMETRY}
        made.append(
            FeatureTable(
                key=key,
                title=title,
                frame=plain,
                heads=_unique({**own, **{k: v for k, v in (heads or {}).items() if k in own}}),
                lists=_lists(frame),
                ordinals=_ordinals(store, key, frame),
                lang=lang,
                definition=definition,
            )
        )
    return made


def _lists(frame: gpd.GeoDataFrame) -> dict[str, list[Any]]:
    columns = {str(name): frame[name] for name in frame.columns.drop(frame.geometry.name)}
    return {
        name: [value if isinstance(value, LISTS) else None for value in column]
        for name, column in columns.items()
        if any(isinstance(value, LISTS) for value in column)
    }


def _ordinals(store: Store, key: str, frame: gpd.GeoDataFrame) -> tuple[int, ...]:
    if key in store.catalogue and "id" in frame.columns:
        places = {name: place for place, name in enumerate(store.frames[key]["id"])}
        return tuple(places.get(name, 0) for name in frame["id"])
    return tuple(range(len(frame)))


def _plain(frame: gpd.GeoDataFrame, definition: LayerDefinition | None) -> gpd.GeoDataFrame:
    """Return a frame in EPSG:4326 with flat attributes and a new index from 0."""
    if frame.crs is not None and frame.crs != GEOGRAPHIC:
        frame = frame.to_crs(GEOGRAPHIC)
    whole = {
        name
        for name, own in (definition.columns if definition else {}).items()
        if own.type == "integer"
    } | {name for name, kind in PROGRESS_TYPES.items() if kind == "integer"}
    attributes = frame.drop(columns=frame.geometry.name)
    table = pd.DataFrame(
        {
            str(name): _flat(attributes[name], name in whole).reset_index(drop=True)
            for name in attributes.columns
        }
    )
    shapes = [
        shapely.LineString(shape) if isinstance(shape, shapely.LinearRing) else shape
        for shape in shapely.force_2d(frame.geometry.to_numpy())
    ]
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, crs=GEOGRAPHIC))


def _flat(column: pd.Series[Any], whole: bool) -> pd.Series[Any]:
    """Return numeric and Boolean columns unchanged, and any other as text."""
    if whole:
        return column.astype("Int64")
    if types.is_bool_dtype(column) or types.is_numeric_dtype(column):
        return column
    return pd.Series([text(value) for value in column], column.index, dtype=object)


def cells(content: FeatureTable) -> Iterator[list[Any]]:
    """Yield each feature's attributes as Python values, ``None`` where missing."""
    for row in content.table.itertuples(index=False, name=None):
        yield [None if pd.isna(v) else v.item() if isinstance(v, np.generic) else v for v in row]


def text(value: Any) -> str | None:
    """Return a value as text: lists joined by ``;``, ``None`` where missing."""
    if isinstance(value, (set, frozenset)):
        value = sorted(value)
    if isinstance(value, LISTS):
        return JOINER.join(text(item) or "" for item in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return None if value is None or pd.isna(value) else str(value)


def head(name: str, definition: LayerDefinition | None, lang: Language) -> str:
    """Return the heading of a column with its unit, or the column's name if it has none."""
    own = definition.columns.get(name) if definition else None
    if own is None:
        known = name in BASE_FIELDS or name in PROGRESS_TYPES
        return message(f"head.{name}", lang) if known else name
    label = own.label.in_(lang)
    if own.type == "bilingual":
        tongue = message("head.zh" if name.endswith("_zh") else "head.en", lang)
        return message("table.with_unit", lang, label=label, unit=tongue)
    unit = unit_of(name, definition, lang)
    if own.type == "band":
        bound = message(f"head.{name[-3:]}", lang)
        unit = message("list.joiner", lang).join(filter(None, (bound, unit)))
    return message("table.with_unit", lang, label=label, unit=unit) if unit else label


def unit_of(name: str, definition: LayerDefinition | None, lang: Language) -> str:
    """Return the unit of a field of the layer, or an empty string."""
    own = definition.columns.get(name) if definition else None
    return own.unit.in_(lang) if own and own.unit else ""


def _unique(heads: Mapping[str, str]) -> dict[str, str]:
    """Return distinct headings: a repeated one gets the column's name appended."""
    seen: set[str] = set()
    unique = {}
    for name, label in heads.items():
        unique[name] = f"{label} {name}" if label in seen else label
        seen.add(unique[name])
    return unique


def in_system(frame: gpd.GeoDataFrame, system: str) -> gpd.GeoDataFrame:
    """Return a frame (EPSG:4326) transformed to a coordinate system.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
    system : str
        Key of :func:`atlas.spatial.crs.systems`.

    Returns
    -------
    geopandas.GeoDataFrame
        Easting before northing. Its CRS is the system's EPSG code, or none for GCJ-02 and BD-09,
        which have no code: declared as WGS-84, the data would appear some hundred metres off.

    Raises
    ------
    KeyError
        When there is no such system.
    """
    known = systems()[system]
    moved = shapely.transform(frame.geometry.to_numpy(), lambda points: from_wgs84(points, system))
    crs = f"EPSG:{known.epsg}" if known.epsg else None
    return gpd.GeoDataFrame(frame.drop(columns=GEOMETRY), geometry=moved, crs=crs)


def code_of(system: str) -> str:
    """Return the code of a system for file names: ``EPSG4549``, ``GCJ02``."""
    known = systems()[system]
    return f"EPSG{known.epsg}" if known.epsg else system.upper()


def label_points(frame: gpd.GeoDataFrame) -> list[shapely.Point | None]:
    """Return the label point of each feature, in the frame's coordinate system.

    The midpoint of a line, a point inside an area, the first of several points.
    """
    return [_label_point(shape) for shape in frame.geometry]


def _label_point(shape: BaseGeometry | None) -> shapely.Point | None:
    for kind in KINDS:
        own = _only(shape, kind)
        if own is None:
            continue
        parts = shapely.get_parts(own)
        if kind == "area":
            return shapely.point_on_surface(own)
        if kind == "point":
            return parts[0]
        longest = max(parts, key=shapely.length)
        return shapely.line_interpolate_point(longest, 0.5, normalized=True)
    return None


def table_name(content: FeatureTable, kind: Shape | None) -> str:
    """Return the table name for a layer and kind; ``None`` is for features not drawn."""
    words = re.sub(r"\W+", "_", content.title).strip("_") or content.key
    key = {"area": "takeaway.areas", "line": "takeaway.lines", "point": "takeaway.points"}
    return f"{words}_{message(key[kind] if kind else 'takeaway.undrawn', content.lang)}"
