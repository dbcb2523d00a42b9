"""Planners' files made for the tests: two parcels near Pingdu in every odd format."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import ezdxf
import geopandas as gpd
import shapely
from shapely.affinity import translate

NAMES = ["明村地块", "大泽山镇工业用地"]
#: edges short enough to be straight in every system
SQUARE = shapely.segmentize(shapely.box(119.95, 36.78, 119.96, 36.79), 0.0001)
PARCELS = gpd.GeoDataFrame(
    {"名称": NAMES, "面积": [1.5, 2.0]}, geometry=[SQUARE, translate(SQUARE, 0.02)], crs=4326
)
METRES = PARCELS.to_crs(4549)
KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>甲</name>
<Placemark><name>顶层</name><Point><coordinates>119.95,36.78,0</coordinates></Point></Placemark>
<Folder><name>A</name><Placemark><name>a1</name>
<ExtendedData><Data name="用途"><value>工业</value></Data>
<Data name="权属"><value>国有</value></Data></ExtendedData>
<Polygon><outerBoundaryIs><LinearRing><coordinates>
119.95, 36.78, 0
119.96, 36.78, 0
119.96, 36.79, 0
119.95, 36.78, 0</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>
<Folder><name>B</name><Placemark><name>b1</name><LineString>
<coordinates>119.95,36.78 119.96,36.79</coordinates></LineString></Placemark></Folder></Folder>
<Folder><name>A</name><Placemark><name>a2</name><MultiGeometry>
<Point><coordinates>119.9,36.7</coordinates></Point><Polygon><outerBoundaryIs><LinearRing>
<coordinates>119.95,36.78 119.96,36.78 119.96,36.79 119.95,36.78</coordinates>
</LinearRing></outerBoundaryIs></Polygon></MultiGeometry></Placemark></Folder>
</Document></kml>
"""
#: a square with a hole, and a feature with it in Esri JSON
RINGS = [
    [[520000, 4079000], [520000, 4079400], [520600, 4079400], [520600, 4079000], [520000, 4079000]],
    [[520100, 4079100], [520200, 4079100], [520200, 4079200], [520100, 4079200], [520100, 4079100]],
]
ESRI_JSON: dict[str, Any] = {
    "spatialReference": {"wkid": 4549},
    "features": [{"attributes": {"地块名称": "甲"}, "geometry": {"rings": RINGS}}],
}


def zipped(files: dict[str, bytes | str]) -> bytes:
    """Return a zip archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def shapefile(frame: gpd.GeoDataFrame, encoding: str = "utf-8") -> dict[str, bytes]:
    """Return the parts of a Shapefile by extension; language byte 0, no .cpg."""
    with tempfile.TemporaryDirectory() as folder:
        frame.to_file(Path(folder) / "x.shp", encoding=encoding)
        parts = {path.suffix: path.read_bytes() for path in Path(folder).iterdir()}
    parts.pop(".cpg", None)
    parts[".dbf"] = parts[".dbf"][:29] + b"\0" + parts[".dbf"][30:]
    return parts


def shp_zip(frame: gpd.GeoDataFrame = METRES, encoding: str = "utf-8", **changes: object) -> bytes:
    """Return a zipped Shapefile; ``prj=None`` leaves a part out, ``cpg="GBK"`` sets one."""
    parts: dict[str, object] = dict(shapefile(frame, encoding))
    parts |= {f".{suffix}": content for suffix, content in changes.items()}
    return zipped({f"地块{s}": c for s, c in parts.items() if isinstance(c, bytes | str)})


def geopackage(frame: gpd.GeoDataFrame, *layers: str) -> bytes:
    """Return a GeoPackage with the frame in several layers."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.gpkg"
        for layer in layers:
            frame.to_file(path, layer=layer, mode="a" if path.exists() else "w")
        return path.read_bytes()


def geojson(frame: gpd.GeoDataFrame = PARCELS, **members: object) -> bytes:
    """Return GeoJSON with the given members and no ``crs`` by default."""
    plain = json.loads(frame.set_crs(None, allow_override=True).to_json())
    return json.dumps({**plain, **members}, ensure_ascii=False).encode()


def swapped(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a frame with northing before easting."""
    turned = shapely.transform(frame.geometry.to_numpy(), lambda points: points[:, ::-1])
    return frame.set_geometry(gpd.GeoSeries(turned, crs=frame.crs))


def dxf(version: str = "R2010", page: str = "", encoding: str = "utf-8") -> bytes:
    """Return a drawing of the first parcel with a name in it, an arc, a block and a hatch."""
    drawing = ezdxf.new(version)
    space = drawing.modelspace()
    first = METRES.geometry.iloc[0]
    corners = list(first.exterior.coords)[:-1]
    space.add_lwpolyline(corners, close=True, dxfattribs={"layer": "红线"})
    space.add_text("一号地块").set_placement((first.centroid.x, first.centroid.y))
    space.add_hatch().paths.add_polyline_path(corners, is_closed=True)
    x, y = corners[0]
    space.add_lwpolyline(
        [(x, y), (x + 100, y, 0, 0, 1), (x + 100, y + 100), (x, y + 100)], close=True
    )
    drawing.blocks.new("桩").add_line((0, 0), (5, 5))
    space.add_blockref("桩", (x, y))
    stream = io.StringIO()
    drawing.write(stream)
    text = stream.getvalue()
    if page:
        own = drawing.header["$DWGCODEPAGE"]
        text = text.replace(f"$DWGCODEPAGE\n  3\n{own}", f"$DWGCODEPAGE\n  3\n{page}")
    return text.encode(encoding)
