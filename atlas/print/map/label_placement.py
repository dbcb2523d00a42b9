"""Label placement: one by one by priority, without overlap, away from lines.

``layers/*.toml`` defines which labels show at which zoom, and ``label_rules.toml`` where they may
stand and how they look, for paper and for the screen (``static/map/labels.js``). Since nobody can
zoom in on paper, it also shows the name of an area that does not fit into it, beside the area, and
that of a selected feature at every scale.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from atlas.layers.label_rules import Look, Spot, label_rules
from atlas.layers.layer_definition import LabelDefinition
from atlas.print.map.drawn_features import Drawn
from atlas.print.map.label_obstacles import Obstacles
from atlas.print.map.map_text import width_of
from atlas.print.map.trays import Tray
from atlas.print.map.window import Box, Window
from atlas.print.typesetting import plain
from atlas.spatial.arrowheads import arrowheads
from atlas.spatial.crs import to_metres
from atlas.wording.phrases import name

Place = tuple[float, float]

_BRACKETS = re.compile(r"[(（][^()（）]*[)）]$")


@dataclass(frozen=True)
class Label:
    """A placed label.

    Attributes
    ----------
    text : str
    drawn : Drawn
        The labelled feature.
    look : Look
    size : float
        Type size, in millimetres.
    box : Box
        The box that it covers.
    """

    text: str
    drawn: Drawn
    look: Look
    size: float
    box: Box


@dataclass(frozen=True)
class _Wanted:
    text: str
    drawn: Drawn
    label: LabelDefinition
    look: Look
    priority: float
    chosen: bool


def halo_colour() -> str:
    """Return the halo colour of labels."""
    return label_rules().halo.colour


def place_labels(
    window: Window,
    pixel: float,
    content: Sequence[Drawn],
    found: Sequence[Tray],
    *,
    lang: str,
    selected: str | None,
    furniture: Iterable[Box],
) -> list[Label]:
    """Return the labels for which there is space.

    Parameters
    ----------
    window : Window
    pixel : float
        Millimetres on paper for one screen pixel.
    content : sequence of Drawn
        The features on the map.
    found : sequence of Tray
    lang : str
    selected : str or None
        Id of the feature that is labelled first.
    furniture : iterable of Box
        Boxes over the map, which labels avoid.
    """
    zoom = window.zoom(pixel)
    rules = label_rules()
    grown = rules.growth.factor(zoom)
    obstacles = Obstacles(window.box, rules.placing.cell * pixel)
    for one in content:
        if one.look["shape"] == "line":
            obstacles.add_lines(one.shape)
        elif one.look["shape"] == "point" and not one.by_town:
            obstacles.add_points(one.shape, rules.placing.symbol * pixel)
    heads = [
        head
        for one in content
        if "arrow" in one.look
        for head in arrowheads(one.shape, one.look["arrow"], pixel)
    ]
    for box in (*furniture, *(tray.box(pixel) for tray in found), *map(Box.round, heads)):
        obstacles.take(box)
    spots = _Spots(window, pixel, content, found, zoom)
    placed = []
    for wanted in _wanted(content, zoom, lang, selected):
        style, size = wanted.label.style, wanted.look.size * pixel
        if style in rules.growth.styles and not wanted.chosen:
            size *= grown
        shield = style == "shield"
        width = width_of(wanted.text, size) + 2 * (2.2 if shield else 1.2) * pixel
        height = size * 1.18 + pixel
        candidates, cost = spots.of(wanted, width, height)
        best = obstacles.best(candidates, width, height, cost, 0 if shield else rules.costs.line)
        if best:
            obstacles.take(best)
            placed.append(Label(wanted.text, wanted.drawn, wanted.look, size, best))
    return placed


def _wanted(
    content: Sequence[Drawn], zoom: float, lang: str, selected: str | None
) -> Iterator[_Wanted]:
    rules = label_rules()
    wanted: list[_Wanted] = []
    for one in content:
        for label in one.layer.label:
            shown = label.min_zoom <= zoom <= label.max_zoom or one.id == selected
            if not shown or (label.kinds and one.category.value not in label.kinds):
                continue
            if text := _text(one, label, lang):
                chosen = one.id == selected
                look = rules.look(label.style, one.category.value, chosen=chosen)
                priority = label.priority + (rules.placing.selected if chosen else 0)
                wanted.append(_Wanted(text, one, label, look, priority, chosen))
    if selected and selected not in {found.drawn.id for found in wanted}:
        marked = next((one for one in content if one.id == selected), None)
        if marked and marked.category.named:  # even if its layer has no labels
            plain_style = LabelDefinition(style="point")
            text = _text(marked, plain_style, lang)
            look = rules.look("point", "", chosen=True)
            wanted.append(_Wanted(text, marked, plain_style, look, 300, True))
    wanted.sort(key=lambda item: (-item.priority, -_breadth(item.drawn)))
    texts = set()
    for item in wanted:  # label only one of two sections of S218
        style, text = item.label.style, item.text
        if (style, text) not in texts or style == "town" or item.chosen:
            yield item
        texts.add((style, text))


def _breadth(one: Drawn) -> float:
    west, south, east, north = one.shape.bounds
    return math.hypot(east - west, north - south)


def _text(one: Drawn, label: LabelDefinition, lang: str) -> str:
    if label.field != "name":
        return plain(str(one.record.get(label.field) or ""))
    own = one.record.get(f"label_{lang}") or name(one.record, lang)
    return plain(_BRACKETS.sub("", str(own)).strip())


def _place(shape: BaseGeometry) -> Place:
    x, y = shapely.get_coordinates(shape)[0].tolist()
    return x, y


class _Spots:
    """Candidate positions of labels: box centres and costs."""

    def __init__(
        self,
        window: Window,
        pixel: float,
        content: Sequence[Drawn],
        found: Sequence[Tray],
        zoom: float,
    ) -> None:
        self.window, self.pixel = window, pixel
        self.seats = {
            one.id: place
            for tray in found
            for place, one in zip(tray.places(pixel), tray.signs, strict=True)
        }
        self.areas = [
            one
            for one in content
            if one.look["shape"] == "area"
            and any(
                label.min_zoom <= zoom <= label.max_zoom
                and (not label.kinds or one.category.value in label.kinds)
                for label in one.layer.label
            )
        ]

    def of(self, one: _Wanted, width: float, height: float) -> tuple[np.ndarray, np.ndarray]:
        """Return candidate centres, shape (n, 2), and their costs, shape (n,)."""
        anchors, spots, gap = self._anchors(one, width)
        anchors_at = np.array(anchors, dtype=float).reshape(-1, 1, 2)
        reach = np.array([(width / 2 + gap, height / 2 + gap)])
        # the rules' steps go downwards, paper upwards
        places = anchors_at + np.array(spots, dtype=float) * (1, -1) * reach
        costs, area = label_rules().costs, one.drawn.look["shape"] == "area"
        later = costs.later_area if area else costs.later
        tried, order = np.indices(places.shape[:2])
        cost = (order + later * tried).ravel().astype(float)
        places, more = places.reshape(-1, 2), (order >= len(label_rules().spots.area)).ravel()
        if one.label.style == "area":
            cost += costs.covers * self._covers(one.drawn, places) + costs.beside * more
        if one.label.style == "town":
            allowed = ~more | shapely.contains_xy(one.drawn.shape, places[:, 0], places[:, 1])
            places, cost = places[allowed], cost[allowed]
        if area and not one.chosen:
            allowed = ~self._nearer_another(one.drawn, places)
            places, cost = places[allowed], cost[allowed]
        return places, cost

    def _anchors(self, one: _Wanted, width: float) -> tuple[list[Place], tuple[Spot, ...], float]:
        drawn, spots, rules = one.drawn, label_rules().spots, label_rules().placing
        seen = drawn.shape.intersection(self.window.area)
        if drawn.look["shape"] == "point":
            point = self.seats.get(drawn.id) or _place(seen)
            return [point], spots.point, (drawn.look["size"] + rules.gap) * self.pixel
        if drawn.look["shape"] == "line":
            around = spots.shield if one.label.style == "shield" else spots.line
            longest = max(shapely.get_parts(seen), key=lambda part: part.length)
            along = [longest.interpolate(at, normalized=True) for at in rules.along]
            return [_place(point) for point in along], around, rules.line_gap * self.pixel
        named = drawn.record["label_point"]
        if named is None:
            middle = _place(shapely.point_on_surface(seen))
        else:
            middle = _place(self.window.place(to_metres(shapely.Point(named))))
        more = self._inside(seen, middle) if one.label.style in ("area", "county") else []
        west, _, east, _ = drawn.shape.bounds
        candidates = spots.area
        if one.label.style == "town":
            candidates += spots.town
        elif one.label.style == "area" and east - west < rules.small * width:
            candidates += spots.beside
        return [middle, *more], candidates, 0.0

    def _inside(self, seen: BaseGeometry, middle: Place) -> list[Place]:
        """Return a grid of points in the visible part of an area, nearest first."""
        west, south, east, north = seen.bounds
        x, y = np.meshgrid(np.linspace(west, east, 11)[1:-1], np.linspace(south, north, 11)[1:-1])
        points = np.column_stack([x.ravel(), y.ravel()])
        points = points[shapely.contains_xy(seen, points[:, 0], points[:, 1])]
        far = np.hypot(*(points - middle).T)
        return [(x, y) for x, y in points[np.argsort(far, kind="stable")].tolist()]

    def _covers(self, one: Drawn, places: np.ndarray) -> np.ndarray:
        """Return a mask of the places on a smaller labelled area, which confuse readers."""
        mine = _breadth(one)
        covers = np.zeros(len(places), dtype=bool)
        for other in (area for area in self.areas if not area.layer.context):
            same = other.layer.theme == one.layer.theme
            if other is not one and same and _breadth(other) < 0.9 * mine:
                covers |= shapely.contains_xy(other.shape, places[:, 0], places[:, 1])
        return covers

    def _nearer_another(self, one: Drawn, places: np.ndarray) -> np.ndarray:
        """Return a mask of the places that are nearer to another area of its kind."""
        nearer = np.zeros(len(places), dtype=bool)
        own = np.asarray(shapely.distance(one.shape, shapely.points(places)))
        (outside,) = np.nonzero(own > 0)
        points = shapely.points(places[outside])
        for other in self.areas:
            if other is not one and other.layer is one.layer and other.category == one.category:
                nearer[outside] |= shapely.distance(other.shape, points) < own[outside]
        return nearer
