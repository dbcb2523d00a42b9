"""Files made to bring a server down: small to send, large to read. Each maker returns bytes."""

from __future__ import annotations

import io
import json
import sqlite3
import struct
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import ezdxf
import geopandas as gpd
import numpy as np
import shapely

SQUARE = shapely.box(119.95, 36.78, 119.96, 36.79)


def packed(files: dict[str, bytes]) -> bytes:
    """Return a zip archive with maximum compression."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def nested_zip() -> bytes:
    """Return twelve archives in one, 1.2 GB of blanks when unpacked."""
    inner = packed({"0.txt": b" " * 100_000_000})
    return packed({f"{n}.zip": inner for n in range(12)})


def lying_zip() -> bytes:
    """An entry of 700 MB that claims to have 10 bytes."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("a.txt", "w", force_zip64=True) as file,
    ):
        for _ in range(700):
            file.write(b"0" * 1_000_000)
    content = bytearray(stream.getvalue())
    struct.pack_into("<I", content, content.rfind(b"PK\x01\x02") + 24, 10)
    return bytes(content)


def far_entry() -> bytes:
    """An entry said to begin 2**64 bytes into the archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.csv", b"lon,lat\n119.95,36.78\n")
        archive.filelist[0].header_offset = 2**64 - 5
    return stream.getvalue()


def many_entries() -> bytes:
    """An archive with sixty thousand empty files."""
    return packed({f"{n}": b"" for n in range(60_000)})


def drawing(*, rows: int = 1, levels: int = 1, itself: bool = False) -> bytes:
    """A drawing with nested blocks, ten per level, or with an array of blocks."""
    made = ezdxf.new()
    block = made.blocks.new("B0")
    block.add_line((500_000, 4_075_000), (500_100, 4_075_100))
    for level in range(1, levels):
        outer = made.blocks.new(f"B{level}")
        for n in range(10):
            outer.add_blockref(f"B{level - 1}", (n, n))
    if itself:
        block.add_blockref(f"B{levels - 1}", (1, 1))
    made.modelspace().add_blockref(
        f"B{levels - 1}",
        (0, 0),
        dxfattribs={"row_count": rows, "column_count": rows, "row_spacing": 1, "column_spacing": 1},
    )
    stream = io.StringIO()
    made.write(stream)
    return stream.getvalue().encode()


def drawing_of(count: int, *, moved: float) -> bytes:
    """A drawing of ``count`` squares, each ``moved`` from the previous one."""
    made = ezdxf.new()
    corners = np.array([(0, 0), (1, 0), (1, 1), (0, 1)]) * 100 + np.array([500_000, 4_075_000])
    for n in range(count):
        made.modelspace().add_lwpolyline(corners + n * moved, close=True)
    stream = io.StringIO()
    made.write(stream)
    return stream.getvalue().encode()


def collection(*geometries: object, **properties: object) -> bytes:
    """A GeoJSON of shapes."""
    features = [{"type": "Feature", "properties": properties, "geometry": g} for g in geometries]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def polygon(points: np.ndarray) -> bytes:
    """A GeoJSON of one polygon through points within a square."""
    placed = (119.95 + points * 0.01) - (0, 83.17)
    ring = [*placed.tolist(), placed[0].tolist()]
    return collection({"type": "Polygon", "coordinates": [ring]})


def brackets(depth: int) -> bytes:
    """Coordinates within ``depth`` brackets."""
    nested = "[" * depth + "119.95,36.78" + "]" * depth
    geometry = f'{{"type":"Polygon","coordinates":{nested}}}'
    return f'{{"type":"Feature","properties":{{}},"geometry":{geometry}}}'.encode()


def esri(depth: int) -> bytes:
    """Esri JSON with rings within ``depth`` brackets."""
    nested = "[" * depth + "119.95,36.78" + "]" * depth
    feature = f'{{"geometry":{{"rings":{nested}}}}}'
    return f'{{"geometryType":"esriGeometryPolygon","features":[{feature}]}}'.encode()


def columns_for_each(count: int) -> bytes:
    """Features with a different property each."""
    point = {"type": "Point", "coordinates": [119.95, 36.78]}
    features = [
        {"type": "Feature", "properties": {f"p{n}": n}, "geometry": point} for n in range(count)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


_KML = '<?xml version="1.0"?>{doctype}<kml xmlns="http://www.opengis.net/kml/2.2">{inner}</kml>'


def kml(inner: str, doctype: str = "") -> bytes:
    """A KML document."""
    return _KML.format(inner=inner, doctype=doctype).encode()


def wkt(depth: int) -> bytes:
    """A table with a point within ``depth`` nested collections."""
    nested = "GEOMETRYCOLLECTION(" * depth + "POINT(119.95 36.78)" + ")" * depth
    return f'name,wkt\nx,"{nested}"\n'.encode()


def workbooks(count: int, megabytes: int) -> bytes:
    """An archive of workbooks, each of which unpacks to some megabytes of blanks."""
    note = f"<!--{' ' * 1_000_000}-->" * megabytes
    inner = workbook(POINTS_SHEET + note)
    return packed({f"{n}.xlsx": inner for n in range(count)})


def entities() -> str:
    """A document type whose entities expand to three billion characters."""
    lines = ['<!ENTITY l0 "lol">'] + [
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10)
    ]
    return f"<!DOCTYPE lolz [{''.join(lines)}]>"


def gml(inner: str, doctype: str = "") -> bytes:
    """A GML document."""
    return (
        f'<?xml version="1.0"?>{doctype}<c:FeatureCollection xmlns:c="http://www.opengis.net/wfs" '
        f'xmlns:gml="http://www.opengis.net/gml">{inner}</c:FeatureCollection>'
    ).encode()


def flatgeobuf(claimed: int) -> bytes:
    """A FlatGeobuf whose header claims ``claimed`` features."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.fgb"
        gpd.GeoDataFrame({"a": [1]}, geometry=[SQUARE], crs=4326).to_file(path, SPATIAL_INDEX="NO")
        content = path.read_bytes()
    # the number of features is the one 8-byte number 1 in the header
    size = struct.unpack_from("<I", content, 8)[0]
    header = content[: 12 + size].replace(struct.pack("<Q", 1), struct.pack("<Q", claimed))
    return header + content[12 + size :]


def endless_view() -> bytes:
    """A GeoPackage with a layer that is a query without end."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.gpkg"
        gpd.GeoDataFrame({"a": [1]}, geometry=[SQUARE], crs=4326).to_file(path, layer="own")
        base = sqlite3.connect(path)
        base.execute(
            "CREATE VIEW v AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
            "SELECT own.fid AS fid, own.geom AS geom, n.x FROM own, n ORDER BY n.x DESC"
        )
        base.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
            "VALUES ('v', 'features', 'v', 4326)"
        )
        base.execute(
            "INSERT INTO gpkg_geometry_columns VALUES ('v', 'geom', 'POLYGON', 4326, 0, 0)"
        )
        base.commit()
        base.close()
        return path.read_bytes()


def workbook(cells: str) -> bytes:
    """A workbook with one worksheet of given rows."""
    head = "http://schemas.openxmlformats.org"
    main = f"{head}/spreadsheetml/2006/main"
    relation = f"{head}/officeDocument/2006/relationships"
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{head}/package/2006/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/s.xml" ContentType="{kinds}.worksheet+xml"/>'
            "</Types>"
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{head}/package/2006/relationships"><Relationship Id="r1" '
            f'Type="{relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{main}" xmlns:r="{relation}"><sheets>'
            '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{head}/package/2006/relationships"><Relationship Id="r1" '
            f'Type="{relation}/worksheet" Target="worksheets/s.xml"/></Relationships>'
        ),
        "xl/worksheets/s.xml": (
            f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>'
        ),
    }
    return packed({name: part.encode() for name, part in parts.items()})


def cell(place: str, text: str) -> str:
    """A cell of a worksheet."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


POINTS_SHEET = (
    f'<row r="1">{cell("A1", "经度")}{cell("B1", "纬度")}</row>'
    f'<row r="2">{cell("A2", "119.951234")}{cell("B2", "36.781234")}</row>'
)


def blank_rows() -> bytes:
    """A worksheet with a point and 1,048,576 rows, most of them blank but formatted."""
    rows = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(3, 1_048_577))
    return workbook(POINTS_SHEET + rows)


def far_cell() -> bytes:
    """A worksheet with a point, and a cell at its last row and column."""
    last = f'<row r="1048576">{cell("XFD1048576", "x")}</row>'
    return workbook(POINTS_SHEET + last)


def comb(teeth: int) -> np.ndarray:
    """Long slanting edges close to each other: a valid outline whose every two boxes overlap."""
    n = np.arange(teeth)
    x, y = np.where(n % 2, 1.0, 0) + n * 1e-5, np.where(n % 2, 1.0, 0) - n * 1e-5
    return np.vstack([np.column_stack([x, y]), [(5, -5), (-5, -5)]])


def random(count: int) -> np.ndarray:
    """Random points: an outline through them crosses itself everywhere."""
    return np.random.default_rng(1).random((count, 2))


def points_csv(count: int) -> bytes:
    """A table of random points nearby."""
    rows = random(count) * 0.2 + (119.85, 36.7)
    lines = [f"{n},{x:.6f},{y:.6f}" for n, (x, y) in enumerate(rows.tolist())]
    return "\n".join(["点号,经度,纬度", *lines]).encode()


def rings_csv(count: int) -> bytes:
    """A table of one parcel with ``count`` nested triangles."""
    lines = ["点号,地块,环,X,Y"]
    for ring in range(count):
        near = 4_075_000 + ring * 0.01
        far = 4_076_000 - ring * 0.02
        for n, (x, y) in enumerate(((near, near), (far, near), (near, far))):
            lines.append(f"{n},甲,{ring},{x:.2f},{y - 3_575_000:.2f}")
    return "\n".join(lines).encode()


#: case → extension, maker, key of the refusal (``None``: it is read)
FILES: dict[str, tuple[str, Callable[[], bytes], str | None]] = {
    "archives in an archive": ("zip", nested_zip, "planners.limit_unpacked"),
    "an entry that lies": ("zip", lying_zip, "planners."),
    "an entry far away": ("zip", far_entry, "planners.bad_zip"),
    "sixty thousand entries": ("zip", many_entries, "planners.limit_files"),
    "blocks in blocks": ("dxf", lambda: drawing(levels=8), "planners.limit_expanded"),
    "an array of blocks": ("dxf", lambda: drawing(rows=30_000), "planners.limit_expanded"),
    "a block in itself": (
        "dxf",
        lambda: drawing(levels=3, itself=True),
        "planners.block_in_itself",
    ),
    "squares over squares": ("dxf", lambda: drawing_of(6_000, moved=0.001), "planners.limit_pairs"),
    "900 brackets": ("geojson", lambda: brackets(900), "planners.limit_nesting"),
    "90,000 brackets": ("geojson", lambda: brackets(90_000), "planners.limit_nesting"),
    "900 brackets of WKT": ("csv", lambda: wkt(900), "planners.limit_nesting"),
    "90,000 brackets of WKT": ("csv", lambda: wkt(90_000), "planners.limit_nesting"),
    "workbooks in an archive": ("zip", lambda: workbooks(12, 60), "planners.limit_unpacked"),
    "900 brackets of Esri": ("json", lambda: esri(900), "planners."),
    "a column for each feature": (
        "geojson",
        lambda: columns_for_each(20_000),
        "planners.limit_columns",
    ),
    "an outline across itself": (
        "geojson",
        lambda: polygon(random(3_000)),
        "planners.limit_crossings",
    ),
    "a comb": ("geojson", lambda: polygon(comb(60_000)), "planners.limit_edge_pairs"),
    "brackets without end": ("geojson", lambda: b"[" * 20_000_000, "planners."),
    "folders in folders": (
        "kml",
        lambda: kml("<Folder>" * 900 + "</Folder>" * 900),
        "planners.limit_nesting",
    ),
    "shapes in shapes": (
        "kml",
        lambda: kml(
            f"<Placemark>{'<MultiGeometry>' * 900}<Point><coordinates>119.95,36.78</coordinates>"
            f"</Point>{'</MultiGeometry>' * 900}</Placemark>"
        ),
        "planners.limit_nesting",
    ),
    "blanks between coordinates": (
        "kml",
        lambda: kml(
            "<Placemark><Point><coordinates>119.95"
            + " " * 2_000_000
            + ",36.78</coordinates></Point></Placemark>"
        ),
        None,
    ),
    "entities of KML": ("kml", lambda: kml("&l9;", entities()), "planners.bad_kml"),
    "entities of GML": ("gml", lambda: gml("&l9;", entities()), "planners.unreadable"),
    "elements without end": ("kml", lambda: kml("<a/>" * 14_000_000), "planners.limit_markup"),
    "elements in elements": (
        "gml",
        lambda: gml("<gml:x>" * 5_000 + "</gml:x>" * 5_000),
        "planners.limit_nesting",
    ),
    "a claim of features": ("fgb", lambda: flatgeobuf(1 << 40), "planners."),
    "a query without end": ("gpkg", endless_view, "planners.stored_queries"),
    "a cell far away": ("xlsx", far_cell, "planners.limit_cells"),
    "a million blank rows": ("xlsx", blank_rows, None),
    "blank lines": ("txt", lambda: b"\n" * 3_000_000 + b"x", "planners."),
    "blanks in a cell": (
        "csv",
        lambda: "经度,纬度,a\n119.951234,36.781234,".encode() + b" " * 3_000_000 + b"x\n",
        None,
    ),
    "a wide header": ("csv", lambda: b"a," * 1_000_000 + b"\n1,2\n", "planners."),
    "a wide header of names": (
        "csv",
        lambda: ",".join(f"c{n}" for n in range(500_000)).encode() + b"\n1,2\n",
        "planners.",
    ),
    "200,000 points": ("csv", lambda: points_csv(200_000), None),
}
