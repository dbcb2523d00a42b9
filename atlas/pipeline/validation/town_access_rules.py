"""Checks of the ways from the towns over the years."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from shapely.geometry import Point

from atlas.network.access_table import Way
from atlas.network.town_access_table import ERAS, TOWN_KINDS, ThenAndNow, TownAccessTable
from atlas.pipeline.validation.access_rules import points, problems
from atlas.pipeline.validation.complaint import Complaint, Complaints, Layer

FILE = "geodata/town-access.json"


def check_town_access(
    table: TownAccessTable,
    layers: Sequence[Layer],
    towns: Collection[str],
    sources: Collection[str],
) -> Complaints:
    """Check that each town has its ways, that no bound contradicts another, and that none grows.

    Parameters
    ----------
    table : TownAccessTable
        Empty if the project has no roads.
    layers : sequence of Layer
    towns : collection of str
        NBS codes of all towns.
    sources : collection of str
        Ids of all sources.
    """
    if not table.targets:
        return
    ends = points(layers) | {name: Point(end.point) for name, end in table.ends.items()}
    features = {item.id for layer in layers for item in layer.items}
    for code in sorted({*towns} ^ {*table.towns}):
        yield Complaint(FILE, code, "", "expected the ways of each town, and of no other")
    for name in sorted({*table.openings} - features):
        yield Complaint(FILE, name, "openings", "expected the id of a feature")
    for kind, target in table.targets.items():
        for name in sorted({*target.features} - {*ends}):
            message = f"expected ids of features at points or of ends, found {name!r}"
            yield Complaint(FILE, "targets", kind, message)
    for name, source in _named_sources(table):
        if source not in sources:
            message = f"expected an id of geodata/sources.json, found {source!r}"
            yield Complaint(FILE, name, "source", message)
    for code, town in table.towns.items():
        if tuple(town.kinds) != TOWN_KINDS:
            yield Complaint(FILE, code, "kinds", f"expected {', '.join(TOWN_KINDS)}")
        for kind, found in town.kinds.items():
            for message in _problems(found, Point(town.seat.point), kind, table, ends):
                yield Complaint(FILE, code, f"kinds.{kind}", message)


def _named_sources(table: TownAccessTable) -> Iterator[tuple[str, str]]:
    for name, opening in table.openings.items():
        yield name, opening.source
    for target in table.targets.values():
        for name, evidence in target.evidence.items():
            yield name, evidence.source


def _problems(
    found: ThenAndNow, seat: Point, kind: str, table: TownAccessTable, ends: Mapping[str, Point]
) -> list[str]:
    """Return the errors in the ways to a kind of target."""
    if tuple(found.ways) != ERAS or tuple(found.changes) != ERAS[1:]:
        return [f"expected the eras {', '.join(ERAS)}"]
    wrong = []
    served = table.targets[kind].features if kind in table.targets else ()
    for era, way in found.ways.items():
        wrong += [f"{era}: {message}" for message in problems(seat, way, ends)]
        if way.to is not None and way.to not in served:
            wrong.append(f"{era}: expected a target of the kind, found {way.to!r}")
    for (_, before), (era, after) in pairwise(found.ways.items()):
        for name in ("km", "minutes"):
            if _longer(getattr(after, name), getattr(before, name)):
                wrong.append(f"{era}: {name}: expected no more than before")
        same = _bounds(before) == _bounds(after)
        if same is bool(found.changes[era]):
            wrong.append(f"{era}: changes: expected openings if the way differs, and only then")
        for name in found.changes[era]:
            opening = table.openings.get(name)
            if opening is None or opening.promised is not (era == ERAS[-1]):
                wrong.append(f"{era}: changes: expected openings since the era before: {name!r}")
    return wrong


def _bounds(way: Way) -> tuple[object, ...]:
    return way.to, way.km, way.minutes


def _longer(
    after: tuple[float, float | None] | None, before: tuple[float, float | None] | None
) -> bool:
    """Return whether a bound grew; where there was no way before, none did."""
    if before is None:
        return False
    if after is None:
        return True
    return after[0] > before[0] or (after[1] or 0.0) > (before[1] or 0.0)
