"""Counts the entities of a drawing with expanded blocks, without expanding them."""

from __future__ import annotations

from typing import Any

from ezdxf.document import Drawing

from atlas.readers.file_limits import check_count, limits
from atlas.readers.planners_file import LimitExceededError


def check_expanded(drawing: Drawing, file: str) -> None:
    """Refuse a drawing whose expanded blocks, including arrays, hold too many entities.

    Nested blocks count as often as they are drawn: a file of 24 kB can hold ten million lines.

    Raises
    ------
    LimitExceededError
        Also when a block contains itself.
    """
    frozen = {layer.dxf.name.lower() for layer in drawing.layers if layer.is_frozen()}
    own: dict[str, int] = {}
    parts: dict[str, dict[str, int]] = {}

    def look(name: str, entities: Any) -> None:
        own[name], parts[name] = 0, {}
        for entity in entities:
            own[name] += _weight(entity)
            if entity.dxftype() == "INSERT" and not _hidden(entity, frozen):
                block = str(entity.dxf.get("name", "")).lower()
                parts[name][block] = parts[name].get(block, 0) + max(entity.mcount, 1)

    look("", drawing.modelspace())
    waiting = list(parts[""])
    while waiting:
        name = waiting.pop()
        if name in own:
            continue
        block = drawing.blocks.get(name)
        look(name, block if block is not None and not _is_elsewhere(block) else ())
        waiting += parts[name]
    total = _totals(own, parts, file)[""]
    check_count(total, "expanded", file)


def _totals(own: dict[str, int], parts: dict[str, dict[str, int]], file: str) -> dict[str, int]:
    """Return, for each block, its number of entities including nested blocks."""
    totals: dict[str, int] = {}
    begun: list[str] = []
    stack = [("", False)]
    while stack:
        name, done = stack.pop()
        if done:
            begun.pop()
            drawn = sum(count * (1 + totals[part]) for part, count in parts[name].items())
            # capped, because nested counts grow exponentially
            totals[name] = min(own[name] + drawn, 10 * limits().expanded)
        elif name in begun:
            raise LimitExceededError("planners.block_in_itself", file=file, name=name)
        elif name not in totals:
            begun.append(name)
            stack.append((name, True))
            stack += [(part, False) for part in parts[name]]
    return totals


def _is_elsewhere(block: Any) -> bool:
    return bool(block.block.is_xref)


def _weight(entity: Any) -> int:
    """Return the number of entities that result from expanding or copying an entity."""
    kind = entity.dxftype()
    if kind == "MLINE":
        return sum(len(vertex.line_params) for vertex in entity.vertices)
    if kind in ("POLYLINE", "INSERT"):
        more: Any = getattr(entity, "vertices", None) or getattr(entity, "attribs", ())
        return 1 + len(more)
    return 1


def _hidden(insert: Any, frozen: set[str]) -> bool:
    layer = str(insert.dxf.get("layer", "0")).lower()
    return bool(layer in frozen and layer != "0")
