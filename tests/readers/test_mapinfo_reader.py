"""MapInfo's tables: Chinese text, systems, missing parts."""

from __future__ import annotations

import numpy as np
import pytest

from atlas.readers.file_reader import read_planners_file
from tests.support.planners import zipped
from tests.support.reading import read, refusal

MIF = """Version 300
Charset "{charset}"
Delimiter ","
CoordSys {system}
Columns 1
  名称 Char(20)
Data

Ellipse 517000 4079000 518000 4080000
    Pen (1,2,0)
"""
CM120 = 'Earth Projection 8, 104, "m", 120, 0, 1, 500000, 0'


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("WindowsSimpChinese", "gbk"),
        ("Neutral", "gbk"),
        ("WindowsLatin1", "gbk"),
        ("UTF-8", "utf-8"),
    ],
)
def test_a_mapinfo_table_in_chinese(charset, encoding):
    parts = {
        "图.mif": MIF.format(charset=charset, system=CM120).encode(encoding),
        "图.mid": '"红线地块"\n'.encode(encoding),
    }
    frame = read("a.zip", zipped(parts)).frame
    assert (list(frame["name"]), list(frame["名称"])) == (["红线地块"], ["红线地块"])
    # an ellipse of MapInfo is a circle of 500 m here, drawn to a centimetre
    assert frame.to_crs(4549).area.item() == pytest.approx(np.pi * 500**2, rel=4e-5)


def test_a_mapinfo_table_of_before_2008_is_refused_and_its_parts_are_asked_for():
    old = MIF.format(charset="Neutral", system=CM120.replace("104", "1001"))
    assert "北京" in refusal("a.mif", old.encode())
    assert ".dat, .map, .id" in refusal("a.tab", b"!table\n!version 300\n!charset Neutral\n")
    local = MIF.format(charset="Neutral", system='NonEarth Units "m" Bounds (0, 0) (1e6, 1e7)')
    [question] = read_planners_file("a.mif", local.encode()).questions
    assert question.about == "system"
