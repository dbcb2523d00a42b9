"""Files of all layers in every format and system, and comparisons of their rows."""

from __future__ import annotations

import io
import math
import zipfile
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import ezdxf
import geopandas as gpd
import pandas as pd
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from atlas.spatial.crs import systems
from atlas.writers.export import OFFERED, export
from atlas.writers.feature_table import FeatureTable, feature_tables, in_system
from atlas.writers.progress_columns import with_progress
from tests.support.project import store

SYSTEMS = [key for key in OFFERED if key in systems()]
#: in degrees, and in metres
NEAR = {"cm120": 1e-3}
Rows = dict[str, tuple[dict[str, Any], BaseGeometry | None]]

#: all layers in these systems; in the others, which differ only in numbers, some layers suffice
WHOLE, SOME = ("wgs84", "cm120"), ("transport-projects", "industrial-parks", "reservoirs")

each_system = pytest.mark.parametrize("system", SYSTEMS)


@cache
def layers() -> dict[str, FeatureTable]:
    """Return layer → content prepared for export."""
    frames = with_progress(store(), store().frames, date.today())
    return {content.key: content for content in feature_tables(store(), frames, "zh")}


def layers_in(system: str) -> dict[str, FeatureTable]:
    return {key: one for key, one in layers().items() if system in WHOLE or key in SOME}


@cache
def placed(layer: str, system: str) -> gpd.GeoDataFrame:
    """Return a layer in a coordinate system."""
    return in_system(layers()[layer].frame, system)


@cache
def made(form: str, system: str) -> Any:
    """Return the whole atlas, or some layers, as a file."""
    frames = {layer: store().frames[layer] for layer in layers_in(system)}
    return export(frames, form, system, store=store(), lang="zh")


def written(folder: Path, form: str, system: str) -> Path:
    """Return the path of the file, or of the unpacked zip."""
    file = made(form, system)
    path = folder / f"{form}-{system}{file.suffix}"
    if not path.exists():
        path.write_bytes(file.content)
    if file.suffix != ".zip":
        return path
    inside = folder / f"{form}-{system}"
    if not inside.exists():
        with zipfile.ZipFile(path) as archive:
            archive.extractall(inside)
    return inside


def is_nothing(value: object) -> bool:
    return value is None or value == "" or (not isinstance(value, str) and bool(pd.isna(value)))


def same(found: Any, wanted: Any) -> bool:
    if is_nothing(wanted) or is_nothing(found):
        return is_nothing(wanted) and is_nothing(found)
    if isinstance(wanted, str):
        return str(found) == wanted
    return math.isclose(float(found), float(wanted), rel_tol=1e-9)


def assert_same_rows(found: Rows, layer: str, system: str, near: float | None = None) -> None:
    frame = placed(layer, system)
    assert set(found) == set(frame["id"])
    for row, wanted in zip(layers()[layer].table.to_dict("records"), frame.geometry, strict=True):
        values, shape = found[row["id"]]
        different = {name for name in row if not same(values.get(name), row[name])}
        assert not different, (row["id"], {n: (values.get(n), row[n]) for n in different})
        assert_same_shape(shape, wanted, near or NEAR.get(system, 1e-6))


def assert_same_shape(found: BaseGeometry | None, wanted: BaseGeometry | None, near: float) -> None:
    if wanted is None:
        assert found is None
        return
    assert found is not None
    found, wanted = (
        shapely.multipoints(shapely.get_coordinates(s)) if "Point" in s.geom_type else s.normalize()
        for s in (found, wanted)
    )
    assert shapely.hausdorff_distance(found, wanted) <= near
    if "Polygon" in wanted.geom_type:
        assert found.is_valid
        assert found.area == pytest.approx(wanted.area, rel=1e-5)


def of_frame(frame: pd.DataFrame) -> Rows:
    shapes = frame.geometry if isinstance(frame, gpd.GeoDataFrame) else [None] * len(frame)
    table = pd.DataFrame(frame.drop(columns="geometry", errors="ignore"))
    return {
        row["id"]: (row, shape) for row, shape in zip(table.to_dict("records"), shapes, strict=True)
    }


@cache
def dxf_drawing() -> ezdxf.document.Drawing:
    return ezdxf.read(io.StringIO(made("dxf", "cm120").content.decode("utf-8")))
