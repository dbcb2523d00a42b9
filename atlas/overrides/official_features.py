"""Turns official vector data into features of a layer that replace schematic ones."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from atlas.core.citation import source_title
from atlas.core.errors import Note
from atlas.core.messages import message
from atlas.core.model import Source, vocabulary
from atlas.layers.layer_definition import FieldDefinition, LayerDefinition
from atlas.layers.symbology import shape_of
from atlas.overrides.feature_maker import FeatureMaker, united
from atlas.overrides.field_mapping import AREA, Mapping
from atlas.overrides.road_names import names_of, plain
from atlas.readers.planners_file import ReaderError
from atlas.spatial.measurement import area_ha
from atlas.store.override_datasets import Feature
from atlas.store.store import Store

#: mm on the map: mean error 0.5 mm (a clear point on flat ground, by the specifications of 1:5 000
#: and 1:10 000 maps); twice that holds for 95 %
ON_PAPER_MM = 1.0
#: scale of the base map of a county's territorial plan
SCALE = 10_000
#: hectares per unit of area
UNITS = {"m2": 1e-4, "mu": 1 / 15, "ha": 1.0, "km2": 100.0}
#: relative tolerance for inferring the unit of a stated area
UNIT_NEAR = 0.05
PRECISION = "official"
#: in ``replace``: all features not assigned otherwise
REST = "*"


@dataclass(frozen=True, eq=False)
class Group:
    """Features of a file with the same name and category.

    Attributes
    ----------
    name : str
    shape : BaseGeometry
        EPSG:4326.
    kind : str or None
        Category, if the mapping gives one.
    values : dict of str to Any
        Values read: layer-specific fields, ``name_en``, ``note``.
    count : int
        Number of features in the file.
    """

    name: str
    shape: BaseGeometry = field(repr=False)
    kind: str | None
    values: dict[str, Any]
    count: int


@dataclass(frozen=True)
class Placed:
    """Result of placing imported features in a layer.

    Attributes
    ----------
    features : tuple of (dict, BaseGeometry)
        In the layer's schema.
    replaced : dict of str to list of str
        Id of the replaced feature → names in the file of the features that replace it.
    added : tuple of str
        Names of new features.
    kept : tuple of str
        Ids of features that stay as they are.
    notes : tuple of Note
    """

    features: tuple[Feature, ...] = field(repr=False)
    replaced: dict[str, list[str]]
    added: tuple[str, ...]
    kept: tuple[str, ...]
    notes: tuple[Note, ...]


def accuracy_of_scale(scale: int) -> float:
    """Return the accuracy (95 %, in metres) of data drawn at a scale."""
    return ON_PAPER_MM / 1000 * scale


def checked_accuracy(metres: float) -> float:
    """Return an accuracy after checking that official data may have it.

    Raises
    ------
    ReaderError
        Names the bounds.
    """
    term = vocabulary().precision[PRECISION]
    if not metres > 0 or not term.allows_accuracy(metres):
        raise ReaderError("official.accuracy", most=f"{term.max_accuracy_m:g}", found=f"{metres:g}")
    return metres


def place(
    store: Store,
    layer: LayerDefinition,
    frame: gpd.GeoDataFrame,
    *,
    mapping: Mapping,
    source: Source,
    accuracy_m: float,
    file: str,
) -> Placed:
    """Place the features of a file in a layer.

    Parameters
    ----------
    store : Store
        The project's own data.
    layer : LayerDefinition
    frame : geopandas.GeoDataFrame
        EPSG:4326, valid shapes, with the file's own columns.
    mapping : Mapping
        As returned by :func:`atlas.overrides.field_mapping.completed`.
    source : Source
    accuracy_m : float
    file : str
        Name of the file, for messages.

    Raises
    ------
    ReaderError
        Names file, feature and field.
    """
    maker = FeatureMaker(store, source, PRECISION, checked_accuracy(accuracy_m))
    notes: list[Note] = []
    inside = frame[frame.geometry.intersects(maker.city)] if layer.extent == "city" else frame
    if len(inside) < len(frame):
        count = len(frame) - len(inside)
        notes.append(Note("official.outside", {"file": file, "count": count}))
    if inside.empty:
        raise ReaderError("official.none_inside", file=file)
    groups, told = _grouped(inside, mapping, layer, file)
    notes += told
    ours = {r["id"]: r for r in store.records.values() if r["layer"] == layer.id}
    taken = _taken(groups, mapping, ours, file)
    features, replaced = [], {}
    for identifier, mine in taken.items():
        features.append(_redrawn(maker, ours[identifier], mine))
        replaced[identifier] = [group.name for group in mine]
    rest = [group for group in groups if not any(group in mine for mine in taken.values())]
    for number, group in enumerate(rest, start=1):
        if group.kind is None:
            has = ", ".join(sorted(layer.kinds))
            raise ReaderError("official.which_kind", file=file, name=group.name, has=has)
        features.append(_added(maker, layer, f"{source.id}-{number}", group))
    for properties, shape in features:
        _check_type(layer, properties, shape, file)
    kept = tuple(identifier for identifier in ours if identifier not in taken)
    return Placed(tuple(features), replaced, tuple(g.name for g in rest), kept, tuple(notes))


def _grouped(
    frame: gpd.GeoDataFrame, mapping: Mapping, layer: LayerDefinition, file: str
) -> tuple[list[Group], list[Note]]:
    """Merge features of the same name and category, in file order."""
    rows: dict[tuple[str, str | None], list[Hashable]] = {}
    for label, row in frame.iterrows():
        name = _text(row.get(mapping.name)) if mapping.name else _stated_name(row)
        rows.setdefault((name, _kind(row, mapping, layer, file)), []).append(label)
    unit, notes = _unit(frame, mapping, layer, file)
    groups = []
    for (name, kind), labels in rows.items():
        part = frame.loc[labels]
        values = {
            column: _value(part, field, layer.columns[column], file)
            for column, field in mapping.fields.items()
        }
        if AREA in values:
            factor = UNITS.get(unit or "")
            stated = values[AREA]
            values[AREA] = round(stated * factor, 2) if factor and stated is not None else None
        for key, column in (("name_en", mapping.name_en), ("note", mapping.note)):
            values[key] = _joined(part[column]) if column else None
        groups.append(Group(name, united(list(part.geometry)), kind, values, len(part)))
    title = layer.title.zh
    nameless = sum(not group.name for group in groups)
    named = [group if group.name else replace(group, name=title) for group in groups]
    if nameless:
        notes.append(Note("official.nameless", {"file": file, "title": title}))
    return named, notes


def _stated_name(row: pd.Series) -> str:
    """Return the name found by the reader of the file, unless it is a generated number."""
    name = _text(row.get("name"))
    return "" if name.isdigit() else name


def _number(label: Any) -> int:
    """Return the 1-based number of a feature in the file, from its label in the frame."""
    return int(label) + 1


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value).strip()


def _joined(column: pd.Series) -> str | None:
    return "；".join(dict.fromkeys(text for value in column if (text := _text(value)))) or None


def _kind(row: pd.Series, mapping: Mapping, layer: LayerDefinition, file: str) -> str | None:
    if mapping.kind.field is None:
        return mapping.kind.default
    word = _text(row.get(mapping.kind.field))
    kind = mapping.kind.values.get(word, word if word in layer.kinds else mapping.kind.default)
    if kind is None:
        raise ReaderError(
            "official.unmapped_kind",
            file=file,
            feature=_number(row.name),
            field=mapping.kind.field,
            word=word,
        )
    return kind


def _value(part: gpd.GeoDataFrame, field: str, own: FieldDefinition, file: str) -> Any:
    """Return the merged value of a field in the type of the layer's field; numbers are summed."""
    if own.type not in ("number", "integer"):
        text = _joined(part[field])
        return [text] if own.type == "list" and text else text
    total: float | None = None
    for label, value in part[field].items():
        text = _text(value)
        try:
            number = float(text) if text else None
        except ValueError as error:
            raise ReaderError(
                "official.no_number", file=file, feature=_number(label), field=field, found=text
            ) from error
        if number is not None:
            total = (total or 0) + number
    return int(total) if total is not None and own.type == "integer" else total


def _unit(
    frame: gpd.GeoDataFrame, mapping: Mapping, layer: LayerDefinition, file: str
) -> tuple[str | None, list[Note]]:
    """Return the unit of the stated areas: by the mapping, else the one that fits the shapes."""
    field = mapping.fields.get(AREA)
    if field is None or mapping.area_unit:
        return mapping.area_unit, []
    stated = _value(frame, field, layer.columns[AREA], file)
    drawn = sum(area_ha(shape) for shape in frame.geometry if "Polygon" in shape.geom_type)
    for unit, factor in UNITS.items():
        if stated and drawn and abs(stated * factor / drawn - 1) <= UNIT_NEAR:
            return unit, [Note("official.unit", {"file": file, "field": field, "unit": unit})]
    return None, [Note("official.no_unit", {"file": file, "field": field})]


def _taken(
    groups: list[Group], mapping: Mapping, ours: dict[str, dict[str, Any]], file: str
) -> dict[str, list[Group]]:
    """Return feature id → the groups that replace it: by the mapping, else by name."""
    taken: dict[str, list[Group]] = {}
    left = list(groups)
    for identifier, names in sorted(mapping.replace.items(), key=lambda item: REST in item[1]):
        if identifier not in ours:
            raise ReaderError("official.no_feature", feature=identifier, has=", ".join(ours))
        for name in names:
            wanted = plain(name)
            found = left if name == REST else [g for g in left if plain(g.name) == wanted]
            if not found:
                has = "、".join(group.name for group in left)
                raise ReaderError("official.no_name", file=file, name=name, has=has)
            taken.setdefault(identifier, []).extend(found)
            left = [group for group in left if group not in found]
    by_name = {
        name: identifier
        for identifier, record in ours.items()
        if identifier not in taken
        for name in (*names_of(record["name_zh"]), plain(record["name_zh"]))
    }
    for group in left:
        if plain(group.name) in by_name:
            taken.setdefault(by_name[plain(group.name)], []).append(group)
    return taken


def _said(groups: list[Group], source: Source) -> dict[str, Any]:
    """Return the notes on a shape, in both languages."""
    count = sum(group.count for group in groups)
    remarks = "；".join(dict.fromkeys(g.values["note"] for g in groups if g.values["note"]))
    said = {}
    for lang in ("zh", "en"):
        title = source_title(source, lang)
        text = message("official.note", lang, title=title, date=source.date, count=count)
        said[f"note_{lang}"] = text + (f" {remarks}" if remarks else "")
    return said


def _own(groups: list[Group]) -> dict[str, Any]:
    """Return the layer-specific fields of several groups; only areas can be summed up."""
    whole: dict[str, Any] = {}
    for key in groups[0].values:
        if key in ("name_en", "note"):
            continue
        found = [group.values[key] for group in groups if group.values[key] is not None]
        if found:
            whole[key] = sum(found) if isinstance(found[0], int | float) else found[0]
    return whole


def _redrawn(maker: FeatureMaker, ours: dict[str, Any], groups: list[Group]) -> Feature:
    shape = groups[0].shape if len(groups) == 1 else united([group.shape for group in groups])
    return maker.redrawn(ours, shape, {**_own(groups), **_said(groups, maker.source)})


def _added(maker: FeatureMaker, layer: LayerDefinition, identifier: str, group: Group) -> Feature:
    values = {
        "kind": group.kind,
        "name_zh": group.name,
        "name_en": group.values["name_en"] or group.name,
        **_own([group]),
        **_said([group], maker.source),
    }
    return maker.added(layer, identifier, group.shape, values)


def _check_type(
    layer: LayerDefinition, properties: dict[str, Any], shape: BaseGeometry | None, file: str
) -> None:
    if shape is None:
        return
    category = layer.category(properties["kind"])
    drawn = [kind for kind in layer.geometry if getattr(category, shape_of(kind)) is not None]
    if shape.geom_type not in drawn:
        raise ReaderError(
            "official.geometry",
            file=file,
            feature=properties["name_zh"],
            layer=layer.id,
            has=", ".join(drawn),
            found=shape.geom_type,
        )
