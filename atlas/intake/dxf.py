"""DXF drawings: closed polylines as polygons, curves as fine lines, texts as names."""

from __future__ import annotations

import io
import re
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import ezdxf
import numpy as np
import pandas as pd
import shapely
from ezdxf.addons import geo
from ezdxf.disassemble import recursive_decompose
from ezdxf.document import Drawing
from ezdxf.entities import DXFGraphic
from shapely.geometry import shape

from atlas.intake.encoding import UTF8, decide
from atlas.intake.model import Answers, IntakeError
from atlas.intake.raw import Member, Raw
from atlas.notes import Note

#: an arc is drawn as lines that keep to it by so much (units of the drawing, metres)
SAGITTA = 0.01
_BINARY = b"AutoCAD Binary DXF"
#: from R2007 (AC1021) on a drawing is UTF-8, whatever it says
_UTF8_SINCE = 1021
_VERSION = re.compile(rb"\$ACADVER\s+1\s+AC(\d{4})")
_CODEPAGE = re.compile(rb"\$DWGCODEPAGE\s+3\s+([\w-]+)")
_TEXTS = ("TEXT", "MTEXT", "ATTRIB")


def is_dwg(content: bytes) -> bool:
    """Tell whether a file is a DWG: AutoCAD's own form, which nobody else can read well."""
    return re.match(rb"AC10\d\d\x00", content[:7]) is not None


def read_dxf(file: Member, answers: Answers) -> Raw:
    """Return the shapes of a drawing's model space, blocks taken apart.

    A drawing says no coordinate system.

    Raises
    ------
    IntakeError
        When the drawing is damaged or has no shapes.
    """
    drawing, notes, questions = _drawing(file, answers)
    rows: list[dict[str, Any]] = []
    shapes: list[Any] = []
    hatches: list[tuple[dict[str, Any], Any]] = []
    texts: list[tuple[shapely.Point, str]] = []
    left_out: Counter[str] = Counter()
    for entity in recursive_decompose(drawing.modelspace()):
        kind = entity.dxftype()
        if kind in _TEXTS:
            texts.append(_text(entity))
            continue
        if not isinstance(entity, DXFGraphic):
            continue
        row = {"layer": entity.dxf.get("layer", "0"), "entity": kind}
        try:
            made = shape(dict(geo.proxy(entity, distance=SAGITTA).__geo_interface__))
        except (TypeError, ValueError, ezdxf.DXFError):
            left_out[kind] += 1
            continue
        if kind == "HATCH":
            hatches.append((row, made))
        else:
            rows.append(row)
            shapes.append(made)
    drawn = {_key(made) for made in shapes}
    for row, made in hatches:  # a hatch mostly fills a polygon that is drawn as well
        if _key(made) not in drawn:
            rows.append(row)
            shapes.append(made)
    if not shapes:
        raise IntakeError("intake.no_shapes", file=file.name)
    if left_out:
        kinds = ", ".join(f"{kind} {count}" for kind, count in left_out.most_common())
        notes.append(Note("intake.left_out", {"file": file.name, "kinds": kinds}))
    array = np.full(len(shapes), None, dtype=object)
    array[:] = shapes
    table = pd.DataFrame(rows)
    found = _names(array, texts)
    table["name"] = [
        name or f"{row['layer']} {number}"
        for number, (name, row) in enumerate(zip(found, rows, strict=True), start=1)
    ]
    return Raw(file.name, table, array, notes=tuple(notes), questions=tuple(questions))


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
        drawing = ezdxf.filemanagement.read(io.StringIO(text.replace("\r\n", "\n")))
    except (ezdxf.DXFError, OSError, ValueError, IndexError, KeyError) as error:
        why = str(error)
        raise IntakeError("intake.unreadable", file=file.name, why=why) from error
    notes = [decision.note] if decision.note else []
    return drawing, notes, [decision.question] if decision.question else []


def _text(entity: Any) -> tuple[shapely.Point, str]:
    words = entity.plain_text() if hasattr(entity, "plain_text") else entity.dxf.text
    aligned = entity.dxf.get("align_point") if entity.dxftype() != "MTEXT" else None
    place = aligned or entity.dxf.insert
    return shapely.Point(place.x, place.y), str(words).replace("\n", " ").strip()


def _key(made: Any) -> bytes:
    """Return what two shapes have in common that are the same to a millimetre."""
    outline = shapely.force_2d(made)
    return bytes(shapely.to_wkb(shapely.normalize(shapely.set_precision(outline, 0.001))))


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
