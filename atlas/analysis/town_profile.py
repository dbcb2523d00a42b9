"""The profile of a town: its place in the plan, measured on the layers."""

from __future__ import annotations

from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from atlas.core.layer_ids import REDLINES, TRANSPORT_PROJECTS
from atlas.spatial.intersection import common_part
from atlas.spatial.measurement import area_ha, length_km
from atlas.store.store import Store

#: layer of the spatial structure, which has the roles of towns
STRUCTURE = "spatial-structure"
#: smaller values (kilometres, hectares) come from generalised shapes that share an edge
LEAST_KM, LEAST_HA = 0.2, 5.0


@dataclass(frozen=True)
class Length:
    """Length of a project inside the town as drawn, in kilometres."""

    feature: str
    km: float


@dataclass(frozen=True)
class Share:
    """Area and share of a town that a zone covers, as drawn."""

    feature: str
    ha: float
    share: float


@dataclass(frozen=True)
class Profile:
    """The profile of a town.

    Attributes
    ----------
    code : str
        NBS code.
    area_ha : float
        Hectares on the ellipsoid, by the drawn boundary.
    roles : tuple of str
        Areas of the spatial structure that include the town.
    features : dict of str to tuple of str
        Theme → listed features in the town, in table order.
    redline : Share
        Union of all ecological zones; ``feature`` is empty.
    zones : tuple of Share
        Each zone, the largest first.
    lines : tuple of Length
        Each transport project, the longest first.
    clauses : tuple of str
        Clauses about the town's features, in the plan's order.
    """

    code: str
    area_ha: float
    roles: tuple[str, ...]
    features: dict[str, tuple[str, ...]]
    redline: Share
    zones: tuple[Share, ...]
    lines: tuple[Length, ...]
    clauses: tuple[str, ...]

    def km(self, store: Store, *, built: bool) -> float:
        """Return the drawn kilometres of the projects that are built, or that are not."""
        return sum(
            length.km
            for length in self.lines
            if (store.records[length.feature]["status"] == "built") is built
        )


def profile(store: Store, code: str) -> Profile:
    """Return the profile of a town.

    Parameters
    ----------
    store : Store
    code : str
        NBS code of a township of the store.

    Raises
    ------
    KeyError
        When there is no such town.

    Examples
    --------
    >>> from atlas.store.store import load
    >>> town = profile(load(), "370283001")
    >>> town.roles, round(town.area_ha)
    (('ss-core', 'ss-core-north'), 18021)
    """
    area = store.town_areas[code]
    here = store.in_town(code)
    features = {
        str(theme): tuple(found["id"]) for theme, found in here.groupby("theme", sort=False)
    }
    whole, zones = _zones(store, area)
    linked = {link.clause for name in here["id"] for link in store.links.get(name, ())}
    return Profile(
        code=code,
        area_ha=area_ha(area),
        roles=roles(store, code),
        features=features,
        redline=whole,
        zones=zones,
        lines=_lines(store, area),
        clauses=tuple(clause for clause in store.clauses if clause in linked),
    )


def roles(store: Store, code: str) -> tuple[str, ...]:
    """Return the areas of the spatial structure that include a town; connections are left out."""
    here = store.in_town(code)
    found = here["id"][here["layer"] == STRUCTURE]
    return tuple(name for name in found if store.records[name]["area_ha_drawn"])


def _shapes(store: Store, layer: str, kind: str) -> list[tuple[str, BaseGeometry]]:
    frame = store.frames.get(layer)
    if frame is None:
        return []
    drawn = frame[frame.geometry.notna()]
    return [
        (identifier, shape)
        for identifier, shape in zip(drawn["id"], drawn.geometry, strict=True)
        if kind in shape.geom_type
    ]


def _zones(store: Store, town: BaseGeometry) -> tuple[Share, tuple[Share, ...]]:
    total = area_ha(town)
    zones, parts = [], []
    for identifier, shape in _shapes(store, REDLINES, "Polygon"):
        part = common_part(shape, town)
        ha = area_ha(part) if part else 0.0
        if part and ha >= LEAST_HA:
            parts.append(part)
            zones.append(Share(identifier, ha, ha / total))
    covered = area_ha(shapely.union_all(parts)) if parts else 0.0
    zones.sort(key=lambda zone: (-zone.ha, zone.feature))
    return Share("", covered, covered / total), tuple(zones)


def _lines(store: Store, town: BaseGeometry) -> tuple[Length, ...]:
    parts = [
        (identifier, common_part(shape, town))
        for identifier, shape in _shapes(store, TRANSPORT_PROJECTS, "LineString")
    ]
    lengths = [Length(identifier, length_km(part)) for identifier, part in parts if part]
    lengths = [length for length in lengths if length.km >= LEAST_KM]
    return tuple(sorted(lengths, key=lambda length: (-length.km, length.feature)))
