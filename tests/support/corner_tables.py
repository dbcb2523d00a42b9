"""Tables of corner points: sample parcels, and readers of them."""

from __future__ import annotations

import pytest

from atlas.readers.file_reader import read_planners_file
from atlas.readers.planners_file import Answers, PlannersFile, ReaderError
from tests.support.drawings import FILES

AREAS = Answers(system="cm120", shape="areas")
PARCEL = [
    ("J1", 4079112.0, 517600.0),
    ("J2", 4079512.0, 517600.0),
    ("J3", 4079512.0, 517000.0),
    ("J4", 4079112.0, 517000.0),
]
OTHER = [
    ("J1", 4079000.0, 518500.0),
    ("J2", 4079300.0, 518500.0),
    ("J3", 4079300.0, 518200.0),
    ("J4", 4079000.0, 518200.0),
]
HOLE = [
    ("J5", 4079100.0, 518400.0),
    ("J6", 4079200.0, 518400.0),
    ("J7", 4079200.0, 518300.0),
    ("J8", 4079100.0, 518300.0),
]
AFTER = [(f"J{n}", x, y) for n, (_, x, y) in enumerate(OTHER, start=5)]
#: the national parcel text
TEXT = (FILES / "kancedingjie.txt").read_bytes().decode("gbk")


def case(name: str, answers: Answers) -> PlannersFile:
    return read_planners_file(name, (FILES / name).read_bytes(), answers)


def read(text: str | bytes, answers: Answers = AREAS, name: str = "a.csv") -> PlannersFile:
    return read_planners_file(name, text.encode() if isinstance(text, str) else text, answers)


def hectares(drawing: PlannersFile) -> list[float]:
    """Return areas in the plane of EPSG:4549, like the expected results."""
    assert drawing.frame is not None, [q.why.text("zh") for q in drawing.questions]
    assert set(drawing.frame.geom_type) <= {"Polygon", "MultiPolygon"}
    return [round(area / 10_000, 4) for area in drawing.frame.to_crs(4549).area]


def asked(drawing: PlannersFile) -> dict[str, list[str]]:
    assert (drawing.frame is None) is bool(drawing.questions)
    return {q.about: [option.value for option in q.options] for q in drawing.questions}


def refusal(text: str | bytes, answers: Answers = AREAS, name: str = "a.csv") -> str:
    with pytest.raises(ReaderError) as caught:
        read(text, answers, name)
    assert caught.value.text("en")
    return caught.value.text("zh")


def lines(*parcels: list[tuple[str, float, float]]) -> str:
    return "".join(f"{label},{x},{y}\n" for parcel in parcels for label, x, y in parcel)
