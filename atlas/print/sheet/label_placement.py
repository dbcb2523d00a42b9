"""Label placement: one by one by priority, without overlap, away from lines.

The rules are those of the screen (``static/map/labels.js``): ``layers/*.toml`` defines which labels
show at which zoom, and ``label_placement.toml`` how they look on paper.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import shapely
from pydantic import ConfigDict, Field, model_validator
from shapely.geometry.base import BaseGeometry

from atlas.core.model import Colour, Strict
from atlas.core.toml_files import load_toml
from atlas.layers.layer_definition import LabelDefinition, complete_kinds
from atlas.print.documents.pages import plain
from atlas.print.sheet.drawn_features import Drawn
from atlas.print.sheet.label_obstacles import Obstacles
from atlas.print.sheet.map_text import width_of
from atlas.print.sheet.page_layout import Box, Window
from atlas.print.sheet.trays import Tray
from atlas.spatial.arrowheads import arrowheads
from atlas.spatial.crs import to_metres
from atlas.wording.phrases import name

Place = tuple[float, float]

#: candidate positions around an anchor, in half widths and heights of the label, best first
POINT_SPOTS: list[Place] = [
    *((1, 0), (-1, 0), (0.75, -0.9), (0.75, 0.9), (-0.75, -0.9), (-0.75, 0.9), (0, -1), (0, 1)),
]
AREA_SPOTS: list[Place] = [
    *((0, 0), (0, -1), (0, 1), (-0.4, 0), (0.4, 0)),
    *((-0.4, -1), (0.4, -1), (-0.4, 1), (0.4, 1)),
]
#: candidates for a town, as long as the label's centre stays inside the town
TOWN_SPOTS: list[Place] = [
    *((-1, 0), (1, 0), (-1, -1), (1, -1), (-1.3, 0), (1.3, 0), (-1.3, -1), (1.3, -1)),
    *((0, -2), (0, 2), (0, -3), (0, 3), (-1, -2), (1, -2), (-1, 2), (1, 2)),
]
#: candidates beside an area too small for its label
BESIDE_SPOTS: list[Place] = [
    *((1.15, 0), (-1.15, 0), (1.1, -1.2), (1.1, 1.2), (-1.1, -1.2), (-1.1, 1.2)),
    *((1.4, 0), (1.4, -1.2), (1.4, 1.2), (-1.4, 0), (-1.4, -1.2), (-1.4, 1.2)),
]
LINE_SPOTS: list[Place] = [(0.7, -0.9), (0.7, 0.9), (-0.7, -0.9), (-0.7, 0.9), (0, -1.3), (0, 1.3)]
#: candidate fractions along a line, the middle first
ALONG = (0.5, 0.35, 0.65, 0.2, 0.8, 0.1, 0.9)
#: costs: covering another labelled area, later anchors, covering a line
COVERS, LATER, LINE = 40, 2, 3
#: cost of a place beside an area; areas narrower than this many label widths may use one
BESIDE, SMALL = 60, 2.5
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]$")


class Look(Strict):
    """The text style of a label."""

    size: float = 12.0
    colour: Colour = "#2f2a24"
    bold: float = 0.0
    ground: Colour | None = None


class LabelStyle(Look):
    """A label style of the catalogue, and how it differs for some kinds."""

    kinds: dict[str, Look] = Field(default_factory=dict)

    _complete = model_validator(mode="before")(complete_kinds)


class LabelStyles(Strict):
    """All label styles of a sheet, the colour of halos and how a chosen feature's label differs."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, LabelStyle]

    halo: Colour
    chosen: Look


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


@cache
def _styles() -> LabelStyles:
    return load_toml(LabelStyles, Path(__file__).with_suffix(".toml"))


def halo_colour() -> str:
    """Return the halo colour of labels."""
    return _styles().halo


def look_of(style: str, kind: str, chosen: bool) -> Look:
    """Return the text style for features of a kind under a label style."""
    own = _styles().__pydantic_extra__[style]
    look = own.kinds.get(kind, own)
    change = _styles().chosen.model_dump(exclude_unset=True) if chosen else {}
    return look.model_copy(update=change)


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
    grown = 1.0 if zoom < 10.75 else 1.12 if zoom < 12 else 1.26
    obstacles = Obstacles(window.box, 8 * pixel)
    for one in content:
        if one.look["shape"] == "line":
            obstacles.add_lines(one.shape)
        elif one.look["shape"] == "point" and not one.by_town:
            obstacles.add_points(one.shape, 6 * pixel)
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
        if style in ("town", "area", "river") and not wanted.chosen:
            size *= grown
        shield = style == "shield"
        width = width_of(wanted.text, size) + 2 * (2.2 if shield else 1.2) * pixel
        height = size * 1.18 + pixel
        candidates, cost = spots.of(wanted, width, height)
        best = obstacles.best(candidates, width, height, cost, 0 if shield else LINE)
        if best:
            obstacles.take(best)
            placed.append(Label(wanted.text, wanted.drawn, wanted.look, size, best))
    return placed


def _wanted(
    content: Sequence[Drawn], zoom: float, lang: str, selected: str | None
) -> Iterator[_Wanted]:
    wanted: list[_Wanted] = []
    for one in content:
        for label in one.layer.label:
            shown = label.min_zoom <= zoom <= label.max_zoom or one.id == selected
            if not shown or (label.kinds and one.category.value not in label.kinds):
                continue
            if text := _text(one, label, lang):
                chosen = one.id == selected
                look = look_of(label.style, one.category.value, chosen)
                priority = label.priority + (200 if chosen else 0)
                wanted.append(_Wanted(text, one, label, look, priority, chosen))
    if selected and selected not in {found.drawn.id for found in wanted}:
        marked = next((one for one in content if one.id == selected), None)
        if marked:  # label the selection even if its layer has no labels
            plain_style = LabelDefinition(style="point")
            text = _text(marked, plain_style, lang)
            wanted.append(_Wanted(text, marked, plain_style, look_of("point", "", True), 300, True))
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
        self.named = [
            one
            for one in content
            if one.look["shape"] == "area"
            and not one.layer.context
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
        places = anchors_at + np.array(spots, dtype=float) * reach
        later = 1 if one.drawn.look["shape"] == "area" else LATER
        tried, order = np.indices(places.shape[:2])
        cost = (order + later * tried).ravel().astype(float)
        places, more = places.reshape(-1, 2), (order >= len(AREA_SPOTS)).ravel()
        if one.label.style == "area":
            cost += COVERS * self._covers(one.drawn, places) + BESIDE * more
        if one.label.style == "town":
            allowed = ~more | shapely.contains_xy(one.drawn.shape, places[:, 0], places[:, 1])
            places, cost = places[allowed], cost[allowed]
        return places, cost

    def _anchors(self, one: _Wanted, width: float) -> tuple[list[Place], list[Place], float]:
        drawn = one.drawn
        seen = drawn.shape.intersection(self.window.area)
        if drawn.look["shape"] == "point":
            point = self.seats.get(drawn.id) or _place(seen)
            return [point], POINT_SPOTS, (drawn.look["size"] + 5) * self.pixel
        if drawn.look["shape"] == "line":
            spots = [(0.0, 0.0)] if one.label.style == "shield" else LINE_SPOTS
            longest = max(shapely.get_parts(seen), key=lambda part: part.length)
            along = [longest.interpolate(at, normalized=True) for at in ALONG]
            return [_place(point) for point in along], spots, 6 * self.pixel
        named = drawn.record["label_point"]
        if named is None:
            middle = _place(shapely.point_on_surface(seen))
        else:
            middle = _place(self.window.place(to_metres(shapely.Point(named))))
        more = self._inside(seen, middle) if one.label.style in ("area", "county") else []
        west, _, east, _ = drawn.shape.bounds
        spots = AREA_SPOTS
        if one.label.style == "town":
            spots = [*AREA_SPOTS, *TOWN_SPOTS]
        elif one.label.style == "area" and east - west < SMALL * width:
            spots = [*AREA_SPOTS, *BESIDE_SPOTS]
        return [middle, *more], spots, 0.0

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
        for other in self.named:
            same = other.layer.theme == one.layer.theme
            if other is not one and same and _breadth(other) < 0.9 * mine:
                covers |= shapely.contains_xy(other.shape, places[:, 0], places[:, 1])
        return covers
