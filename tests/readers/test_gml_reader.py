"""GML: old versions, encodings, linked systems and curves."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.readers.file_reader import answered
from tests.support.drawings import areas
from tests.support.planners import METRES, NAMES, PARCELS
from tests.support.reading import read


def test_gml_in_gbk_and_of_version_2(tmp_path):
    PARCELS.to_file(tmp_path / "a.gml", driver="GML", FORMAT="GML2")
    content = (tmp_path / "a.gml").read_text("utf-8").replace("utf-8", "GB2312")
    frame = read("a.xml", content.encode("gbk")).frame
    assert list(frame["name"]) == NAMES


def test_a_system_linked_in_gml_2_is_recognised():
    corners = " ".join(f"{x},{y}" for x, y in METRES.geometry.iloc[0].exterior.coords)
    text = (
        '<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs" '
        'xmlns:gml="http://www.opengis.net/gml" xmlns:o="http://o"><gml:featureMember>'
        '<o:f fid="f.1"><o:geom><gml:Polygon '
        'srsName="http://www.opengis.net/gml/srs/epsg.xml#4549"><gml:outerBoundaryIs>'
        f"<gml:LinearRing><gml:coordinates>{corners}</gml:coordinates></gml:LinearRing>"
        "</gml:outerBoundaryIs></gml:Polygon></o:geom></o:f></gml:featureMember>"
        "</wfs:FeatureCollection>"
    )
    drawing = read("a.gml", text.encode())
    assert areas(drawing) == [pytest.approx(METRES.area.iloc[0] / 10_000, abs=1e-4)]


GML_CIRCLE = """<?xml version="1.0" encoding="UTF-8"?><c:all xmlns:c="http://c" xmlns:gml="{gml}">
<gml:featureMember><c:a><c:name>圆</c:name><c:g><gml:Polygon srsName="EPSG:4549"><gml:exterior>
<gml:Ring><gml:curveMember><gml:Curve><gml:segments><gml:{kind}><gml:posList>{points}</gml:posList>
</gml:{kind}></gml:segments></gml:Curve></gml:curveMember></gml:Ring></gml:exterior></gml:Polygon>
</c:g></c:a></gml:featureMember></c:all>"""


@settings(max_examples=6, deadline=None)
@given(st.floats(1, 20_000), st.sampled_from(["Circle", "ArcString"]))
def test_curves_of_any_radius_are_approximated_to_a_centimetre(radius, kind):
    middle = np.array([520_000.0, 4_080_000.0])
    turns = [0, 120, 240] if kind == "Circle" else [0, 90, 180, 270, 360]
    corners = [middle + radius * np.array([np.cos(t), np.sin(t)]) for t in np.radians(turns)]
    points = " ".join(f"{x:.6f} {y:.6f}" for x, y in corners)
    text = GML_CIRCLE.format(gml="http://www.opengis.net/gml", kind=kind, points=points)
    shape = read("a.gml", text.encode(), answered("cm120")).frame.to_crs(4549).geometry.item()
    centre = shapely.Point(middle)
    assert radius - 0.0101 < centre.distance(shape.exterior)
    assert shape.exterior.hausdorff_distance(centre) < radius + 0.001
