"""Builds ``town-access.json``: ways from the towns' seats at the end of 2020, now and in 2030."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from atlas.core.layer_ids import TRANSPORT_NETWORK, TRANSPORT_PROJECTS
from atlas.core.model import Text
from atlas.core.paths import Paths
from atlas.network.access_table import Evidence, Hub, Target, Way
from atlas.network.links import Place
from atlas.network.road_graph import Joint, NetworkError, road_graph
from atlas.network.speeds import speeds
from atlas.network.town_access_table import (
    ERAS,
    FIRST_DAY,
    LAST_DAY,
    TOWN_KINDS,
    End,
    Era,
    Opening,
    ThenAndNow,
    TownAccess,
    TownAccessTable,
)
from atlas.network.ways import Ways
from atlas.pipeline.build.access_files import (
    EXIT,
    EXPRESSWAY,
    HUBS,
    TARGETS,
    evidence_of,
    expressways_of,
    hubs_of,
    joint_of,
    targets_of,
)
from atlas.pipeline.build.built_features import Built
from atlas.pipeline.build.geometry_recipes import Shapes
from atlas.pipeline.build.road_lines import KNOWN_M, Expressway, RoadLines
from atlas.pipeline.build.source_tables import PLACE_COLUMNS, BuildError, Row, read_table
from atlas.plan.milestones import COMPLETION, Milestone, Span
from atlas.spatial.crs import to_metres

TOWN_TARGETS, PLACES = "town-targets.csv", "places.csv"
TOWN_TARGET_COLUMNS = (
    *("target", "place", "name_zh", "name_en", "source", "evidence_zh", "evidence_en"),
)
SEAT_PLACE_COLUMNS = (*PLACE_COLUMNS, "kind", "name_zh", "name_en", "accuracy_m", "township")
#: kind of a place that is the seat of a town
SEAT = "town_seat"
#: how far beyond the roads of the data a target may lie
NEAR_DEGREES = 0.5

Histories = Mapping[str, Sequence[Milestone]]


def town_access(
    paths: Paths, layers: Mapping[str, Sequence[Built]], shapes: Shapes, histories: Histories
) -> TownAccessTable:
    """Return the ways from all towns, era by era.

    The openings are taken one after another by their date, so that each is known to change a way
    or not to.

    Parameters
    ----------
    paths : Paths
    layers : mapping of str to sequence of Built
        Layer → its features.
    shapes : Shapes
    histories : mapping of str to sequence of Milestone
        Project → its milestones.

    Returns
    -------
    TownAccessTable
        Empty without the tables of targets or without roads.

    Raises
    ------
    BuildError
        For a row that names an unknown feature or place, or a hub or exit where no roads cross.
    """
    tables = all((paths.sources / name).is_file() for name in (TARGETS, TOWN_TARGETS))
    if not tables or not shapes.trunk_network:
        return TownAccessTable()
    features = {one.row.name: one for drawn in layers.values() for one in drawn}
    targets, reasons = targets_of(paths, features)
    ends, points, why = _ends(paths)
    targets |= points
    hubs, joints = hubs_of(paths, shapes, features)
    network = _Network(
        shapes=shapes,
        expressways=expressways_of(layers.get(TRANSPORT_NETWORK, ())),
        promised=promised_roads(layers.get(TRANSPORT_PROJECTS, ()), histories),
        targets=targets,
        hubs=hubs,
        joints=joints,
    )
    openings = _openings(network, features)
    seats = _seats(paths, layers.get("townships", ()))
    places = {code: Place(code, Point(seat.point), seat.accuracy_m) for code, seat in seats.items()}
    steps = list(network.steps(openings, list(places.values())))
    links = {code: round(steps[0].ways.link_m(place), 1) for code, place in places.items()}
    return TownAccessTable(
        targets={
            kind: Target(
                features=tuple(place.id for place in targets[kind]),
                evidence={place.id: (reasons | why)[place.id] for place in targets[kind]},
            )
            for kind in TOWN_KINDS
        },
        ends=ends,
        openings=openings,
        towns={
            code: TownAccess(
                seat=seat,
                link_m=links[code],
                kinds={kind: _then_and_now(places[code], kind, steps) for kind in TOWN_KINDS},
            )
            for code, seat in seats.items()
        },
    )


@dataclass(frozen=True)
class _Step:
    """What is in service after an opening; before all of them, ``opening`` is ``None``."""

    era: Era
    opening: str | None
    ways: Ways
    targets: Mapping[str, Sequence[Place]]


@dataclass(frozen=True)
class _Network:
    """All that is, or is to be, in service."""

    shapes: Shapes
    expressways: Sequence[Expressway]
    promised: Mapping[str, tuple[Expressway, Opening]]
    targets: Mapping[str, Sequence[Place]]
    hubs: Mapping[str, Hub]
    joints: Sequence[Joint]

    def steps(self, openings: Mapping[str, Opening], towns: Sequence[Place]) -> Iterator[_Step]:
        """Yield the steps, beginning with the first era; each era ends with its last step."""
        absent = set(openings)
        ways = self._ways(absent, towns)
        yield _Step(ERAS[0], None, ways, self._served(absent))
        roads = {one.id for one in self._roads(set())} | {one.id for one in self.targets[EXIT]}
        for name, opening in openings.items():
            absent.remove(name)
            if name in roads:
                ways = self._ways(absent, towns)
            yield _Step(ERAS[2 if opening.promised else 1], name, ways, self._served(absent))

    def _served(self, absent: set[str]) -> dict[str, list[Place]]:
        return {
            kind: [place for place in self.targets[kind] if place.id not in absent]
            for kind in TOWN_KINDS
        }

    def _roads(self, absent: set[str]) -> list[Expressway]:
        roads = [*self.expressways, *(road for road, _ in self.promised.values())]
        return [road for road in roads if road.id not in absent]

    def _ways(self, absent: set[str], towns: Sequence[Place]) -> Ways:
        lines = RoadLines(self._roads(absent), self.shapes.trunk_network)
        joints = [
            joint
            for joint in self.joints
            if not {self.hubs[joint.id].a, self.hubs[joint.id].b} & absent
        ]
        exits = [joint_of(place) for place in self.targets[EXIT] if place.id not in absent]
        try:
            known = road_graph(lines.roads(known=True), joints, exits)
            widest = road_graph(lines.roads(known=False, shifted=True), every_crossing=True)
        except NetworkError as error:
            raise BuildError(HUBS, "", "", str(error)) from error
        ends = {place.id: place for kind in TOWN_KINDS for place in self.targets[kind]}
        return Ways(known, widest, speeds(), [*towns, *ends.values()], self.land)

    @cached_property
    def land(self) -> BaseGeometry:
        """The land around (EPSG:4549), as far out as its coast may lie."""
        box = shapely.box(*shapely.total_bounds(list(self.shapes.trunk_network.values())))
        near = box.buffer(NEAR_DEGREES)
        drawn = [
            (one.shape.intersection(near), one.accuracy_m) for one in self.shapes.land.values()
        ]
        return shapely.union_all(
            [to_metres(shape).buffer(accuracy or 0.0) for shape, accuracy in drawn]
        )


def _then_and_now(town: Place, kind: str, steps: Sequence[_Step]) -> ThenAndNow:
    """Return the ways of a town to a kind of target, and the openings that changed them."""
    ways: dict[Era, Way] = {}
    changes: dict[Era, list[str]] = {era: [] for era in ERAS[1:]}
    before: Way | None = None
    for step in steps:
        way = step.ways.to_any(town, step.targets[kind])
        if step.opening is not None and before is not None and _differ(before, way):
            changes[step.era].append(step.opening)
        for era in ERAS[ERAS.index(step.era) :]:
            ways[era] = way
        before = way
    return ThenAndNow(ways=ways, changes={era: tuple(names) for era, names in changes.items()})


def _differ(one: Way, other: Way) -> bool:
    return (one.to, one.km, one.minutes) != (other.to, other.km, other.minutes)


def _openings(network: _Network, features: Mapping[str, Built]) -> dict[str, Opening]:
    """Return the openings after the first era, by date, the promised ones last."""
    served = [place.id for kind in (*TOWN_KINDS, EXIT) for place in network.targets[kind]]
    names = [*(one.id for one in network.expressways), *served]
    found = {name: opening for name, (_, opening) in network.promised.items()}
    for name in names:
        row = features[name].row if name in features else None
        date = row.text("opened") if row else None
        if row is None or date is None or Span.of(date).last <= Span.of(FIRST_DAY).last:
            continue
        found[name] = Opening(
            feature=name,
            date=date,
            promised=False,
            source=row.required("status_source"),
            position=(features[name].accuracy_m or 0.0) <= KNOWN_M or name in served,
        )
    ordered = sorted(found.values(), key=lambda one: (one.promised, Span.of(one.date).last))
    return {one.feature: one for one in ordered}


def promised_roads(
    projects: Sequence[Built], histories: Histories
) -> dict[str, tuple[Expressway, Opening]]:
    """Return the expressways whose newest promise is due by the last era.

    A promise that had passed when the project was last reported as not built cannot be kept.
    """
    found = {}
    for one in projects:
        row, whole = one.row, [m for m in histories.get(one.row.name, ()) if m.whole]
        promises = [m for m in whole if m.kind == "promised" and m.event in COMPLETION]
        if (
            row.text("kind") != EXPRESSWAY
            or one.shape is None
            or not promises
            or any(m.kind == "reached" and m.event in (*COMPLETION, "dropped") for m in whole)
        ):
            continue
        newest = promises[-1]
        reported = Span.of(row.required("status_as_of")).first
        if reported <= newest.span.last <= Span.of(LAST_DAY).last:
            opening = Opening(
                feature=row.name,
                date=newest.date,
                promised=True,
                source=newest.source,
                position=False,
            )
            found[row.name] = (Expressway(row.name, one.shape, one.accuracy_m or 0.0), opening)
    return found


def _ends(
    paths: Paths,
) -> tuple[dict[str, End], dict[str, list[Place]], dict[str, Evidence]]:
    """Return the targets that are places, by id and by kind, and why they serve."""
    known = {row.name: row for row in read_table(paths.sources / PLACES, SEAT_PLACE_COLUMNS)}
    ends: dict[str, End] = {}
    targets: dict[str, list[Place]] = {}
    why: dict[str, Evidence] = {}
    for row in read_table(paths.sources / TOWN_TARGETS, TOWN_TARGET_COLUMNS, more=()):
        name = row.required("place")
        if name not in known:
            raise row.error("place", f"expected an id of {PLACES}, found {name!r}")
        ends[name] = end = _end(known[name], _name(row))
        place = Place(name, Point(end.point), end.accuracy_m)
        targets.setdefault(row.required("target"), []).append(place)
        why[name] = evidence_of(row)
    for kind in targets:
        if kind not in TOWN_KINDS:
            raise BuildError(TOWN_TARGETS, "", "target", f"expected one of {', '.join(TOWN_KINDS)}")
    return ends, targets, why


def _seats(paths: Paths, towns: Sequence[Built]) -> dict[str, End]:
    """Return NBS code → seat of the town.

    Raises
    ------
    BuildError
        For a town without a seat.
    """
    rows = read_table(paths.sources / PLACES, SEAT_PLACE_COLUMNS)
    seats = {row.text("township"): row for row in rows if row.text("kind") == SEAT}
    found = {}
    for town in towns:
        name = town.row.required("name_zh")
        if name not in seats:
            raise BuildError(PLACES, "", "township", f"expected the seat of {name}, found none")
        found[town.row.required("code")] = _end(seats[name], _name(seats[name]))
    return found


def _name(row: Row) -> Text:
    return Text(zh=row.required("name_zh"), en=row.required("name_en"))


def _end(row: Row, name: Text) -> End:
    lon, lat, accuracy = (row.number(column) for column in ("lon", "lat", "accuracy_m"))
    if lon is None or lat is None or accuracy is None:
        raise row.error("accuracy_m", "expected a position and its accuracy, found an empty cell")
    return End(name=name, point=(lon, lat), accuracy_m=accuracy)
