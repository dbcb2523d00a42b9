"""Sample files of planners with their answers, for the tests of shapes."""

from __future__ import annotations

import json
from pathlib import Path

from atlas.readers.file_reader import answered, read_planners_file
from atlas.readers.planners_file import PlannersFile
from atlas.spatial.crs import PROJECTED

FILES = Path(__file__).parent.parent / "data" / "planners-files"
ANSWERS = json.loads((FILES / "answers.json").read_text(encoding="utf-8"))
CM120 = answered("cm120")
X, Y = 517_000.0, 4_079_000.0


def case(name: str) -> PlannersFile:
    """Read a sample of tests/data/planners-files; drawings and tables in EPSG:4549."""
    content = (FILES / name).read_bytes()
    return read_planners_file(name, content, CM120 if name.endswith("dxf") else answered(None))


def areas(drawing: PlannersFile) -> list[float]:
    """Return the plane areas of all polygons in hectares, the largest first."""
    assert drawing.frame is not None
    polygons = drawing.frame[drawing.frame.geom_type.isin(["Polygon", "MultiPolygon"])]
    return sorted(polygons.to_crs(PROJECTED).area / 10_000, reverse=True)


def note(drawing: PlannersFile, key: str) -> str:
    """Return the single note of a key in Chinese; it must exist in English too."""
    [found] = [note for note in drawing.notes if note.key == f"planners.{key}"]
    assert found.text("en")
    return found.text("zh")


def box(x: float, y: float, width: float, height: float | None = None) -> list[tuple[float, float]]:
    """Return the corners of a rectangle, from a corner near the red lines."""
    west, south, height = X + x, Y + y, width if height is None else height
    east, north = west + width, south + height
    return [(west, south), (east, south), (east, north), (west, north)]


def keys(drawing: PlannersFile) -> set[str]:
    return {note.key.removeprefix("planners.") for note in drawing.notes} - {"answered"}
