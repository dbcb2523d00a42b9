"""Overrides: official or OpenStreetMap shapes in a private folder that replace the project's own.

The folder is named by ``ATLAS_PRIVATE`` and lies outside the project, so that its content cannot be
committed by mistake. A dataset is two files: ``<layer>/<dataset>.geojson`` with features in the
layer's schema, and ``<layer>/<dataset>.json`` with their provenance. A feature with the id of a
project feature replaces it and keeps its links to the plan; other features are added.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import geopandas as gpd
import pandas as pd
from pydantic import Field
from shapely.geometry.base import BaseGeometry

from atlas.core.atomic_files import (
    FolderBusyError,
    current,
    current_files,
    only_writer,
    replace_files,
)
from atlas.core.errors import Note
from atlas.core.json_files import GeodataError, read_json_as
from atlas.core.layer_ids import TRANSPORT_NETWORK
from atlas.core.model import Source, Strict
from atlas.core.paths import Paths
from atlas.core.settings import PROJECT
from atlas.layers.layer_definition import LayerDefinition
from atlas.layers.layer_files import layer_frame, read_features
from atlas.readers.planners_file import ReaderError
from atlas.spatial import derived_fields
from atlas.spatial.geojson_text import frame_features, geojson_text

#: the shapes of all datasets in the private folder
DATASETS = "*/*.geojson"

Feature = tuple[dict[str, Any], BaseGeometry | None]


class Provenance(Strict):
    """Origin of a dataset and how it was read.

    Attributes
    ----------
    layer : str
    source : Source
        Its id is the name of the dataset.
    imported_at : str
        UTC, ISO 8601.
    file, sha256 : str
        Name and digest of the imported file.
    system : str
        Description of the coordinate system it was read in.
    mapping : dict
        Field mapping used.
    features : int
        Number of features read from the file.
    replaced : tuple of str
        Ids of project features that it replaces.
    added : int
        Number of features that it adds.
    """

    layer: str
    source: Source
    imported_at: str
    file: str
    sha256: str
    system: str
    mapping: dict[str, Any] = Field(default_factory=dict)
    features: int
    replaced: tuple[str, ...] = ()
    added: int = 0


@dataclass(frozen=True)
class Dataset:
    """The features that one import wrote into one layer."""

    provenance: Provenance
    features: tuple[Feature, ...] = field(repr=False)


@dataclass(frozen=True)
class Overrides:
    """The datasets of the private folder.

    Attributes
    ----------
    datasets : dict of str to list of Dataset
        Layer → its datasets, the newest last.
    refused : tuple of Note
        Datasets that cannot be used, and why; the project's own shapes stay.
    """

    datasets: dict[str, list[Dataset]] = field(default_factory=dict)
    refused: tuple[Note, ...] = ()

    def sources(self) -> dict[str, Source]:
        """Return the sources of the datasets by id."""
        every = (one.provenance.source for found in self.datasets.values() for one in found)
        return {source.id: source for source in every}


def overrides_folder(paths: Paths) -> Path | None:
    """Return the private folder; ``None`` if none is configured.

    Raises
    ------
    ReaderError
        When it lies inside the project.
    """
    if paths.private is None:
        return None
    for inside in (paths.root, PROJECT):
        if paths.private.is_relative_to(inside):
            raise ReaderError("official.inside", folder=str(paths.private), project=str(inside))
    return paths.private


def read_overrides(paths: Paths, catalogue: Mapping[str, LayerDefinition]) -> Overrides:
    """Read the private folder; invalid datasets are listed in :attr:`Overrides.refused`.

    Parameters
    ----------
    paths : Paths
    catalogue : mapping of str to LayerDefinition
        Layers in use; datasets for other layers are refused.
    """
    try:
        folder = overrides_folder(paths)
    except ReaderError as error:
        return Overrides(refused=(error.note,))
    if folder is None:
        return Overrides()
    datasets: dict[str, list[Dataset]] = {}
    refused: list[Note] = []
    for name in current_files(folder, DATASETS):
        layer = PurePosixPath(name).parent.name
        try:
            dataset = _read_dataset(folder, name, catalogue)
        except (GeodataError, OSError) as error:
            refused.append(Note("official.refused", {"layer": layer, "file": name, "why": error}))
            continue
        datasets.setdefault(layer, []).append(dataset)
    for found in datasets.values():
        found.sort(key=lambda one: one.provenance.imported_at)
    return Overrides(datasets, tuple(refused))


def _read_dataset(folder: Path, name: str, catalogue: Mapping[str, LayerDefinition]) -> Dataset:
    path, layer = current(folder, name), PurePosixPath(name).parent.name
    if layer not in catalogue:
        raise GeodataError(path.name, "expected a layer in use", layer)
    provenance = dataset_provenance(folder, name.removesuffix(".geojson"))
    if (provenance.layer, provenance.source.id) != (layer, path.stem):
        found = f"{provenance.layer}/{provenance.source.id}"
        message = f"expected {layer}/{path.stem}, found {found}"
        raise GeodataError(f"{path.stem}.json", message, field="source.id")
    features = read_features(path, catalogue[layer])
    for properties, shape in features:
        if properties["layer"] != layer:
            message = f"expected {layer}, found {properties['layer']!r}"
            raise GeodataError(path.name, message, properties["id"], "layer")
        if shape is None:
            raise GeodataError(path.name, "expected a shape", properties["id"], "geometry")
    return Dataset(provenance, tuple(features))


def read_provenance(path: Path) -> Provenance:
    """Read the provenance of a dataset.

    Raises
    ------
    GeodataError
        Names file and field.
    """
    return read_json_as(path, Provenance)


def with_overrides(
    frames: Mapping[str, gpd.GeoDataFrame],
    catalogue: Mapping[str, LayerDefinition],
    private: Overrides,
) -> tuple[dict[str, gpd.GeoDataFrame], list[Note]]:
    """Apply private datasets; return the changed frames, and notes on what could not be applied.

    Distances to the nearest network nodes are measured again where either end moved.

    Parameters
    ----------
    frames : mapping of str to geopandas.GeoDataFrame
        The project's own, EPSG:4326; not modified.
    catalogue : mapping of str to LayerDefinition
    private : Private
    """
    owners = {name: layer for layer, frame in frames.items() for name in frame["id"]}
    changed: dict[str, gpd.GeoDataFrame] = {}
    refused: list[Note] = []
    for layer, datasets in private.datasets.items():
        placed: dict[str, Feature] = {}
        for dataset in datasets:
            foreign = {p["id"]: owners.get(p["id"], layer) for p, _ in dataset.features}
            taken = next((name for name, owner in foreign.items() if owner != layer), None)
            if taken:
                file = f"{layer}/{dataset.provenance.source.id}.geojson"
                why = f"{taken}: id: expected a unique id, {foreign[taken]}.geojson has it too"
                refused.append(Note("official.refused", {"layer": layer, "file": file, "why": why}))
                continue
            placed |= {
                properties["id"]: (properties, shape) for properties, shape in dataset.features
            }
            owners |= dict.fromkeys(foreign, layer)
        if placed:
            own = frame_features(frames[layer])
            whole = [placed.pop(p["id"], (p, shape)) for p, shape in own]
            changed[layer] = layer_frame([*whole, *placed.values()])
    nodes = changed.get(TRANSPORT_NETWORK, frames.get(TRANSPORT_NETWORK))
    for layer, definition in catalogue.items():
        touched = {layer, TRANSPORT_NETWORK} & changed.keys()
        if definition.build.nearest and nodes is not None and touched:
            frame = changed.get(layer, frames[layer])
            changed[layer] = _nearest(frame, nodes, definition.build.nearest)
    return changed, refused


def _nearest(
    frame: gpd.GeoDataFrame, nodes: gpd.GeoDataFrame, kinds: Sequence[str]
) -> gpd.GeoDataFrame:
    frame = frame.copy()
    for kind in kinds:
        of_kind = nodes[(nodes["kind"] == kind) & nodes.geometry.notna()]
        known = of_kind["id"], of_kind.geometry, of_kind["accuracy_m"]
        nearest = derived_fields.Nearest(kind, zip(*known, strict=True))
        own = zip(frame.geometry, frame["accuracy_m"], strict=True)
        found = pd.DataFrame([nearest.fields(*one) for one in own], frame.index, dtype=object)
        for name in found.columns:
            whole = name == derived_fields.near_field(kind)
            frame[name] = found[name] if whole else found[name].astype(float)
    return frame


def write_datasets(folder: Path, datasets: Sequence[Dataset], gone: Sequence[str] = ()) -> None:
    """Write datasets and remove others in one step.

    Call it only within :func:`writer`. See :func:`atlas.core.atomic_files.replace_files`.

    Parameters
    ----------
    folder : Path
    datasets : sequence of Dataset
        Each replaces an earlier one of the same layer and source.
    gone : sequence of str
        Names of datasets to remove, as returned by :func:`dataset_names`.
    """
    files: dict[str, str | bytes | None] = {
        f"{name}{ending}": None for name in gone for ending in (".geojson", ".json")
    }
    for one in datasets:
        name = f"{one.provenance.layer}/{one.provenance.source.id}"
        files[f"{name}.geojson"] = geojson_text(one.features)
        files[f"{name}.json"] = one.provenance.model_dump_json(indent=1) + "\n"
    replace_files(folder, files)


@contextmanager
def writer(folder: Path) -> Iterator[None]:
    """Lock the private folder for writing.

    Raises
    ------
    ReaderError
        When another process is writing and does not finish in time.
    """
    try:
        with only_writer(folder):
            yield
    except FolderBusyError as error:
        raise ReaderError("official.writing", folder=str(folder)) from error


def dataset_names(folder: Path, layer: str = "*", source: str = "*") -> list[str]:
    """Return the names (``layer/source``) of datasets, of one layer or source or of all."""
    names = [PurePosixPath(name).with_suffix("") for name in current_files(folder, DATASETS)]
    return [
        str(name)
        for name in names
        if layer in ("*", name.parent.name) and source in ("*", name.name)
    ]


def dataset_provenance(folder: Path, name: str) -> Provenance:
    """Return the provenance of a dataset by its name.

    Raises
    ------
    GeodataError
        Naming file and field.
    """
    return read_provenance(current(folder, f"{name}.json"))


def remove_datasets(folder: Path, names: Sequence[str]) -> None:
    """Remove datasets by name, which restores the project's own shapes.

    Raises
    ------
    ReaderError
        When another process is writing.
    """
    with writer(folder):
        write_datasets(folder, (), names)
