"""DXF reader: closed polylines become polygons, curves fine lines, and texts names."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import ezdxf
import numpy as np
import pandas as pd
import shapely
from ezdxf import units
from ezdxf.document import Drawing

from atlas.core.errors import Note, first_names
from atlas.core.temporary_folders import temporary_folder
from atlas.readers.dxf.block_expansion import check_expanded
from atlas.readers.dxf.entity_shapes import shape_of
from atlas.readers.dxf.entity_walk import DAMAGED, Walk, marks, walk
from atlas.readers.dxf.feature_assembly import Item, join_lines, nested, once, own_features, symbols
from atlas.readers.file_limits import Allowance, check_count
from atlas.readers.georeferencing import plausible
from atlas.readers.planners_file import Answers, LimitExceededError, ReaderError
from atlas.readers.raw_file import Member, Raw
from atlas.readers.self_intersections import check_crossings
from atlas.readers.text_encoding import UTF8, decide

#: metres: maximum distance of chords from arcs and curves
DISTANCE = 0.005
#: a metre in degrees, approximately
_DEGREE = 1e-5
#: number of attributes that the atlas writes on a fill (id, name, status); outlines have more
_OWN = 3
#: plausible drawing units of the header: inches, feet, mm, cm, m, km
_UNITS = (1, 2, 4, 5, 6, 7)
#: header of release 2000; without a header ezdxf assumes an older one and opens outlines
_HEADER = "  0\nSECTION\n  2\nHEADER\n  9\n$ACADVER\n  1\nAC1015\n  0\nENDSEC\n"
_BINARY = b"AutoCAD Binary DXF"
#: from R2007 (AC1021) on, drawings are UTF-8, whatever code page they state
_UTF8_SINCE = 1021
#: start of an entity: group code 0 and a type
_ENTITY = re.compile(rb"^[ \t]*0[ \t]*\r?\n(?=[A-Z0-9])", re.MULTILINE)
_VERSION = re.compile(rb"\$ACADVER\s+1\s+AC(\d{4})")
_CODEPAGE = re.compile(rb"\$DWGCODEPAGE\s+3\s+([\w-]+)")


def read_dxf(file: Member, answers: Answers) -> Raw:
    """Return the visible shapes of a drawing's model space, with blocks expanded.

    A DXF does not state a coordinate system. Lines that close exactly into an outline become an
    area, a hatch that fills an area is dropped, and a small block becomes a point. Hidden, missing
    and unreadable entities are left out and reported in notes.

    Raises
    ------
    ReaderError
        When the drawing is damaged or has no visible shapes.
    """
    drawing, notes, questions = _drawing(file, answers)
    check_expanded(drawing, file.name)
    try:
        found = walk(drawing)
    except KeyError as error:
        raise ReaderError("planners.unreadable", file=file.name, why=str(error)) from error
    scale, unit, said = _unit(drawing, [_anchor(shown.entity) for shown in found.shown], file.name)
    items = _items(found, scale, unit, file.name)
    own = own_features([item for item in items if len(item.marks) > _OWN])
    rest = [item for item in items if not item.marks]
    rest, joined = join_lines(rest, file.name, unit)
    blocks = [(x * scale, y * scale, layer, own) for x, y, layer, own in found.blocks]
    rest, pointed = symbols(rest, blocks, file.name, unit)
    rest, repeated = once(rest, file.name, unit)
    unread = _unread(found, file.name)
    notes += [*said, *unread]
    if not own and not rest:
        raise _nothing(unread, file.name)
    shapes = np.full(len(own) + len(rest), None, dtype=object)
    shapes[:] = [item.shape for item in (*own, *rest)]
    texts = [(shapely.transform(point, lambda p: p * scale), text) for point, text in found.texts]
    titles = _names(shapes, texts)
    rows: list[dict[str, Any]] = []
    for number, (item, title) in enumerate(zip((*own, *rest), titles, strict=True), start=1):
        name = item.name or title or f"{item.layer} {number}"
        rows.append({"layer": item.layer, "entity": item.entity, "name": name})
        if item.key:
            rows[-1]["id"] = item.key
    names = [row["name"] for row in rows[len(own) :]]
    notes += [*joined, *pointed, *repeated, *nested(rest, names, file.name)]
    table = pd.DataFrame(rows)
    return Raw(file.name, table, shapes, notes=tuple(notes), questions=tuple(questions))


def _items(found: Walk, scale: float, unit: float, file: str) -> list[Item]:
    """Return the shapes of visible entities; the others are counted in ``found.left_out``."""
    left = Allowance()
    items = [
        Item(layer, "INSERT", shapely.Point(x * scale, y * scale), marks=own)
        for x, y, layer, own in found.blocks
        if own
    ]
    for shown in found.shown:
        if shown.block is not None and found.blocks[shown.block][3]:
            continue  # part of a point symbol written by the atlas
        kind, own = shown.entity.dxftype(), marks(shown.entity)
        if own and kind == "HATCH":
            continue  # a fill written by the atlas
        try:
            made = shape_of(shown.entity, DISTANCE * unit / scale)
        except LimitExceededError:
            raise
        except DAMAGED:
            found.left_out[kind] += 1
            continue
        if own and made.geom_type == "Polygon" and not getattr(shown.entity, "closed", True):
            made = shapely.LineString(shapely.get_coordinates(made))  # a line of zero length
        if scale != 1:
            made = shapely.transform(made, lambda points: points * scale)
        if len(own) <= _OWN:
            own = ()
        left.take_shapes(np.array([made], dtype=object), file)
        items.append(Item(shown.layer, kind, made, shown.block, own))
    check_crossings(np.array([item.shape for item in items], dtype=object), file)
    return items


def _unit(
    drawing: Drawing, anchors: list[tuple[float, float]], file: str
) -> tuple[float, float, list[Note]]:
    """Return the scale to metres or degrees, the length of a metre in those units, and notes.

    The unit in the header is wrong more often than not (millimetres by default); it is used only if
    the coordinates lie near Pingdu in that unit and not as they are.
    """
    points = np.array(anchors, dtype=float).reshape(-1, 2)
    points = points[np.isfinite(points).all(axis=1)]
    if not len(points):
        return 1.0, 1.0, []
    if not plausible(points):
        named = units.conversion_factor(
            units.InsertUnits(_unit_code(drawing)), units.InsertUnits.Meters
        )
        for scale in (named, 0.001):
            if scale != 1 and plausible(points * scale):
                said = Note("planners.scaled", {"file": file, "scale": f"{scale:g}"})
                return scale, 1.0, [said]
    degrees = (np.median(np.abs(points), axis=0) <= (180, 90)).all()
    return 1.0, _DEGREE if degrees else 1.0, []


def _unit_code(drawing: Drawing) -> int:
    code = drawing.header.get("$INSUNITS", 0)
    return code if code in _UNITS else int(units.InsertUnits.Meters)


def _anchor(entity: Any) -> tuple[float, float]:
    """Return a point of an entity in drawing units; not finite if it has none."""
    kind = entity.dxftype()
    try:
        if kind == "LWPOLYLINE":
            x, y = entity[0][:2]
        elif kind == "POLYLINE":
            x, y = entity.vertices[0].dxf.location.vec2
        elif kind == "SPLINE":
            x, y = (list(entity.control_points) or list(entity.fit_points))[0][:2]
        else:
            named = next(
                n for n in ("start", "center", "location", "vtx0") if entity.dxf.hasattr(n)
            )
            x, y = entity.dxf.get(named).vec2
    except (StopIteration, *DAMAGED):
        return float("nan"), float("nan")
    return float(x), float(y)


def _hidden(found: Walk, file: str) -> dict[str, Any]:
    hidden = dict(found.hidden.most_common())
    layers = first_names(hidden, (f" ({count})" for count in hidden.values()))
    return {"file": file, "layers": layers, "count": found.hidden.total()}


def _nothing(unread: list[Note], file: str) -> ReaderError:
    """Return the error for a drawing without usable shapes, with the reason."""
    reasons = {
        "planners.hidden": "planners.only_hidden",
        "planners.left_out": "planners.only_left_out",
    }
    for note in unread:
        if note.key in reasons:
            return ReaderError(reasons[note.key], **note.values)
    return ReaderError("planners.no_shapes", file=file)


def _unread(found: Walk, file: str) -> list[Note]:
    """Return notes on entities that are hidden, missing or unreadable."""
    notes = []
    if found.hidden:
        notes.append(Note("planners.hidden", _hidden(found, file)))
    if found.references:
        values = {"file": file, "names": first_names(found.references)}
        notes.append(Note("planners.references", values))
    if found.left_out:
        kinds = ", ".join(f"{kind} {count}" for kind, count in found.left_out.most_common())
        notes.append(Note("planners.left_out", {"file": file, "kinds": kinds}))
    return notes


def _drawing(file: Member, answers: Answers) -> tuple[Drawing, list[Note], list[Any]]:
    check_count(len(_ENTITY.findall(file.content)), "entities", file.name)
    try:
        if file.content.startswith(_BINARY):
            with temporary_folder() as folder:
                path = Path(folder) / "file.dxf"
                path.write_bytes(file.content)
                return ezdxf.filemanagement.readfile(path), [], []
        version, page = _VERSION.search(file.content), _CODEPAGE.search(file.content)
        newer = version is not None and int(version.group(1)) >= _UTF8_SINCE
        claimed = UTF8 if newer else page.group(1).decode("ascii") if page else None
        lines = file.content.splitlines()
        decision = decide(file.name, lines, claimed, answers.encoding)
        text = file.content.decode(decision.encoding, errors="replace")
        text = text.replace("\r\n", "\n")
        if version is None and "\nAcDb" in text:  # entities without header, release 2000 or later
            text = _HEADER + text
        drawing = ezdxf.filemanagement.read(io.StringIO(text))
    except (OSError, *DAMAGED) as error:
        why = str(error)
        raise ReaderError("planners.unreadable", file=file.name, why=why) from error
    notes = [decision.note] if decision.note else []
    return drawing, notes, [decision.question] if decision.question else []


def _names(shapes: np.ndarray, texts: list[tuple[shapely.Point, str]]) -> list[str | None]:
    """Return, for each polygon, the only text inside it; ``None`` for none or several."""
    names: list[str | None] = [None] * len(shapes)
    if not texts:
        return names
    tree = shapely.STRtree([point for point, _ in texts])
    areas = [row for row, made in enumerate(shapes) if made.geom_type == "Polygon"]
    found: dict[int, list[int]] = {}
    for row, text in tree.query(shapes[areas], predicate="intersects").T.tolist():
        found.setdefault(areas[row], []).append(text)
    for row, inside in found.items():
        if len(inside) == 1:
            names[row] = texts[inside[0]][1] or None
    return names
