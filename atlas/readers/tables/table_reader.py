"""Table reader: CSV, texts and worksheets with WKT or coordinate columns."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from atlas.core.errors import Note, first_names
from atlas.readers.closed_lines import within_others
from atlas.readers.file_limits import check_deep
from atlas.readers.planners_file import DEGREES, SHAPES, Answers, Option, Question, ReaderError
from atlas.readers.raw_file import Member, Raw
from atlas.readers.tables.cell_numbers import unpacked
from atlas.readers.tables.coordinate_cells import Place, Places, read_places
from atlas.readers.tables.coordinate_columns import find_column, find_layout, guess_layout
from atlas.readers.tables.corner_points import Corner, Outline, area, line, outlines, size_ha
from atlas.readers.tables.old_systems import old_system
from atlas.readers.tables.parcel_text import is_parcel_text, read_parcel_text
from atlas.readers.tables.text_grid import Grid, decoded, joined_degrees, no_columns, text_grid
from atlas.readers.tables.workbook import Worksheet, is_old_workbook, is_workbook, read_worksheets

_BRACKETS = re.compile(r"[()]")
_SRID = re.compile(r"^\s*SRID\s*=\s*(\d+)\s*;", re.IGNORECASE)
_LEAST = 3


def read_table(file: Member, answers: Answers) -> list[Raw]:
    """Return the shapes of a table, as one ``Raw`` per worksheet or section.

    Raises
    ------
    ReaderError
        When there are no coordinate columns, naming those found; or when a cell is invalid, naming
        row and column.
    """
    if is_workbook(file.content) or is_old_workbook(file.suffix, file.content):
        return _read_workbook(file, answers)
    text, decision = decoded(file, answers)
    if is_parcel_text(text):
        raws = read_parcel_text(text, file.name)
    else:
        raws = [_raw(text_grid(text, file.name), answers)]
    if decision and decision.note:
        raws[0] = replace(raws[0], notes=(decision.note, *raws[0].notes))
    if decision and decision.question:
        raws[0] = replace(raws[0], questions=(decision.question, *raws[0].questions))
    return raws


def _read_workbook(file: Member, answers: Answers) -> list[Raw]:
    shown, hidden = read_worksheets(file.name, file.content, file.allowance)
    filled = [sheet for sheet in shown if any(any(row) for row in sheet.rows)]
    if not filled:
        raise ReaderError("planners.empty", file=file.name)
    grids = [(sheet, _worksheet_grid(file.name, sheet, len(filled))) for sheet in filled]
    found = [grid for _, grid in grids if grid]
    if not found:
        raise no_columns(file.name, max(filled, key=lambda sheet: len(sheet.rows)).rows)
    raws = [_raw(grid, answers) for grid in found]
    left = [*(sheet.name for sheet, grid in grids if not grid), *hidden]
    if left:
        note = Note("planners.worksheets_left", {"file": file.name, "names": ", ".join(left)})
        raws[0] = replace(raws[0], notes=(note, *raws[0].notes))
    return raws


def _worksheet_grid(file: str, sheet: Worksheet, count: int) -> Grid | None:
    rows = joined_degrees(sheet.rows)
    layout = find_layout(rows) or guess_layout(rows)
    label = f"{file}/{sheet.name}" if count > 1 else file
    return Grid(label, rows, layout) if layout else None


def _raw(grid: Grid, answers: Answers) -> Raw:
    notes = []
    if grid.layout.unused:
        unused = ", ".join(grid.layout.unused)
        notes.append(Note("planners.columns_unused", {"file": grid.label, "names": unused}))
    if grid.layout.wkt is not None:
        return _from_wkt(grid, notes)
    places = read_places(grid, answers)
    old = old_system(grid.layout.said)
    if not places.rows:
        raise ReaderError("planners.empty", file=grid.label)
    outlined = answers.shape in ("areas", "lines")
    without = places.numbered if outlined else places.without
    if without:
        values = {"file": grid.label, "count": without}
        notes.append(Note("planners.rows_without_place", values))
    degrees = _which_degrees(grid, places) if answers.degrees is None else None
    if degrees:
        return replace(_as_points(grid, places, notes, (degrees,)), crs=old)
    parcels = _parcels(grid, places)
    if outlined:
        return replace(_as_outlines(grid, places, parcels, str(answers.shape), notes), crs=old)
    asked = answers.shape is None and _are_corners(grid, places, parcels)
    questions = (_which_shape(grid, places, parcels),) if asked else ()
    return replace(_as_points(grid, places, notes, questions), crs=old)


# ---- questions -----------------------------------------------------------------------------------


def _which_degrees(grid: Grid, places: Places) -> Question | None:
    if places.packed is None:
        return None
    first, second = places.packed
    seen = {
        "decimal": f"{first}° {second}°",
        "packed": " ".join(f"{unpacked(c, ',' in c):.6f}°" for c in places.packed),
    }
    why = Note("planners.which_degrees", {"file": grid.label, "sample": f"{first}, {second}"})
    likely = DEGREES if len(places.rows) < _LEAST else DEGREES[::-1]
    return Question("degrees", why, tuple(Option(value, seen[value]) for value in likely))


def _which_shape(grid: Grid, places: Places, parcels: list[Outline]) -> Question:
    made = [shape for shape in map(area, parcels) if shape is not None]
    sizes = first_names((f"{size_ha(shape):,.4f}" for shape in made), separator=" + ")
    seen = {
        "areas": Note("planners.shape_areas", {"count": len(made), "sizes": sizes}),
        "lines": Note("planners.shape_lines", {"count": sum(len(p.rings) for p in parcels)}),
        "points": Note("planners.shape_points", {"count": sum(len(r.points) for r in places.rows)}),
    }
    options = tuple(Option(value, seen[value]) for value in SHAPES)
    return Question("shape", Note("planners.which_shape", {"file": grid.label}), options)


def _are_corners(grid: Grid, places: Places, parcels: list[Outline]) -> bool:
    """Return whether points may be corners of areas, in which case the user is asked."""
    if any(area(parcel) is not None and len(parcel.corners) >= _LEAST for parcel in parcels):
        if any(len(row.points) > 1 for row in places.rows):
            return True
    else:
        return False
    layout = grid.layout
    names = layout.names
    numbered = [names[column] for column in layout.points if column is not None]
    if find_column(numbered, "point") is not None:
        return True
    if any(ring[0].point == ring[-1].point for p in parcels for ring in p.rings if len(ring) > 3):
        return True
    if any(parcel.name for parcel in parcels):
        return True
    taken = {*(c for block in layout.blocks for c in block), layout.pair, *layout.points}
    others = [names[c] for c in range(len(names)) if c not in taken and _says(places, c)]
    return all(find_column([name], "beside_corners") or name.startswith("#") for name in others)


def _says(places: Places, column: int) -> bool:
    return any(row.cells[column].strip() for row in places.rows)


def _parcels(grid: Grid, places: Places) -> list[Outline]:
    """Return the parcels; a parcel column with distinct values in all rows names points."""
    named = [row.parcel for row in places.rows]
    sizes = pd.Series(named).value_counts()
    groups = bool((sizes >= _LEAST).any()) or any(len(row.points) > 1 for row in places.rows)
    corners = [
        Corner(place, point, row.label, row.parcel if groups else "", row.ring, row.apart)
        for place, row in enumerate(places.rows)
        for point in row.points
    ]
    if all(len(row.points) > 1 for row in places.rows):
        return [
            Outline(row.parcel, (tuple(c for c in corners if c.row == place),))
            for place, row in enumerate(places.rows)
        ]
    return outlines(corners)


# ---- shapes --------------------------------------------------------------------------------------


def _frame(grid: Grid, rows: list[Place]) -> pd.DataFrame:
    return pd.DataFrame([row.cells for row in rows], columns=list(grid.layout.names), dtype=object)


def _as_points(
    grid: Grid, places: Places, notes: list[Note], questions: tuple[Question, ...]
) -> Raw:
    shapes = np.empty(len(places.rows), dtype=object)
    single = all(len(row.points) == 1 for row in places.rows)
    shapes[:] = (
        shapely.points([row.points[0] for row in places.rows])
        if single
        else [
            shapely.Point(row.points[0]) if len(row.points) == 1 else shapely.MultiPoint(row.points)
            for row in places.rows
        ]
    )
    table = _frame(grid, places.rows)
    if grid.layout.pair is not None:
        table = table.drop(columns=grid.layout.names[grid.layout.pair])
    return Raw(grid.label, table, shapes, notes=tuple(notes), questions=questions)


def _as_outlines(
    grid: Grid, places: Places, parcels: list[Outline], shape: str, notes: list[Note]
) -> Raw:
    """Return each parcel as an area or a line, with notes on those with too few corners."""
    make = area if shape == "areas" else line
    made: list[tuple[str, Outline, Any]] = []
    short = []
    for number, parcel in enumerate(parcels, start=1):
        name = parcel.name or _worksheet(grid, len(parcels)) or f"{number}"
        found = make(parcel)
        made += [(name, parcel, found)] if found is not None else []
        least = _LEAST if shape == "areas" else 2
        few = [ring for ring in parcel.rings if len({corner.point for corner in ring}) < least]
        short += [str(places.rows[ring[0].row].number) for ring in few]
    if not made:
        raise ReaderError("planners.too_few_corners", file=grid.label)
    if short:
        values = {"file": grid.label, "rows": first_names(short)}
        notes.append(Note("planners.short_rings", values))
    if shape == "areas":
        sizes = (f": {size_ha(found):,.4f}" for *_, found in made)
        listed = first_names((name for name, *_ in made), sizes, separator="; ")
        joined = {"file": grid.label, "count": len(made), "sizes": listed}
        notes.append(Note("planners.corners_joined", joined))
        notes += within_others([found for *_, found in made], [n for n, *_ in made], grid.label)
    shapes = np.empty(len(made), dtype=object)
    shapes[:] = [found for *_, found in made]
    return Raw(grid.label, _attributes(grid, places, made), shapes, notes=tuple(notes))


def _worksheet(grid: Grid, parcels: int) -> str:
    return grid.label.rpartition("/")[2] if "/" in grid.label and parcels == 1 else ""


def _attributes(grid: Grid, places: Places, made: list[tuple[str, Outline, Any]]) -> pd.DataFrame:
    """Return the columns that are constant within every parcel, and its name."""
    layout = grid.layout
    taken = {*(c for block in layout.blocks for c in block), layout.pair, layout.ring}
    taken |= {*layout.points, layout.parcel}
    table = pd.DataFrame({"name": [name for name, *_ in made]}, dtype=object)
    for column, title in enumerate(layout.names):
        if column in taken or title == "name":
            continue
        values = [
            {places.rows[corner.row].cells[column].strip() for corner in parcel.corners} - {""}
            for _, parcel, _ in made
        ]
        if any(values) and all(len(value) < 2 for value in values):
            table[title] = ["".join(value) for value in values]
    return table


def _from_wkt(grid: Grid, notes: list[Note]) -> Raw:
    layout = grid.layout
    column = layout.wkt or 0
    width = len(layout.names)
    begin = layout.header + 1
    rows = [
        (number, [*row[:width], *[""] * (width - len(row))])
        for number, row in enumerate(grid.rows[begin:], start=begin + grid.first)
        if any(cell.strip() for cell in row)
    ]
    shapes = np.full(len(rows), None, dtype=object)
    codes = set()
    for place, (number, cells) in enumerate(rows):
        found = _SRID.match(cells[column])
        if found:
            codes.add(found.group(1))
        text = _SRID.sub("", cells[column]).strip()
        if not text:
            continue
        # shapely goes down the brackets without end
        check_deep((1 if bracket == "(" else -1 for bracket in _BRACKETS.findall(text)), grid.label)
        try:
            shapes[place] = shapely.from_wkt(text)
        # shapely raises ShapelyError for text that is not WKT, NotImplementedError for curves
        except (shapely.errors.ShapelyError, NotImplementedError) as error:
            raise ReaderError(
                "planners.bad_feature", file=grid.label, feature=number, field=layout.names[column]
            ) from error
    kept = ~pd.isna(pd.Series(shapes)).to_numpy()
    if not kept.all():
        values = {"file": grid.label, "count": int((~kept).sum())}
        notes.append(Note("planners.rows_without_place", values))
    table = pd.DataFrame([cells for _, cells in rows], columns=list(layout.names), dtype=object)
    table = table.drop(columns=layout.names[column])[kept].reset_index(drop=True)
    return Raw(grid.label, table, shapes[kept], _system(codes), notes=tuple(notes))


def _system(codes: set[str]) -> CRS | None:
    if len(codes) != 1:
        return None
    try:
        return CRS.from_epsg(int(next(iter(codes))))
    except CRSError:
        return None
