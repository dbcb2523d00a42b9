"""Makes the shape of a feature from its recipe (``geometry`` and its arguments)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import shapely
from shapely.geometry import LineString, MultiPoint, Point
from shapely.geometry.base import BaseGeometry

from atlas.core.paths import Paths
from atlas.pipeline.build.source_tables import (
    PLACE_COLUMNS,
    SEAT_COLUMNS,
    Known,
    Row,
    read_classes,
    read_shapes,
    read_table,
)
from atlas.spatial import construction, derived_fields
from atlas.spatial.crs import to_degrees, to_metres

#: metres: less accurate lines and areas are smoothed, as their corners are arbitrary
SMOOTH_OVER_M = 1000


@dataclass(frozen=True)
class Shapes:
    """All shapes and places that recipes may refer to, EPSG:4326."""

    townships: Mapping[str, Known]
    neighbours: Mapping[str, Known]
    land: Mapping[str, Known]
    lines: Mapping[str, Known]
    areas: Mapping[str, Known]
    #: class of road → all roads of the class
    trunk_network: Mapping[str, BaseGeometry]
    places: Mapping[str, Point]
    #: NBS code → seat of the town, where its label is placed
    seats: Mapping[str, Point]

    @classmethod
    def read(cls, paths: Paths) -> Shapes:
        """Read the shapes of the sources.

        Raises
        ------
        BuildError
            Names file, row and column.
        """
        folder = paths.sources
        places = read_table(folder / "places.csv", PLACE_COLUMNS)
        towns = read_table(folder / "features" / "townships.csv", SEAT_COLUMNS)
        return cls(
            townships=read_shapes(folder / "townships.geojson", "code"),
            neighbours=read_shapes(folder / "neighbours.geojson", "code"),
            land=read_shapes(folder / "land.geojson", "id"),
            lines=read_shapes(folder / "lines.geojson", "id"),
            areas=read_shapes(folder / "areas.geojson", "id"),
            trunk_network=read_classes(folder / "trunk-network.geojson", "kind"),
            places={row.name: _place(row) for row in places},
            seats={row.required("code"): _point(row, "label_lon", "label_lat") for row in towns},
        )

    @cached_property
    def city(self) -> BaseGeometry:
        """The city's polygon: the union of all townships."""
        return self.union(list(self.townships))

    def union(self, codes: list[str]) -> BaseGeometry:
        """Return the union of townships; as they form a coverage, shared edges vanish exactly.

        Raises
        ------
        KeyError
            For a code without a township.
        """
        towns = [self.townships[code].shape for code in codes]
        whole: BaseGeometry = shapely.coverage_union_all(towns)
        parts = construction.polygons(whole)
        return parts[0] if len(parts) == 1 else whole


def _place(row: Row) -> Point:
    return _point(row, "lon", "lat")


def _point(row: Row, east: str, north: str) -> Point:
    lon, lat = row.number(east), row.number(north)
    if lon is None or lat is None:
        raise row.error(east if lon is None else north, "expected degrees, found an empty cell")
    return Point(lon, lat)


class Recipes:
    """Makes the shapes of feature rows from known shapes."""

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes
        self.methods: dict[str, Callable[[Row], BaseGeometry | None]] = {
            "none": lambda row: None,
            "city": lambda row: shapes.city,
            "towns": lambda row: self._union(row, "geometry_ref"),
            "in_towns": self._in_towns,
            "township": lambda row: self._known(row, "geometry_ref", shapes.townships).shape,
            "neighbour": self._neighbour,
            "land": lambda row: self._known(row, "geometry_ref", shapes.land).shape,
            "line": lambda row: to_degrees(self._line(row)),
            "link": self._link,
            "network": self._network,
            "corridor": self._corridor,
            "area": self._area,
            "place": lambda row: self._place(row, "geometry_ref"),
        }

    def make(self, row: Row) -> BaseGeometry | None:
        """Return the shape of a feature (EPSG:4326, snapped to the grid), or ``None``.

        Raises
        ------
        BuildError
            For an unknown recipe, an unknown reference, or a shape that cannot be made.
        """
        method = row.required("geometry")
        if method not in self.methods:
            expected = ", ".join(self.methods)
            raise row.error("geometry", f"expected one of {expected}; found {method!r}")
        try:
            shape = self.methods[method](row)
            within = self._within(row)
            if shape is None:
                return None
            return construction.on_grid(construction.clip(shape, within) if within else shape)
        except ValueError as error:
            if type(error) is not ValueError:
                raise
            raise row.error("geometry", str(error)) from error

    def _known(self, row: Row, column: str, known: Mapping[str, Known]) -> Known:
        name = row.required(column)
        if name not in known:
            raise row.error(column, f"expected the id of a known shape, found {name!r}")
        return known[name]

    def _neighbour(self, row: Row) -> BaseGeometry:
        known = self._known(row, "geometry_ref", self.shapes.neighbours)
        return self._met.get(row.required("geometry_ref"), known.shape)

    @cached_property
    def _met(self) -> dict[str, BaseGeometry]:
        """The neighbours that touch the city, fitted to its outline."""
        shapes = {code: to_metres(known.shape) for code, known in self.shapes.neighbours.items()}
        met = construction.meet(shapes, to_metres(self.shapes.city))
        return {code: to_degrees(shape) for code, shape in met.items()}

    def _place(self, row: Row, column: str) -> Point:
        name = row.required(column)
        if name not in self.shapes.places:
            raise row.error(column, f"expected an id of places.csv, found {name!r}")
        return self.shapes.places[name]

    def accuracy_m(self, row: Row) -> float | None:
        """Return the stated accuracy, or the computed one if only the towns are known.

        A symbol at a town's seat may be off by the distance to the town's farthest point. The true
        edge of a policy area drawn as whole towns is somewhere inside them.

        Raises
        ------
        BuildError
            When an accuracy is stated where it is computed, or a cell is not a number.
        """
        stated = row.number("accuracy_m")
        method = row.text("geometry")
        if method in ("towns", "township") and row.text("precision") == "schematic":
            if stated is not None:
                raise row.error("accuracy_m", f"expected an empty cell (computed), found {stated}")
            return derived_fields.depth_m(self._union(row, "geometry_ref"))
        if method != "in_towns":
            return stated
        if stated is not None:
            raise row.error("accuracy_m", f"expected an empty cell (computed), found {stated}")
        return max(
            derived_fields.reach_m(self.shapes.seats[code], self.shapes.townships[code].shape)
            for code in self._codes(row, "geometry_ref")
        )

    def _in_towns(self, row: Row) -> BaseGeometry:
        """Return the seats of the towns, for a feature of which only the towns are known."""
        if row.text("precision") != "town":
            raise row.error("precision", f"expected 'town', found {row.text('precision')!r}")
        points = [self.shapes.seats[code] for code in self._codes(row, "geometry_ref")]
        return points[0] if len(points) == 1 else MultiPoint(points)

    def _union(self, row: Row, column: str) -> BaseGeometry:
        return self.shapes.union(self._codes(row, column))

    def _codes(self, row: Row, column: str) -> list[str]:
        codes = row.items(column)
        for code in codes:
            if code not in self.shapes.townships:
                raise row.error(column, f"expected codes of townships, found {code!r}")
        if not codes:
            raise row.error(column, "expected codes of townships, found an empty cell")
        return codes

    def _within(self, row: Row) -> BaseGeometry | None:
        within = row.text("geometry_within")
        if within is None:
            return None
        return self.shapes.city if within == "city" else self._union(row, "geometry_within")

    def _line(self, row: Row) -> LineString:
        """Return the line of a row, in metres.

        It is smoothed before it is cut, so that its ends lie on the drawn curve and a project that
        widens a road coincides with that road.
        """
        known = self._known(row, "geometry_ref", self.shapes.lines)
        line = to_metres(known.shape)
        if not isinstance(line, LineString):
            raise row.error("geometry_ref", f"expected a LineString, found {line.geom_type}")
        if known.accuracy_m is None or known.accuracy_m > SMOOTH_OVER_M:
            line = construction.smooth_line(line)
        start, end = self._end(row, "geometry_from"), self._end(row, "geometry_to")
        return line if start is end is None else construction.cut_line(line, start, end)

    def _end(self, row: Row, column: str) -> Point | None:
        """Return a place in metres; ``None`` if the row names none."""
        if row.text(column) is None:
            return None
        return Point(shapely.get_coordinates(to_metres(self._place(row, column)))[0])

    def _link(self, row: Row) -> BaseGeometry:
        start, end = self._end(row, "geometry_from"), self._end(row, "geometry_to")
        if start is None or end is None:
            column = "geometry_from" if start is None else "geometry_to"
            raise row.error(column, "expected an id of places.csv, found an empty cell")
        return to_degrees(construction.link_curve(start, end))

    def _corridor(self, row: Row) -> BaseGeometry:
        width = row.number("geometry_width_m")
        if width is None or width <= 0:
            raise row.error("geometry_width_m", f"expected metres above 0, found {width!r}")
        return to_degrees(construction.corridor(self._line(row), width))

    def _area(self, row: Row) -> BaseGeometry:
        known = self._known(row, "geometry_ref", self.shapes.areas)
        if not construction.polygons(known.shape):
            raise row.error("geometry_ref", f"expected a polygon, found {known.shape.geom_type}")
        if known.accuracy_m is not None and known.accuracy_m <= SMOOTH_OVER_M:
            return known.shape
        return to_degrees(construction.smooth_area(to_metres(known.shape)))

    def _network(self, row: Row) -> BaseGeometry:
        """Return all roads of one class, merged where they continue one another."""
        name = row.required("geometry_ref")
        if name not in self.shapes.trunk_network:
            raise row.error("geometry_ref", f"expected a class of road, found {name!r}")
        return shapely.line_merge(self.shapes.trunk_network[name])
