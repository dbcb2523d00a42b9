"""Tables of corner points over several pages or with several parcels."""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np
import pytest
import shapely

from atlas.readers.file_reader import read_planners_file
from atlas.readers.planners_file import Answers, LimitExceededError
from tests.support.corner_tables import AFTER, OTHER, PARCEL, asked, hectares, lines, read
from tests.support.reading import keys

#: a dodecagon, whose area is three times the square of its radius
ROUND = [
    (
        f"J{n + 1}",
        round(4079000 + 100 * math.cos(math.pi * n / 6), 4),
        round(517000 + 100 * math.sin(math.pi * n / 6), 4),
    )
    for n in range(12)
]
HEAD = "点号,坐标,,边长\n,X(m),Y(m),\n"
TITLE = "界址点成果表,,,\n"
PAGES = lines(ROUND[:6]), lines(ROUND[6:])
CLOSING = lines(ROUND[:1])


def lettered(parcel: list[tuple[str, float, float]], letter: str) -> str:
    return lines([(label.replace("J", letter), x, y) for label, x, y in parcel])


PAGED = {
    "titles and header again": (TITLE + HEAD + PAGES[0] + TITLE + HEAD + PAGES[1], [3.0]),
    "the header again": (HEAD + PAGES[0] + HEAD + PAGES[1], [3.0]),
    "lengths of sides, one on the next page": (
        HEAD + PAGES[0] + HEAD + ",,,51.76\n" + PAGES[1].replace("\n", "\n,,,51.76\n"),
        [3.0],
    ),
    "closed on the second page": (HEAD + PAGES[0] + ",,,\n" + HEAD + PAGES[1] + CLOSING, [3.0]),
    "closed below a blank row": (HEAD + PAGES[0] + ",,,\n" + PAGES[1] + CLOSING, [3.0]),
    "its last corner again": (
        HEAD + PAGES[0] + "第1页,,,\n" + HEAD + lines(ROUND[5:6]) + PAGES[1] + CLOSING,
        [3.0],
    ),
    "a title that goes on": (
        "甲地块,,,\n" + HEAD + PAGES[0] + "甲地块（续）,,,\n" + HEAD + PAGES[1],
        [3.0],
    ),
    "parcels on pages, numbers begin again": (
        TITLE + HEAD + lines(PARCEL) + TITLE + HEAD + lines(OTHER),
        [24.0, 9.0],
    ),
    "parcels with names beside other cells, numbers go on": (
        f"{TITLE}宗地：,甲,,\n{HEAD}{lines(PARCEL)}{TITLE}宗地：,乙,,\n{HEAD}{lines(AFTER)}",
        [24.0, 9.0],
    ),
    "parcels separated by the letters of their numbers": (
        HEAD + lettered(PARCEL, "A") + lettered(AFTER, "B"),
        [24.0, 9.0],
    ),
    "a corner that was added": (HEAD + lines(PARCEL).replace("J3", "J2-1"), [24.0]),
    "ends of boundary lines": (
        "起点,X,Y,终点,方位角\n" + lines(PARCEL).replace("\n", ",J9,90\n"),
        [24.0],
    ),
}


@pytest.mark.parametrize("name", PAGED)
def test_parcels_over_pages(name):
    text, wanted = PAGED[name]
    assert asked(read(text, Answers()))["shape"][0] == "areas"
    assert hectares(read(text)) == wanted


def test_a_parcel_within_another_is_reported():
    inner = [(label, (x + 4079312) / 2, (y + 517300) / 2) for label, x, y in PARCEL]
    drawing = read(HEAD + lines(PARCEL) + lines(inner))
    assert hectares(drawing) == [24.0, 6.0]
    note = next(note for note in drawing.notes if note.key == "planners.nested")
    assert note.values["names"] == "2 (1)"
    assert "planners.nested" not in keys(read(HEAD + lines(PARCEL) + lines(OTHER)))


def test_a_ring_too_dense_to_repair_is_refused_before_it_is_validated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    uniform, valid = random.Random(1).uniform, shapely.is_valid

    def bounded(shapes: Any) -> Any:
        assert np.max(shapely.get_num_coordinates(shapes), initial=0) < 1_000
        return valid(shapes)

    monkeypatch.setattr(shapely, "is_valid", bounded)
    rows = [
        f"{'A' if n < 8_000 else 'B'}{n},{uniform(119.8, 120):.6f},{uniform(36.7, 36.9):.6f}"
        for n in range(16_000)
    ]
    table = "\n".join(["点号,经度,纬度", *rows]).encode()
    answers = Answers(system="wgs84", shape="areas", degrees="decimal")
    with pytest.raises(LimitExceededError) as refused:
        read_planners_file("a.csv", table, answers)
    assert refused.value.note.key == "planners.limit_edge_pairs"
