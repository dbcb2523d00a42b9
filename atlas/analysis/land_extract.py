"""The land-information extract: everything known about a point, line, area or feature.

As in the extract of the Swiss cadastre of public-law restrictions on landownership, every layer is
accounted for: it applies, it does not apply, or it is unknown. Every feature outside the background
layers falls into exactly one of the three.
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

from atlas.analysis.location_report import Relation, Spots
from atlas.core.model import Strict, Text, vocabulary
from atlas.core.toml_files import load_toml
from atlas.layers.symbology import Shape, shape_of
from atlas.spatial.crs import to_degrees, to_plane
from atlas.spatial.distance_band import combined_m
from atlas.spatial.intersection import LINE, common_part, united
from atlas.spatial.measurement import area_ha, length_km
from atlas.spatial.moved_edges import moved_edges
from atlas.store.store import GROUND, Store

Concern = Literal["self", "covers", "may_cover", "town"]
Reason = Literal["in_town", "unpublished", "city_wide", "direction"]
#: shares of a subject below this come from coordinate rounding where two edges meet
LEAST_SHARE = 1e-5


class NotHeld(Strict):
    """A kind of data that the atlas does not hold."""

    title: Text
    note: Text
    #: clause that mentions it, if any
    clause: str | None = None


@cache
def not_held() -> tuple[NotHeld, ...]:
    """Return the kinds of data that the atlas does not hold, from ``not_held.toml`` (cached)."""
    return load_toml(tuple[NotHeld, ...], Path(__file__).with_name("not_held.toml"), "beyond")


@dataclass(frozen=True)
class Subject:
    """The subject of an extract.

    Attributes
    ----------
    geometry : shapely geometry
        EPSG:4326.
    shape : str
        ``point``, ``line`` or ``area``.
    size : float or None
        Kilometres of a line, hectares of an area, on the ellipsoid.
    feature : str or None
        Feature id, if the subject is a feature.
    accuracy_m : float
        Accuracy of its position; 0 for drawn or entered shapes.
    """

    geometry: BaseGeometry = field(repr=False)
    shape: Shape
    size: float | None
    feature: str | None = None
    accuracy_m: float = 0.0


@dataclass(frozen=True)
class Overlap:
    """Intersection of two shapes, as drawn and within their accuracy.

    Attributes
    ----------
    shape : str
        ``area`` (sizes in hectares) or ``line`` (kilometres), on the ellipsoid.
    size : float
    of_subject, of_feature : float or None
        Share of either shape, if it has the same dimension as the overlap.
    least, most : float
        Minimum and maximum size when the edge is shifted by the accuracy of both positions.
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
        ``self``: it is the subject; ``covers``, ``may_cover``, ``town``: see
        :class:`atlas.analysis.location_report.Find`.
    distance_m : float
        Between the shapes as drawn; 0 where they meet.
    overlap : Overlap or None
        ``None`` for points, the subject itself, and features known only by their town.
    clauses : tuple of str
        Clauses about it, in the plan's order.
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
        The most certain first.
    share : float or None
        Share of the subject covered by the layer's areas, overlaps counted once; ``None`` for a
        point, and if no area of the layer meets the subject.
    clauses : tuple of str
        Clauses of all findings, in the plan's order.
    """

    layer: str
    findings: tuple[Finding, ...]
    share: float | None
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """The part of the subject inside a town, or outside the city (``town`` is ``None``).

    ``size`` is in the unit of the subject's shape; ``None`` for a point.
    """

    town: str | None
    size: float | None
    share: float


@dataclass(frozen=True)
class Unknown:
    """A feature that may or may not apply.

    ``reason`` is ``in_town`` (in a town of the subject, exact location not public), ``unpublished``
    (somewhere in the city), ``city_wide`` (for the whole city, without a location) or ``direction``
    (a mere direction or idea).
    """

    feature: str
    reason: Reason


@dataclass(frozen=True)
class Extract:
    """A land-information extract.

    Attributes
    ----------
    subject : Subject
    parts : tuple of Part
        By town; their shares add up to 1.
    topics : tuple of Topic
        Layers that apply, theme by theme, the base theme last.
    absent : dict of str to tuple of str
        Layer → features that were examined and do not apply.
    unknown : tuple of Unknown
        Known features without a location to compare with.
    """

    subject: Subject
    parts: tuple[Part, ...]
    topics: tuple[Topic, ...]
    absent: dict[str, tuple[str, ...]]
    unknown: tuple[Unknown, ...]

    @property
    def towns(self) -> tuple[str, ...]:
        """NBS codes of the towns in which the subject lies."""
        return tuple(part.town for part in self.parts if part.town)

    @property
    def layers_absent(self) -> tuple[str, ...]:
        """Layers of which no feature applies."""
        applying = {topic.layer for topic in self.topics}
        return tuple(layer for layer in self.absent if layer not in applying)


def has_place(store: Store, record: dict[str, Any]) -> bool:
    """Return whether a feature has a mapped location, so that an extract is available."""
    placed = record["id"] in store.drawn and record["precision"] != "town"
    ground = record["layer"] in GROUND and record["layer"] != "townships"
    return placed and not ground and not store.category(record).direction


def extract(store: Store, subject: BaseGeometry | str) -> Extract:
    """Return the extract for a shape or a feature.

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
        When the feature has no mapped location.

    Examples
    --------
    >>> from shapely import Point
    >>> from atlas.store.store import load
    >>> extract(load(), Point(119.96, 36.78)).towns
    ('370283001',)
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
    if kind == "line":  # a section that is traversed twice counts once, as in an overlap
        shape = united(np.array([shape]), LINE)
    size = None if kind == "point" else _size(kind, shape)
    return Subject(shape, kind, size, feature, accuracy_m)


def _size(kind: Shape, shape: BaseGeometry | None) -> float:
    """Return hectares of an area or kilometres of a line; 0 for ``None``."""
    if shape is None:
        return 0.0
    return area_ha(shape) if kind == "area" else length_km(shape)


def _feature(store: Store, name: str) -> Subject:
    record, shape = store.records[name], store.geometry(name)
    if shape is None or not has_place(store, record):
        raise ValueError(f"{name}: expected a feature with a mapped location")
    return _drawn(shape, name, float(record["accuracy_m"] or 0))


def _layers(store: Store) -> list[str]:
    """Return the layers above the background, theme by theme, the base last, topmost first."""
    themes = [*(theme for theme in vocabulary().theme if theme != "base"), "base"]
    layers = [layer for name, layer in store.catalogue.items() if name not in GROUND]
    layers.sort(key=lambda layer: (themes.index(layer.theme), -layer.order))
    return [layer.id for layer in layers]


def _parts(store: Store, subject: Subject) -> Iterator[Part]:
    """Yield the parts of the subject inside each town and outside; nothing without townships."""
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
            shape = store.geometry(name)
            assert shape is not None, f"{name}: only drawn features are found"
            if shape_of(shape.geom_type) == "area":
                covered.append(shape)
            if not own:
                overlap = _overlap(subject, shape, store.records[name]["accuracy_m"])
        concern: Concern = "self" if own else relation
        findings.append(Finding(name, concern, metres, overlap, _clauses(store, [name])))
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
    """Return the intersection of a subject and a feature's shape (EPSG:4326)."""
    other = shape_of(shape.geom_type)
    if "area" not in (subject.shape, other) or "point" in (subject.shape, other):
        return None
    kind: Shape = "area" if subject.shape == other else "line"
    area, cut = (shape, subject.geometry) if other == "area" else (subject.geometry, shape)
    size = _size(kind, common_part(cut, area))
    metres = combined_m(accuracy_m, subject.accuracy_m)
    # an area that misses the other shape, or covers all of it, stays so when it shrinks or grows
    least = _size(kind, common_part(cut, _moved(area, -metres, cut))) if size else 0.0
    most = size if area.covers(cut) else _size(kind, common_part(cut, _moved(area, metres, cut)))
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


def _moved(area: BaseGeometry, metres: float, near: BaseGeometry) -> BaseGeometry:
    """Return an area (EPSG:4326) buffered by some metres near a shape; see :func:`moved_edges`."""
    return to_degrees(moved_edges(to_plane(area), metres, to_plane(near)))


def _reason(store: Store, record: dict[str, Any], towns: Collection[str]) -> Reason | None:
    """Return why an unlocated feature may apply all the same; ``None`` if it does not."""
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
