"""KML and KMZ reader: placemarks of all folders with their attributes."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import numpy as np
from fastkml import KML, Placemark
from fastkml.data import Data, SchemaData
from lxml import etree
from pyproj import CRS

from atlas.core.errors import Note, first_names
from atlas.readers.file_limits import check_count, check_deep, table_of
from atlas.readers.kml.kml_shapes import BadShapeError, children, local, parse, take_shape
from atlas.readers.planners_file import Answers, ReaderError
from atlas.readers.raw_file import Member, Raw
from atlas.readers.xml_text import decoded, has_doctype

#: signs of 奥维 (Ovital), which has written GCJ-02 into KML since version 9.3
_OVI = re.compile(r"ovital|ovkml|ovkmz|ovobj|<ov:|xmlns:ov|奥维", re.IGNORECASE)
_NAMESPACE = "http://www.opengis.net/kml/2.2"
_OLD_NAMESPACE = re.compile(
    r"(\sxmlns(?::\w+)?\s*=\s*[\"'])https?://(?:earth\.google\.com|www\.google\.com)/kml/2\.\d(?=[\"'])"
)
#: a root without a namespace, after white space, declarations and comments, which may hold another
_BARE_ROOT = re.compile(
    r"\A((?:\s|<\?(?s:.*?)\?>|<!--(?s:.*?)-->)*+)"
    r"<kml((?:\s+(?!xmlns=)[\w:]+=(?:\"[^\"]*\"|'[^']*'))*)\s*>"
)
#: elements that are drawn but have no point, line or area
_WITHOUT_SHAPE = ("GroundOverlay", "PhotoOverlay", "ScreenOverlay", "Model")
LINKS_ELSEWHERE = "planners.links_elsewhere"


def read_kml(file: Member, answers: Answers) -> Raw:
    """Return the placemarks of a KML document, with their shapes if they have any.

    Links to other files are not followed: files of the same archive are read separately, others are
    named in a note.

    Raises
    ------
    ReaderError
        When it is not KML, or a shape in it is invalid.
    """
    text, decision = decoded(file, answers)
    text = _in_kml_22(text)
    if has_doctype(text):
        raise ReaderError("planners.bad_kml", file=file.name, why="DOCTYPE")
    check_count(text.count("<") + text.count("="), "markup", file.name)
    try:
        root = parse(text)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReaderError("planners.bad_kml", file=file.name, why=str(error)) from error
    check_deep(_steps(root), file.name)
    notes = [decision.note] if decision.note else []
    elsewhere = _links_elsewhere(root, file)
    left_out = Counter(
        local(element) for element in root.iter() if local(element) in _WITHOUT_SHAPE
    )
    check_count(sum(local(one) == "Placemark" for one in root.iter()), "shapes", file.name)
    shapes = _take_shapes(root, file.name)
    if elsewhere:
        values = {"file": file.name, "links": first_names(elsewhere)}
        notes.append(Note(LINKS_ELSEWHERE, values))
    if left_out:
        kinds = ", ".join(f"{kind} {count}" for kind, count in left_out.most_common())
        notes.append(Note("planners.left_out", {"file": file.name, "kinds": kinds}))
    try:
        # without the shapes, which were removed: names, folders, attributes
        document = KML.from_string(etree.tostring(root, encoding="unicode"), strict=False)
        rows = {
            str(placemark.id): _attributes(placemark, folders)
            for placemark, folders in _placemarks(document, ())
        }
    except Exception as error:  # fastkml and its parser raise many types
        raise ReaderError("planners.bad_kml", file=file.name, why=str(error)) from error
    array = np.full(len(shapes), None, dtype=object)
    array[:] = list(shapes.values())
    return Raw(
        file.name,
        table_of([rows.get(key, {"name": None}) for key in shapes], file.name),
        array,
        CRS.from_epsg(4326),
        by_format=True,
        suspect="gcj02" if _OVI.search(file.name) or _OVI.search(text) else "",
        notes=tuple(notes),
        questions=(decision.question,) if decision.question else (),
    )


def _steps(root: Any) -> Iterator[int]:
    """Yield 1 at the start and -1 at the end of each element, to measure nesting."""
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        yield 1 if event == "start" else -1


def _take_shapes(root: Any, file: str) -> dict[str, Any]:
    """Remove the shapes from the placemarks and return them by a new id."""
    shapes: dict[str, Any] = {}
    for number, placemark in enumerate(
        [element for element in root.iter() if local(element) == "Placemark"], start=1
    ):
        try:
            made = take_shape(placemark)
        except BadShapeError as error:
            names = ["".join(child.itertext()).strip() for child in children(placemark, "name")]
            name = next((name for name in names if name), number)
            raise ReaderError(
                "planners.bad_feature", file=file, feature=name, field=str(error)
            ) from error
        key = f"placemark-{number}"
        placemark.set("id", key)
        shapes[key] = made
    return shapes


def _links_elsewhere(root: Any, file: Member) -> list[str]:
    """Return the links to files outside the same archive."""
    beside = {name.replace("\\", "/").lower() for name in file.beside}
    folder = posixpath.dirname(file.name.replace("\\", "/"))
    found: list[str] = []
    for link in (element for element in root.iter() if local(element) == "NetworkLink"):
        for href in (element for element in link.iter() if local(element) == "href"):
            target = "".join(href.itertext()).strip()
            path = "" if "://" in target else unquote(re.split(r"[?#]", target)[0])
            inside = posixpath.normpath(posixpath.join(folder, path)).lower() in beside
            if target and not inside and target not in found:
                found.append(target)
    return found


def _in_kml_22(text: str) -> str:
    """Return a document in the KML 2.2 namespace, replacing older ones or adding it."""
    text = _OLD_NAMESPACE.sub(f"\\1{_NAMESPACE}", text)
    return _BARE_ROOT.sub(f'\\1<kml xmlns="{_NAMESPACE}"\\2>', text, count=1)


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
