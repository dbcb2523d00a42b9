"""KML and KMZ: the placemarks of every folder, with their own attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import shapely
from fastkml import KML, Placemark
from fastkml.data import Data, SchemaData
from pyproj import CRS
from shapely.geometry import shape

from atlas.intake.encoding import decide
from atlas.intake.model import Answers, IntakeError
from atlas.intake.raw import Member, Raw

#: 奥维 writes GCJ-02 into its KML since version 9.3, under these endings and marks
_OVI = re.compile(r"ovital|ovkml|ovkmz|ovobj|<ov:|xmlns:ov|奥维", re.IGNORECASE)
_DECLARED = re.compile(rb"""<\?xml[^>]*encoding=["']([\w-]+)["']""")
_DECLARATION = re.compile(r"<\?xml[^>]*\?>")
_NAMESPACE = "http://www.opengis.net/kml/2.2"
_OLD_NAMESPACE = re.compile(r"https?://(earth\.google\.com|www\.google\.com)/kml/2\.\d(?=[\"'])")
_BARE_ROOT = re.compile(r"<kml((?:\s+(?!xmlns=)[\w:]+=(?:\"[^\"]*\"|'[^']*'))*)\s*>")
#: entities of a document's own can blow a small file up to any size
_DOCTYPE = re.compile(r"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


def read_kml(file: Member, answers: Answers) -> Raw:
    """Return the placemarks of a KML document that have a shape.

    Raises
    ------
    IntakeError
        When it is no KML, or a shape in it cannot be read.
    """
    declared = _DECLARED.search(file.content[:200])
    claimed = declared.group(1).decode("ascii") if declared else "utf-8"
    decision = decide(file.name, file.content.splitlines(), claimed, answers.encoding)
    text = file.content.decode(decision.encoding, errors="replace").lstrip("\ufeff")
    if _DOCTYPE.search(text):
        raise IntakeError("intake.bad_kml", file=file.name, why="DOCTYPE")
    try:
        document = KML.from_string(_plain(text), strict=False)
        found = list(_placemarks(document, ()))
    except Exception as error:  # whatever fastkml and its parser raise at a broken document
        raise IntakeError("intake.bad_kml", file=file.name, why=str(error)) from error
    rows, shapes = [], []
    for number, (placemark, folders) in enumerate(found, start=1):
        try:
            made = shape(dict(placemark.geometry.__geo_interface__)) if placemark.geometry else None
        except (ValueError, TypeError, shapely.errors.ShapelyError) as error:
            name = placemark.name or number
            field = "coordinates"
            raise IntakeError(
                "intake.bad_feature", file=file.name, feature=name, field=field
            ) from error
        rows.append(_attributes(placemark, folders))
        shapes.append(made)
    array = np.full(len(shapes), None, dtype=object)
    array[:] = shapes
    return Raw(
        file.name,
        pd.DataFrame(rows),
        array,
        CRS.from_epsg(4326),
        by_format=True,
        suspect="gcj02" if _OVI.search(file.name) or _OVI.search(text) else "",
        notes=(decision.note,) if decision.note else (),
        questions=(decision.question,) if decision.question else (),
    )


def _plain(text: str) -> str:
    """Return a document in the namespace of KML 2.2, whichever older one it has or none."""
    text = _DECLARATION.sub("", text, count=1).strip()
    text = _OLD_NAMESPACE.sub(_NAMESPACE, text)
    return _BARE_ROOT.sub(f'<kml xmlns="{_NAMESPACE}"\\1>', text, count=1)


def _placemarks(
    parent: Any, folders: tuple[str, ...]
) -> Iterator[tuple[Placemark, tuple[str, ...]]]:
    for feature in getattr(parent, "features", ()) or ():
        if isinstance(feature, Placemark):
            yield feature, folders
        else:
            yield from _placemarks(feature, (*folders, feature.name or ""))


def _attributes(placemark: Placemark, folders: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {"name": placemark.name}
    if placemark.description:
        found["description"] = placemark.description
    if any(folders):
        found["folder"] = " / ".join(name for name in folders if name)
    for entry in placemark.extended_data.elements if placemark.extended_data else ():
        if isinstance(entry, Data) and entry.name:
            found[entry.name] = entry.value
        elif isinstance(entry, SchemaData):
            found |= {field.name: field.value for field in entry.data if field.name}
    return found
