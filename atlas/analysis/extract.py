"""The extract: all that the atlas has on a spot, a line, an area or a feature, and what it has not.

As in the extract of the Swiss cadastre of restrictions on landownership, every layer is accounted
for: it applies, or was looked at and does not, or cannot tell. Every feature beyond the ground
stands in exactly one of the three.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from atlas.analysis.here import Relation, Spots
from atlas.analysis.pieces import LINE, common_part, united
from atlas.crs import to_degrees, to_plane
from atlas.distance import combined_m
from atlas.measure import area_ha, length_km
from atlas.model import Strict, Text, vocabulary
from atlas.store import GROUND, Store
from atlas.symbology import Shape, shape_of
from atlas.textfiles import read_toml_as

Concern = Literal["self", "covers", "may_cover", "town"]
Reason = Literal["in_town", "unpublished", "city_wide", "direction"]
#: a share of a subject below this is where two edges meet in rounded coordinates
LEAST_SHARE = 1e-5


class Beyond(Strict):
    """A kind of data that the atlas does not hold at all."""

    title: Text
    note: Text
    #: the clause that speaks of it, where one does
    clause: str | None = None


@cache
def beyond() -> tuple[Beyond, ...]:
    """Return the data that the atlas does not hold, from ``beyond.toml``, read once."""
    return read_toml_as(Path(__file__).with_name("beyond.toml"), tuple[Beyond, ...], "beyond")


@dataclass(frozen=True)
class Subject:
    """What is asked about.

    Attributes
    ----------
    geometry : shapely geometry
        EPSG:4326.
    shape : str
        ``point``, ``line`` or ``area``.
    size : float or None
        Kilometres of a line, hectares of an area, on the ellipsoid.
    feature : str or None
        The feature that it is.
    accuracy_m : float
        How well its position is known; 0 for what is drawn or entered.
    """

    geometry: BaseGeometry = field(repr=False)
    shape: Shape
    size: float | None
    feature: str | None = None
    accuracy_m: float = 0.0


@dataclass(frozen=True)
class Overlap:
    """What two shapes have in common, as drawn and within their accuracy.

    Attributes
    ----------
    shape : str
        ``area`` (sizes in hectares) or ``line`` (kilometres), on the ellipsoid.
    size : float
    of_subject, of_feature : float or None
        The share of either, where it is of the same shape as the overlap.
    least, most : float
        Size were the edge nearer or farther by the accuracy of both positions.
    """

    shape: Shape
    size: float
    of_subject: float | None
    of_feature: float | None
    least: float
    most: float


@dataclass(frozen=True)
class Finding:
    """A feature that applies.

    Attributes
    ----------
    feature : str
    relation : str
        ``self``: it is the subject; ``covers``, ``may_cover``, ``town``: as
        :class:`atlas.analysis.here.Find` has them.
    distance_m : float
        Between the shapes as drawn; 0 where they meet.
    overlap : Overlap or None
        ``None`` for points, the subject itself and what is known by its town only.
    clauses : tuple of str
        Clauses that speak of it, in the order of the plan.
    """

    feature: str
    relation: Concern
    distance_m: float
    overlap: Overlap | None
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Topic:
    """A layer that applies.

    Attributes
    ----------
    layer : str
    findings : tuple of Finding
        The surer first.
    share : float or None
        The share of the subject that its areas cover together, overlaps counted once; ``None`` for
        a point, and where no area of the layer meets the subject.
    clauses : tuple of str
        Of all findings, in the order of the plan.
    """

    layer: str
    findings: tuple[Finding, ...]
    share: float | None
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """What of the subject lies in a town, or (``town`` is ``None``) in none of the city.

    ``size`` is that of the subject's shape; ``None`` for a point.
    """

    town: str | None
    size: float | None
    share: float


@dataclass(frozen=True)
class Unknown:
    """A feature that may lie here or not: ``in_town`` (in a town of the subject, where is not
    public), ``unpublished`` (somewhere in the city), ``city_wide`` (for the whole city, at no
    place), ``direction`` (a direction or an idea)."""

    feature: str
    reason: Reason


@dataclass(frozen=True)
class Extract:
    """An extract.

    Attributes
    ----------
    subject : Subject
    parts : tuple of Part
        By town; their shares are the whole.
    topics : tuple of Topic
        Layers that apply, theme by theme, the base last.
    absent : dict of str to tuple of str
        Layer → its features that were looked at and do not apply.
    unknown : tuple of Unknown
        Features that the atlas knows of but cannot place here or elsewhere.
    """

    subject: Subject
    parts: tuple[Part, ...]
    topics: tuple[Topic, ...]
    absent: dict[str, tuple[str, ...]]
    unknown: tuple[Unknown, ...]

    @property
    def towns(self) -> tuple[str, ...]:
        """NBS codes of the towns that the subject lies in."""
        return tuple(part.town for part in self.parts if part.town)

    @property
    def layers_absent(self) -> tuple[str, ...]:
        """Layers that were looked at and of which nothing applies."""
        applying = {topic.layer for topic in self.topics}
        return tuple(layer for layer in self.absent if layer not in applying)


def has_place(store: Store, record: dict[str, Any]) -> bool:
    """Tell whether a feature stands at a place of its own, so that an extract can be made of it."""
    placed = record["id"] in store.drawn and record["precision"] != "town"
    ground = record["layer"] in GROUND and record["layer"] != "townships"
    return placed and not ground and not store.category(record).direction


def extract(store: Store, subject: BaseGeometry | str) -> Extract:
    """Return the extract of a shape or of a feature.

    Parameters
    ----------
    store : Store
    subject : shapely geometry or str
        A valid point, line or polygon (EPSG:4326), or the id of a feature.

    Raises
    ------
    KeyError
        When there is no such feature.
    ValueError
        When the feature stands at no place of its own.
    """
    asked = _feature(store, subject) if isinstance(subject, str) else _drawn(subject)
    parts = tuple(_parts(store, asked))
    towns = [part.town for part in parts if part.town]
    shape = to_plane(asked.geometry)
    found: dict[str, tuple[Relation, float]] = {
        find.feature: (find.relation, find.distance_m)
        for find in Spots(store).finds(shape, towns, asked.accuracy_m)
    }
    topics, absent, unknown = [], {}, []
    for layer in _layers(store):
        records = [r for r in store.records.values() if r["layer"] == layer]
        applying = [name for name in found if store.records[name]["layer"] == layer]
        if applying:
            topics.append(_topic(store, asked, layer, {name: found[name] for name in applying}))
        rest = [record for record in records if record["id"] not in found]
        reasons = {str(record["id"]): _reason(store, record, towns) for record in rest}
        unknown += [Unknown(name, reason) for name, reason in reasons.items() if reason]
        if looked := tuple(name for name, reason in reasons.items() if reason is None):
            absent[layer] = looked
    return Extract(asked, parts, tuple(topics), absent, tuple(unknown))


def _drawn(shape: BaseGeometry, feature: str | None = None, accuracy_m: float = 0) -> Subject:
    kind = shape_of(shape.geom_type)
    if kind == "line":  # a stretch that is run twice counts once, as it does in an overlap
        shape = united(np.array([shape]), LINE)
    size = None if kind == "point" else _size(kind, shape)
    return Subject(shape, kind, size, feature, accuracy_m)


def _size(kind: Shape, shape: BaseGeometry | None) -> float:
    """Return hectares of an area or kilometres of a line; 0 for nothing."""
    if shape is None:
        return 0.0
    return area_ha(shape) if kind == "area" else length_km(shape)


def _feature(store: Store, name: str) -> Subject:
    record = store.records[name]
    if not has_place(store, record):
        raise ValueError(f"{name}: expected a feature at a place of its own")
    return _drawn(_shape(store, name), name, float(record["accuracy_m"] or 0))


def _shape(store: Store, name: str) -> BaseGeometry:
    frame = store.frames[store.records[name]["layer"]]
    shape: BaseGeometry = frame.geometry[frame["id"] == name].iloc[0]
    return shape


def _layers(store: Store) -> list[str]:
    """Return the layers beyond the ground, theme by theme, the base last, topmost first."""
    themes = [*(theme for theme in vocabulary().theme if theme != "base"), "base"]
    layers = [layer for name, layer in store.catalogue.items() if name not in GROUND]
    layers.sort(key=lambda layer: (themes.index(layer.theme), -layer.order))
    return [layer.id for layer in layers]


def _parts(store: Store, subject: Subject) -> Iterator[Part]:
    """Yield what of the subject lies in each town, and what in none; nothing without the towns."""
    rest = 1.0
    if not store.town_areas:
        return
    for code, area in store.town_areas.items():
        if not area.intersects(subject.geometry):
            continue
        if subject.size is None:
            yield Part(code, None, 1.0)
            return
        size = _size(subject.shape, common_part(subject.geometry, area))
        if size / subject.size >= LEAST_SHARE:
            rest -= size / subject.size
            yield Part(code, size, size / subject.size)
    if rest >= LEAST_SHARE:
        yield Part(None, subject.size and rest * subject.size, rest)


def _topic(
    store: Store, subject: Subject, layer: str, found: dict[str, tuple[Relation, float]]
) -> Topic:
    findings, covered = [], []
    for name, (relation, metres) in found.items():
        own, overlap = name == subject.feature, None
        if relation != "town":
            shape = _shape(store, name)
            if shape_of(shape.geom_type) == "area":
                covered.append(shape)
            if not own:
                overlap = _overlap(subject, shape, store.records[name]["accuracy_m"])
        told: Concern = "self" if own else relation
        findings.append(Finding(name, told, metres, overlap, _clauses(store, [name])))
    share = None
    if covered and subject.size:
        part = common_part(subject.geometry, shapely.union_all(covered))
        share = min(_size(subject.shape, part) / subject.size, 1.0) or None
    findings.sort(key=lambda finding: finding.relation != "self")
    return Topic(layer, tuple(findings), share, _clauses(store, found))


def _clauses(store: Store, features: Iterable[str]) -> tuple[str, ...]:
    linked = {link.clause for name in features for link in store.links.get(name, ())}
    return tuple(clause for clause in store.clauses if clause in linked)


def _overlap(subject: Subject, shape: BaseGeometry, accuracy_m: float | None) -> Overlap | None:
    """Return what a subject and a feature's shape (EPSG:4326) have in common."""
    other = shape_of(shape.geom_type)
    if "area" not in (subject.shape, other) or "point" in (subject.shape, other):
        return None
    kind: Shape = "area" if subject.shape == other else "line"
    area, cut = (shape, subject.geometry) if other == "area" else (subject.geometry, shape)
    size = _size(kind, common_part(cut, area))
    metres = combined_m(accuracy_m, subject.accuracy_m)
    least, most = (_size(kind, common_part(cut, _moved(area, m))) for m in (-metres, metres))
    return Overlap(
        shape=kind,
        size=size,
        of_subject=_part(size, subject.size) if subject.shape == kind else None,
        of_feature=_part(size, _size(other, shape)) if other == kind else None,
        least=min(least, size),
        most=max(most, size),
    )


def _part(size: float, whole: float | None) -> float | None:
    return min(size / whole, 1.0) if whole else None


def _moved(area: BaseGeometry, metres: float) -> BaseGeometry:
    """Return an area (EPSG:4326) whose edge is moved outward by so many metres."""
    return to_degrees(to_plane(area).buffer(metres))


def _reason(store: Store, record: dict[str, Any], towns: Collection[str]) -> Reason | None:
    """Return why a feature that is not found may lie here all the same; ``None``: it does not."""
    if not towns:
        return None
    if store.category(record).direction:
        return "direction"
    if record["id"] in store.drawn:
        return None
    if record["towns_unknown"]:
        return "unpublished"
    if not record["towns"]:
        return "city_wide"
    return "in_town" if set(record["towns"]) & set(towns) else None
