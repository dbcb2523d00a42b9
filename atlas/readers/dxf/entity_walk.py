"""Walks the model space of a DXF drawing: expands blocks, records what is hidden or missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import ezdxf
import shapely
from ezdxf.document import Drawing
from ezdxf.entities import DXFGraphic
from ezdxf.protocols import virtual_entities

from atlas.readers.file_limits import limits

#: application name under which the atlas stores attributes on entities
APPLICATION = "PINGDU_ATLAS"
TEXTS = ("TEXT", "MTEXT", "ATTRIB")
#: entity types of annotations, which are not features although they may contain lines and areas
_ANNOTATION = (
    *("DIMENSION", "ARC_DIMENSION", "LARGE_RADIAL_DIMENSION", "LEADER", "MULTILEADER"),
    *("MLEADER", "TOLERANCE", "ACAD_TABLE", "VIEWPORT", "ATTDEF"),
)
#: exceptions of ezdxf and GEOS for damaged entities
DAMAGED = (
    *(ezdxf.DXFError, shapely.GEOSException, ArithmeticError),
    *(AttributeError, LookupError, TypeError, ValueError),
)


@dataclass(frozen=True)
class Shown:
    """A visible entity, its layer, and the index in ``Walk.blocks`` of the block it belongs to."""

    entity: DXFGraphic
    layer: str
    block: int | None = None


@dataclass
class Walk:
    """The entities of a drawing's model space.

    Attributes
    ----------
    shown : list of Shown
    blocks : list of (x, y, layer, own marks)
        Block references in the model space itself.
    texts : list of (shapely.Point, str)
    hidden : collections.Counter
        Number of invisible entities, by layer.
    left_out : collections.Counter
        Number of entities that are not shapes, by type.
    references : list of str
        External drawings that are referenced but not contained.
    """

    shown: list[Shown] = field(default_factory=list)
    blocks: list[tuple[float, float, str, tuple[Any, ...]]] = field(default_factory=list)
    texts: list[tuple[shapely.Point, str]] = field(default_factory=list)
    hidden: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    references: list[str] = field(default_factory=list)


def walk(drawing: Drawing) -> Walk:
    """Return the entities visible in a drawing's model space."""
    found = Walk()
    layers = {layer.dxf.name.lower(): layer for layer in drawing.layers}
    off = {name for name, layer in layers.items() if layer.is_off()}
    frozen = {name for name, layer in layers.items() if layer.is_frozen()}
    _Walker(found, off, frozen).go(drawing.modelspace(), None, None, 0)
    return found


def marks(entity: Any) -> tuple[Any, ...]:
    """Return the attributes set by the atlas: id, name, status, part, ring; empty for others."""
    if not entity.has_xdata(APPLICATION):
        return ()
    return tuple(tag.value for tag in entity.get_xdata(APPLICATION) if tag.code in (1000, 1070))


class _Walker:
    def __init__(self, found: Walk, off: set[str], frozen: set[str]) -> None:
        self.found, self.off, self.frozen = found, off, frozen

    def go(
        self, entities: Iterable[Any], parent: str | None, block: int | None, depth: int
    ) -> None:
        """Walk entities; inside a block, layer 0 means the layer of the block reference."""
        for entity in entities:
            try:
                self._one(entity, parent, block, depth)
            except DAMAGED:
                self.found.left_out[entity.dxftype()] += 1

    def _one(self, entity: Any, parent: str | None, block: int | None, depth: int) -> None:
        kind = entity.dxftype()
        if not isinstance(entity, DXFGraphic):  # an application-specific entity
            self.found.left_out[kind] += 1
            return
        own = str(entity.dxf.get("layer", "0"))
        layer = parent if parent is not None and own == "0" else own
        if kind == "INSERT":
            self._insert(entity, layer, block, depth)
        elif layer.lower() in self.off | self.frozen or entity.dxf.get("invisible", 0):
            if kind not in TEXTS and kind not in _ANNOTATION:
                self.found.hidden[layer] += 1
        elif kind in TEXTS:
            self.found.texts.append(_text(entity))
        elif kind in _ANNOTATION:
            self.found.left_out[kind] += 1
        elif hasattr(entity, "__virtual_entities__"):  # faster than an isinstance check
            self._compound(entity, layer, block, depth)
        else:
            self.found.shown.append(Shown(entity, layer, block))

    def _insert(self, insert: Any, layer: str, block: int | None, depth: int) -> None:
        if layer.lower() in self.frozen or insert.dxf.get("invisible", 0):
            self.found.hidden[layer] += 1
            return
        if insert.is_xref():
            if layer.lower() not in self.off and insert.dxf.name not in self.found.references:
                self.found.references.append(insert.dxf.name)
            return
        if depth >= limits().blocks_deep or insert.block() is None:
            self.found.left_out["INSERT"] += 1
            return
        for one in insert.multi_insert() if insert.mcount > 1 else [insert]:
            number = block
            if number is None:
                number = len(self.found.blocks)
                place = (
                    one.dxf.insert
                    if not insert.ocs().transform
                    else insert.ocs().to_wcs(one.dxf.insert)
                )
                self.found.blocks.append((place.x, place.y, layer, marks(insert)))
            self.go(one.attribs, layer, number, depth)
            self._compound(one, layer, number, depth)

    def _compound(self, entity: Any, layer: str, block: int | None, depth: int) -> None:
        try:
            parts = list(virtual_entities(entity))
        except DAMAGED:
            parts = []
        if not parts and entity.dxftype() != "INSERT":
            self.found.left_out[entity.dxftype()] += 1
        self.go(parts, layer, block, depth + 1)


def _text(entity: Any) -> tuple[shapely.Point, str]:
    words = entity.plain_text() if hasattr(entity, "plain_text") else entity.dxf.text
    aligned = entity.dxf.get("align_point") if entity.dxftype() != "MTEXT" else None
    place = aligned or entity.dxf.insert
    return shapely.Point(place.x, place.y), str(words).replace("\n", " ").strip()
