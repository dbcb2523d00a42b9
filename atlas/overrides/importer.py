"""Runs an import: from a file to a dataset in the private folder, with a report."""

from __future__ import annotations

import hashlib
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from shapely.geometry.base import BaseGeometry

from atlas.core.errors import Note
from atlas.core.messages import message
from atlas.core.model import Source, Text
from atlas.core.paths import Paths
from atlas.layers.layer_definition import LayerDefinition
from atlas.overrides import official_features, osm_match
from atlas.overrides.feature_maker import FeatureMaker
from atlas.overrides.field_mapping import Mapping, completed, told
from atlas.overrides.osm_match import Match, Target, targets
from atlas.overrides.osm_reader import read_osm
from atlas.readers.file_bundles import beside
from atlas.readers.file_reader import command_option, read_path
from atlas.readers.planners_file import Answers, PlannersFile, ReaderError
from atlas.store.override_datasets import (
    Dataset,
    Feature,
    Provenance,
    dataset_names,
    overrides_folder,
    write_datasets,
    writer,
)
from atlas.store.store import Store, load

#: id of the source of OpenStreetMap data
OSM = "osm-import"
#: metres (95 %): OpenStreetMap is drawn from imagery and GPS tracks, here within some 10 to 30 m;
#: the axis of a divided road is up to 15 m beside the carriageway that stands for it
OSM_ACCURACY_M = 50.0
OSM_PRECISION = "derived"
#: bytes read at a time for the digest of a file
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Request:
    """Input and options of an import of official data.

    Attributes
    ----------
    layer : str
    title, title_en, date : str
        Title and date of the source; the date is YYYY, YYYY-MM or YYYY-MM-DD.
    mapping : Mapping
    answers : Answers
        Coordinate system and encoding of the file.
    accuracy_m : float
    kind : str or None
        Category of new features.
    """

    layer: str
    title: str
    date: str
    title_en: str | None = None
    mapping: Mapping = field(default_factory=Mapping)
    answers: Answers = field(default_factory=Answers)
    accuracy_m: float = field(
        default_factory=lambda: official_features.accuracy_of_scale(official_features.SCALE)
    )
    kind: str | None = None


@dataclass(frozen=True)
class Imported:
    """Result of an import of official data.

    Attributes
    ----------
    placed : Placed
    notes : tuple of Note
        Remarks on the file for the user.
    written : bool
    """

    placed: official_features.Placed
    notes: tuple[Note, ...]
    written: bool


def needed_folder(paths: Paths) -> Path:
    """Return the private folder.

    Raises
    ------
    ReaderError
        When none is configured, or it lies inside the project.
    """
    folder = overrides_folder(paths)
    if folder is None:
        raise ReaderError("official.no_folder")
    return folder


def source_id(title: str) -> str:
    """Return the id of an official source, derived from its title alone."""
    return f"official-{hashlib.sha256(title.strip().encode()).hexdigest()[:8]}"


def import_official(
    paths: Paths, path: Path, request: Request, *, write: bool = True, name: str | None = None
) -> Imported:
    """Import official vector data into a layer, replacing an earlier import of the same source.

    Parameters
    ----------
    paths : Paths
    path : Path
        Any file that :func:`atlas.readers.file_reader.read_path` reads.
    request : Request
    write : bool
        If false, nothing is written (preview).
    name : str, optional
        Name of the file, if not that of the path.

    Raises
    ------
    ReaderError
        Names file, feature and field.
    """
    folder = needed_folder(paths)
    with writer(folder) if write else nullcontext():
        return _import_official(paths, folder, path, request, write=write, file=name or path.name)


def _import_official(
    paths: Paths, folder: Path, path: Path, request: Request, *, write: bool, file: str
) -> Imported:
    store = load(paths.root, private=False)
    layer = _layer(store, request.layer)
    drawing = read_path(path, request.answers)
    if drawing.frame is None:
        asked = Text(zh=_asked(drawing, "zh"), en=_asked(drawing, "en"))
        raise ReaderError("official.open_question", file=file, asked=asked)
    columns = [str(column) for column in drawing.frame if column != "geometry"]
    mapping = completed(request.mapping, columns, layer, file, request.kind)
    source = Source(
        id=source_id(request.title),
        title_zh=request.title,
        title_en=request.title_en or request.title,
        date=request.date,
        licence="authority",
        confidence="official",
    )
    placed = official_features.place(
        store,
        layer,
        drawing.frame,
        mapping=mapping,
        source=source,
        accuracy_m=request.accuracy_m,
        file=file,
    )
    if write:
        provenance = Provenance(
            layer=layer.id,
            source=source,
            imported_at=_now(),
            file=file,
            sha256=_digest(path),
            system="; ".join(note.text("en") for note in drawing.notes) or "EPSG:4326",
            mapping=mapping.model_dump(exclude_defaults=True),
            features=len(drawing.frame),
            replaced=tuple(placed.replaced),
            added=len(placed.added),
        )
        write_datasets(folder, [Dataset(provenance, placed.features)])
    return Imported(placed, (*drawing.notes, *told(mapping), *placed.notes), write)


def import_osm(paths: Paths, path: Path, date: str, *, write: bool = True) -> list[Match]:
    """Import an OpenStreetMap file, replacing an earlier one; return the matches.

    Parameters
    ----------
    paths : Paths
    path : Path
        Any file that :func:`atlas.overrides.osm_reader.read_osm` reads.
    date : str
        Date of the data.
    write : bool
        If false, nothing is written (preview).

    Raises
    ------
    ReaderError
        When the file cannot be read or has no data in the atlas's extent.
    """
    folder = needed_folder(paths)
    with writer(folder) if write else nullcontext():
        return _import_osm(paths, folder, path, date, write)


def _import_osm(paths: Paths, folder: Path, path: Path, date: str, write: bool) -> list[Match]:
    store = load(paths.root, private=False)
    source = Source(
        id=OSM,
        title_zh=message("official.osm_title", "zh", file=path.name),
        title_en=message("official.osm_title", "en", file=path.name),
        url="https://www.openstreetmap.org/copyright",
        date=date,
        licence="odbl",
        confidence="high",
    )
    maker = FeatureMaker(store, source, OSM_PRECISION, OSM_ACCURACY_M)
    ways = read_osm(path, osm_match.extent(maker.city))
    found = {
        target.layer: [
            osm_match.matched(
                ours,
                shape,
                target,
                ways=ways,
                definition=store.catalogue[target.layer],
                city=maker.city,
            )
            for ours, shape in _less_exact(store, target)
        ]
        for target in targets()
        if target.layer in store.catalogue
    }
    if write:
        drawn = {
            layer: [_osm_feature(maker, one) for one in matches if one.shape]
            for layer, matches in found.items()
        }
        datasets = [
            _osm_dataset(layer, source, path, features)
            for layer, features in drawn.items()
            if features
        ]
        write_datasets(folder, datasets, dataset_names(folder, source=OSM))
    return [one for matches in found.values() for one in matches]


def _osm_dataset(layer: str, source: Source, path: Path, features: list[Feature]) -> Dataset:
    provenance = Provenance(
        layer=layer,
        source=source,
        imported_at=_now(),
        file=path.name,
        sha256=_digest(path),
        system="EPSG:4326",
        features=len(features),
        replaced=tuple(properties["id"] for properties, _ in features),
    )
    return Dataset(provenance, tuple(features))


def _less_exact(store: Store, target: Target) -> list[tuple[dict[str, Any], BaseGeometry]]:
    """Return the drawn features that are less accurate than OpenStreetMap."""
    frame = store.frames[target.layer]
    return [
        (store.records[name], shape)
        for name, shape in zip(frame["id"], frame.geometry, strict=True)
        if shape is not None
        and store.records[name]["kind"] in target.kinds
        and store.records[name]["precision"] != "town"
        and store.records[name]["accuracy_m"] > OSM_ACCURACY_M
    ]


def _osm_feature(maker: FeatureMaker, one: Match) -> Feature:
    ours = maker.store.records[one.feature]
    key = "official.osm_ref" if one.by == "ref" else "official.osm_name"
    road = any(target.layer == ours["layer"] and target.theirs == "road" for target in targets())
    said = {}
    for lang in ("zh", "en"):
        by = message(key, lang, ref=ours.get("ref"), name=ours[f"name_{lang}"])
        text = message("official.osm_note", lang, by=by, ways=one.ways, date=maker.source.date)
        said[f"note_{lang}"] = text + (message("official.osm_road", lang) if road else "")
    if one.shape is None:
        raise ValueError(f"{one.feature}: expected a shape")
    return maker.redrawn(ours, one.shape, said)


def _layer(store: Store, name: str) -> LayerDefinition:
    if name not in store.catalogue:
        raise ReaderError("official.no_layer", layer=name, has=", ".join(store.catalogue))
    return store.catalogue[name]


def _asked(drawing: PlannersFile, lang: str) -> str:
    """Return the open questions about a file, with the likely answers, in a language."""
    told = []
    for question in drawing.questions:
        answers = [
            f"{command_option(question, option.value)} ({option.text(lang)})"
            for option in question.options
        ]
        told.append(f"{question.why.text(lang)} {'; '.join(answers)}")
    notes = [note.text(lang) for note in drawing.notes]
    return " ".join([*notes, *told])


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file; for a folder, of the concatenation of its files."""
    whole = hashlib.sha256()
    for one in beside(path) if path.is_dir() else [path]:
        with one.open("rb") as file:
            while chunk := file.read(_CHUNK):
                whole.update(chunk)
    return whole.hexdigest()
