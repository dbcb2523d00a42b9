"""DXF for CAD, in metres of CGCS2000: one layer per category, dashes by status, names as text.

AutoCAD and ZWCAD read DXF R2010 as UTF-8, so layer names are Chinese. Shapes are at their true
position; symbols, dashes and text are sized for a sheet at 1:50,000. The extended data of every
entity hold the feature's id, name and dated status, and the numbers of its part and ring.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from typing import Any

import ezdxf
import shapely
from ezdxf import colors, units, zoom
from ezdxf.document import Drawing
from ezdxf.entities import DXFEntity
from ezdxf.lldxf.const import VALID_DXF_LINEWEIGHTS
from ezdxf.math import Vec2
from shapely.geometry.base import BaseGeometry

from atlas.core.messages import message
from atlas.core.model import Language
from atlas.layers.point_symbols import point_symbol_shapes
from atlas.layers.symbology import fill_of
from atlas.store.store import Store
from atlas.wording.status_text import state
from atlas.writers.feature_table import KINDS, FeatureTable, in_system, label_points
from atlas.writers.file_metadata import WriteRequest, about
from atlas.writers.qgis.qgis_xml import PIXEL_MM
from atlas.writers.symbol_rules import SymbolRule, ink, rules_of

VERSION = "R2010"
#: metres on the ground for a millimetre on paper
METRES_A_MM = 50.0
#: application name of the entities' extended data
APPLICATION = "PINGDU_ATLAS"
TEXT_STYLE, FONT = "ATLAS", "simsun.ttc"
TEXT_MM, ROW_MM = 2.2, 3.0
#: maximum opacity, so that a fill does not hide what CAD draws below it
MOST_OPAQUE = 0.6
BLACK_OR_WHITE, DARK = 7, 0x50
HATCH_MM = 7 * PIXEL_MM


def as_dxf(order: WriteRequest) -> bytes:
    """Return layers as a DXF drawing, without the features that have no public location."""
    document = ezdxf.new(VERSION, units=units.M)
    document.header["$LTSCALE"] = METRES_A_MM
    document.header["$MEASUREMENT"] = 1
    document.appids.add(APPLICATION)
    document.styles.add(TEXT_STYLE, font=FONT)
    for head, text in about(order).items():
        document.header.custom_vars.append(head, text)
    for name in point_symbol_shapes():
        _block(document, name)
    space = document.modelspace()
    sheet = _Sheet(document, order.lang, order.store)
    for content in order.contents:
        sheet.add(content, order.system)
    zoom.extents(space)
    made = io.StringIO()
    document.write(made)
    return made.getvalue().encode("utf-8")


def nearest_aci(colour: str) -> int:
    """Return the AutoCAD colour index nearest to ``#rrggbb``, for old programs.

    Near-black gets index 7, which CAD draws white on a black screen and black on paper.
    """
    wanted = bytes.fromhex(colour[1:])
    if max(wanted) < DARK:
        return BLACK_OR_WHITE

    def far(number: int) -> int:
        return sum((a - b) ** 2 for a, b in zip(wanted, colors.aci2rgb(number), strict=True))

    return min(range(1, 256), key=far)


def layer_name(*parts: str) -> str:
    """Return a layer name without the characters that CAD forbids."""
    return re.sub(r"[<>/\\\":;?*|,=`\x00-\x1f]", " ", "_".join(parts)).strip()


def _rgb(colour: str) -> colors.RGB:
    """Return ``#rrggbb`` as a true colour."""
    return colors.RGB(*bytes.fromhex(colour[1:]))


def _block(document: Drawing, name: str) -> None:
    """Define a block for a symbol, of radius 1, which takes the colour of each insertion."""
    block, drawing = document.blocks.new(_block_name(name)), point_symbol_shapes()[name]
    colour = {"color": colors.BYBLOCK}
    if not drawing.outline:
        block.add_circle((0, 0), 1, dxfattribs=colour)
    if drawing.dot:
        block.add_circle((0, 0), drawing.dot, dxfattribs=colour)
    for points, closed in ((drawing.outline, True), (drawing.glyph, True), (drawing.stroke, False)):
        if points:
            upwards = [(x, -y) for x, y in points]
            block.add_lwpolyline(upwards, close=closed, dxfattribs=colour)


def _block_name(sign: str) -> str:
    return f"ATLAS_{sign.upper()}"


class _Sheet:
    """A DXF drawing to which layers are added."""

    def __init__(self, document: Drawing, lang: Language, store: Store) -> None:
        self.document, self.space, self.lang = document, document.modelspace(), lang
        self.records, self.store = store.records, store
        #: number of names already written at a town seat; the next goes below
        self.rows: Counter[tuple[float, float]] = Counter()

    def add(self, content: FeatureTable, system: str) -> None:
        """Add a layer: areas first, names last."""
        frame = in_system(content.frame, system)
        labels = label_points(frame)
        names = content.heads.keys() & {f"name_{content.lang}", "name_zh", "name"}
        name = (
            f"name_{content.lang}" if f"name_{content.lang}" in names else next(iter(names), None)
        )
        texts: list[tuple[str, shapely.Point, str, str]] = []
        for kind in KINDS:
            found = content.of_kind(kind)
            own = in_system(found, system)
            for rule in rules_of(content, kind, found) if len(found) else ():
                layer = self._layer(content, rule)
                for index, row in own[rule.covers(found)].iterrows():
                    key = str(row.get("id") or f"{content.key}-{index}")
                    called = str(row[name]) if name else key
                    tags = [(1000, key), (1000, called), (1000, self._state(content, key))]
                    self._shape(row.geometry, rule.look, layer, tags, content.ordinals[index])
                    if labels[index] is not None:
                        texts.append((called, labels[index], layer, rule.look["shape"]))
        for called, point, layer, shape in texts:
            self._text(called, point, layer, shape)

    def _state(self, content: FeatureTable, key: str) -> str:
        record = self.records.get(key) if content.definition else None
        return state(self.store, record, self.lang) if record else ""

    def _layer(self, content: FeatureTable, rule: SymbolRule) -> str:
        label = rule.category.label.in_(content.lang)
        name = layer_name(content.title, *([label] if content.definition else []))
        if name not in self.document.layers:
            stroke = ink(rule.look)
            made = self.document.layers.add(name, color=nearest_aci(stroke["color"]))
            if made.color != BLACK_OR_WHITE:
                made.rgb = _rgb(stroke["color"])
            made.dxf.lineweight = _lineweight(stroke["weight"])
        return name

    def _linetype(self, dash: str | None) -> str:
        """Return the linetype for a dash pattern given in screen pixels."""
        if not dash:
            return "CONTINUOUS"
        name = "ATLAS_" + re.sub(r"\D+", "_", dash)
        if name not in self.document.linetypes:
            lengths = [float(length) * PIXEL_MM for length in dash.split()]
            signed = [length * (1 if n % 2 == 0 else -1) for n, length in enumerate(lengths)]
            pattern = [round(length, 3) for length in (sum(lengths), *signed)]
            self.document.linetypes.add(name, pattern)
        return name

    def _shape(
        self,
        shape: BaseGeometry,
        look: dict[str, Any],
        layer: str,
        tags: list[tuple[int, Any]],
        ordinal: int,
    ) -> None:
        stroke = ink(look)
        attributes = {
            "layer": layer,
            "linetype": self._linetype(stroke.get("dashArray")),
            "lineweight": _lineweight(stroke["weight"]),
        }
        for number, part in enumerate(shapely.get_parts(shape)):
            if look["shape"] == "point":
                size = look["size"] * PIXEL_MM * METRES_A_MM
                made: DXFEntity = self.space.add_blockref(
                    _block_name(look["sign"]),
                    (part.x, part.y),
                    dxfattribs={"layer": layer, "xscale": size, "yscale": size},
                )
                _tag(made, [*tags, (1070, number), (1070, 0)])
                continue
            rings = [part] if look["shape"] == "line" else [part.exterior, *part.interiors]
            if look["shape"] == "area":
                self._fill(rings, look, layer, tags, ordinal)
            for place, ring in enumerate(rings):
                points = shapely.get_coordinates(ring).tolist()
                closed = look["shape"] == "area"
                made = self.space.add_lwpolyline(
                    points[:-1] if closed else points, close=closed, dxfattribs=attributes
                )
                _tag(made, [*tags, (1070, number), (1070, place)])

    def _fill(
        self,
        rings: list[BaseGeometry],
        look: dict[str, Any],
        layer: str,
        tags: list[tuple[int, Any]],
        ordinal: int,
    ) -> None:
        """Fill an area with its colour and hatch it."""
        fills = [(fill_of(look, ordinal), False), (look.get("hatch"), True)]
        for colour, hatched in fills:
            if not colour:
                continue
            made = self.space.add_hatch(nearest_aci(colour), dxfattribs={"layer": layer})
            if hatched:
                scale = HATCH_MM * METRES_A_MM / 3.175  # the lines of ANSI31 are 3.175 apart
                made.set_pattern_fill("ANSI31", nearest_aci(colour), scale=scale)
            made.rgb = _rgb(colour)
            made.transparency = 1 - min(look.get("fillOpacity", 1), MOST_OPAQUE)
            for place, ring in enumerate(rings):
                flags = ezdxf.const.BOUNDARY_PATH_EXTERNAL if place == 0 else 0
                made.paths.add_polyline_path(shapely.get_coordinates(ring).tolist(), flags=flags)
            _tag(made, tags)

    def _text(self, called: str, point: shapely.Point, layer: str, shape: str) -> None:
        """Write a name beside a point or in the middle of a shape; names at one point stack."""
        place = (round(point.x, 2), round(point.y, 2))
        down = self.rows[place] * ROW_MM * METRES_A_MM
        self.rows[place] += 1
        aside = Vec2(TEXT_MM * METRES_A_MM if shape == "point" else 0, -down)
        name = layer_name(layer, message("takeaway.names", self.lang))
        if name not in self.document.layers:
            over = self.document.layers.get(layer)
            made = self.document.layers.add(name, color=over.color)
            if over.rgb:
                made.rgb = over.rgb
        text = self.space.add_text(
            called,
            height=TEXT_MM * METRES_A_MM,
            dxfattribs={"layer": name, "style": TEXT_STYLE},
        )
        align = "MIDDLE_LEFT" if shape == "point" else "MIDDLE_CENTER"
        text.set_placement(
            Vec2(point.x, point.y) + aside, align=ezdxf.enums.TextEntityAlignment[align]
        )


def _tag(entity: DXFEntity, tags: list[tuple[int, Any]]) -> None:
    entity.set_xdata(APPLICATION, tags)


def _lineweight(pixels: float) -> int:
    """Return the nearest line weight of DXF, in hundredths of a millimetre."""
    wanted = pixels * PIXEL_MM * 100
    return int(min(VALID_DXF_LINEWEIGHTS, key=lambda weight: abs(weight - wanted)))
