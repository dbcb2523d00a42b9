"""DXF drawings: closed polylines as polygons, curves as fine lines, texts as names."""

from __future__ import annotations

import io
import re
import tempfile
from pathlib import Path
from typing import Any

import ezdxf
import numpy as np
import pandas as pd
import shapely
from ezdxf import units
from ezdxf.document import Drawing

from atlas.intake.dxfparts import Item, join_lines, nested, once, own_features, symbols
from atlas.intake.dxfshapes import shape_of
from atlas.intake.dxfwalk import DAMAGED, Walk, marks, walk
from atlas.intake.encoding import UTF8, decide
from atlas.intake.model import Answers, IntakeError
from atlas.intake.place import plausible
from atlas.intake.raw import Member, Raw
from atlas.notes import Note

#: metres: chords are no farther from arcs and curves
DISTANCE = 0.005
#: degrees that a metre is, about
_DEGREE = 1e-5
#: the atlas writes id, name, state, part and ring on an outline, and the first three on its fill
_OWN = 3
#: units that a header may name and that can be meant: inches, feet, mm, cm, m, km
_UNITS = (1, 2, 4, 5, 6, 7)
#: so many layers are named
_NAMED = 8
#: of a drawing of 2000; without one ezdxf takes a drawing for older and its outlines for open
_HEADER = "  0\nSECTION\n  2\nHEADER\n  9\n$ACADVER\n  1\nAC1015\n  0\nENDSEC\n"
_BINARY = b"AutoCAD Binary DXF"
#: from R2007 (AC1021) on a drawing is UTF-8, whatever it says
_UTF8_SINCE = 1021
_VERSION = re.compile(rb"\$ACADVER\s+1\s+AC(\d{4})")
_CODEPAGE = re.compile(rb"\$DWGCODEPAGE\s+3\s+([\w-]+)")


def is_dwg(content: bytes) -> bool:
    """Tell whether a file is a DWG: AutoCAD's own form, which nobody else can read well."""
    return re.match(rb"AC10\d\d\x00", content[:7]) is not None


def read_dxf(file: Member, answers: Answers) -> Raw:
    """Return the shapes that a drawing's model space shows, blocks taken apart.

    A drawing says no coordinate system. Lines that exactly close into an outline are an area, a
    hatch that fills one counts once, a small block is a point. What is hidden, missing or cannot
    be read is left out and said.

    Raises
    ------
    IntakeError
        When the drawing is damaged or shows no shapes.
    """
    drawing, notes, questions = _drawing(file, answers)
    try:
        found = walk(drawing)
    except KeyError as error:
        raise IntakeError("intake.unreadable", file=file.name, why=str(error)) from error
    scale, unit, said = _unit(drawing, [_anchor(shown.entity) for shown in found.shown], file.name)
    items = _items(found, scale, unit)
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


def _items(found: Walk, scale: float, unit: float) -> list[Item]:
    """Return the shapes of what is shown; what has none is counted in ``found.left_out``."""
    items = [
        Item(layer, "INSERT", shapely.Point(x * scale, y * scale), marks=own)
        for x, y, layer, own in found.blocks
        if own
    ]
    for shown in found.shown:
        if shown.block is not None and found.blocks[shown.block][3]:
            continue  # the symbol of a feature of the atlas
        kind, own = shown.entity.dxftype(), marks(shown.entity)
        if own and kind == "HATCH":
            continue  # the fill of a feature of the atlas
        try:
            made = shape_of(shown.entity, DISTANCE * unit / scale)
        except DAMAGED:
            found.left_out[kind] += 1
            continue
        if own and made.geom_type == "Polygon" and not getattr(shown.entity, "closed", True):
            made = shapely.LineString(
                shapely.get_coordinates(made)
            )  # a line that ends where it begins
        if scale != 1:
            made = shapely.transform(made, lambda points: points * scale)
        if len(own) <= _OWN:
            own = ()
        items.append(Item(shown.layer, kind, made, shown.block, own))
    return items


def _unit(
    drawing: Drawing, anchors: list[tuple[float, float]], file: str
) -> tuple[float, float, list[Note]]:
    """Return the scale to metres or degrees, what a metre is in those, and what is to be said.

    The unit that a drawing names is wrong more often than not (millimetres by default): it is used
    only where the coordinates lie near Pingdu in it and not as they stand.
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
                said = Note("intake.scaled", {"file": file, "scale": f"{scale:g}"})
                return scale, 1.0, [said]
    degrees = (np.median(np.abs(points), axis=0) <= (180, 90)).all()
    return 1.0, _DEGREE if degrees else 1.0, []


def _unit_code(drawing: Drawing) -> int:
    code = drawing.header.get("$INSUNITS", 0)
    return code if code in _UNITS else int(units.InsertUnits.Meters)


def _anchor(entity: Any) -> tuple[float, float]:
    """Return one point of an entity, as it stands; not finite where it has none at hand."""
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
    told = ", ".join(f"{layer} ({count})" for layer, count in found.hidden.most_common(_NAMED))
    more = " …" if len(found.hidden) > _NAMED else ""
    return {"file": file, "layers": told + more, "count": found.hidden.total()}


def _nothing(unread: list[Note], file: str) -> IntakeError:
    """Return the error for a drawing of which no shape is left: it says why."""
    reasons = {"intake.hidden": "intake.only_hidden", "intake.left_out": "intake.only_left_out"}
    for note in unread:
        if note.key in reasons:
            return IntakeError(reasons[note.key], **note.values)
    return IntakeError("intake.no_shapes", file=file)


def _unread(found: Walk, file: str) -> list[Note]:
    """Return notes on what is hidden, missing, or cannot be read."""
    notes = []
    if found.hidden:
        notes.append(Note("intake.hidden", _hidden(found, file)))
    if found.references:
        values = {"file": file, "names": ", ".join(found.references[:_NAMED])}
        notes.append(Note("intake.references", values))
    if found.left_out:
        kinds = ", ".join(f"{kind} {count}" for kind, count in found.left_out.most_common())
        notes.append(Note("intake.left_out", {"file": file, "kinds": kinds}))
    return notes


def _drawing(file: Member, answers: Answers) -> tuple[Drawing, list[Note], list[Any]]:
    try:
        if file.content.startswith(_BINARY):
            with tempfile.TemporaryDirectory() as folder:
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
        if version is None and "\nAcDb" in text:  # entities alone, of a version since 2000
            text = _HEADER + text
        drawing = ezdxf.filemanagement.read(io.StringIO(text))
    except (OSError, *DAMAGED) as error:
        why = str(error)
        raise IntakeError("intake.unreadable", file=file.name, why=why) from error
    notes = [decision.note] if decision.note else []
    return drawing, notes, [decision.question] if decision.question else []


def _names(shapes: np.ndarray, texts: list[tuple[shapely.Point, str]]) -> list[str | None]:
    """Return for each polygon the one text that stands in it; ``None`` for none or several."""
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
