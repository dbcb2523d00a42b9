"""The store: all data of the atlas, loaded once and checked layer by layer.

A layer with an invalid definition or invalid data is left out and listed in :attr:`Store.broken`;
so are the plan, its links, figures and coverage, the sources, the firms, the facts and the access
of sites, and the aliases. The rest of the atlas keeps working. Overrides from the private folder
are applied (:mod:`atlas.store.override_datasets`, :mod:`atlas.store.site_overrides`).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from atlas.core.atomic_files import current, current_files, read_whole
from atlas.core.errors import Note
from atlas.core.json_files import GeodataError
from atlas.core.model import Source, Text, vocabulary
from atlas.core.paths import Paths
from atlas.core.settings import settings
from atlas.layers.layer_definition import Category, LayerDefinition, read_catalogue
from atlas.layers.layer_files import read_layer
from atlas.network.access_table import Access, AccessAreas
from atlas.network.town_access_table import TownAccessTable
from atlas.plan.clause_links import Link
from atlas.plan.clauses import Clause, Plan
from atlas.plan.coverage import Coverage
from atlas.plan.evaluation.years import Years, years_by_feature
from atlas.plan.firms import Firm
from atlas.plan.milestones import History
from atlas.plan.next_plan import NextPlan
from atlas.plan.site_facts import SiteFact
from atlas.plan.targets import Figures
from atlas.readers.site_workbook.workbook_reader import SiteWorkbook
from atlas.spatial.city_bounds import CITY
from atlas.spatial.crs import to_plane
from atlas.store.override_datasets import Overrides, read_overrides, with_overrides
from atlas.store.plan_files import read_plan_files, unknown_source
from atlas.store.site_overrides import (
    facts_with,
    firms_with,
    milestones_with,
    private_workbook,
    with_firm_names,
    with_statuses,
)

#: background layers, present everywhere
GROUND = ("land", "neighbours", "city-boundary", "townships", "trunk-roads")

log = logging.getLogger(__name__)

#: ``placed``: drawn at its own location; ``town``: only its town is known, so its symbol is shown
#: under the town's name; ``undrawn``: its location is not public, so it is listed but not drawn
Standing = Literal["placed", "town", "undrawn"]


@dataclass(frozen=True)
class Store:
    """The atlas's data.

    Attributes
    ----------
    catalogue : dict of str to LayerDefinition
        Usable layers in drawing order, lowest first.
    frames : dict of str to geopandas.GeoDataFrame
        Layer → features in file order, EPSG:4326; without geometry if no location is public.
    broken : dict of str to str
        Layer, or file without extension (``plan``, ``links``, ``sources`` …) → why it is left out.
    refused : tuple of Note
        Overrides that cannot be used, and why; the atlas's own shapes are kept instead.
    overlaid : frozenset of str
        Layers changed by overrides; their frame differs from their file.
    features : pandas.DataFrame
        The listed features of all layers, theme by theme, with ``ordinal`` (position in the layer's
        file), ``town_set`` (NBS codes of the towns that its geometry or its record touches),
        ``chapter_set`` (numbers of the chapters that speak of it) and ``years``.
    rows : dict of str to numpy.ndarray
        Listed layer → row numbers of its features in ``features``, by ordinal.
    plan : Plan
    figures : Figures
        Targets outside the plan's table of indicators, and reported outcomes.
    coverage : Coverage
        Place-related statements of the plan, and its mentions of towns.
    clauses : dict of str to Clause
    sources : dict of str to Source
    links : dict of str to list of Link
        Feature id → its links to clauses, the first link first.
    aliases : dict of str to str
        Former feature id → current one.
    firms : list of Firm
        Firms by park, in file order.
    site_facts : dict of str to tuple of SiteFact
        Id of a park or district → its facts, in the order of the vocabulary of facts.
    milestones : dict of str to tuple of Milestone
        Project → its milestones, in the order in which they were stated.
    next_plan : NextPlan
    bureau_contact : Text or None
        Contact of the bureau for investors, from the settings.
    access, access_areas : Access, AccessAreas
        Ways from parks and districts, and what can be reached from them within some driving times.
    town_access : TownAccessTable
        Ways from the towns to stations, airport and Qingdao, at the end of 2020, now and in 2030.
    today : datetime.date
        Day whose outcomes and delays it tells; see :func:`atlas.store.as_of.on_day`.
    years : dict of str to Years
        Feature id → its statuses and outcomes, year by year.
    records, drawn : dict of str to dict, frozenset of str
        Feature id → properties, for all features; ids of those that have a geometry.
    """

    catalogue: dict[str, LayerDefinition]
    frames: dict[str, gpd.GeoDataFrame] = field(repr=False)
    broken: dict[str, str]
    refused: tuple[Note, ...]
    overlaid: frozenset[str]
    features: pd.DataFrame = field(repr=False)
    rows: dict[str, np.ndarray] = field(repr=False)
    plan: Plan = field(repr=False)
    figures: Figures = field(repr=False)
    coverage: Coverage = field(repr=False)
    clauses: dict[str, Clause] = field(repr=False)
    sources: dict[str, Source] = field(repr=False)
    links: dict[str, list[Link]] = field(repr=False)
    aliases: dict[str, str] = field(repr=False)
    firms: list[Firm] = field(repr=False)
    site_facts: dict[str, tuple[SiteFact, ...]] = field(repr=False)
    milestones: dict[str, History] = field(repr=False)
    next_plan: NextPlan = field(repr=False)
    bureau_contact: Text | None
    access: Access = field(repr=False)
    access_areas: AccessAreas = field(repr=False)
    town_access: TownAccessTable = field(repr=False)
    today: date
    years: dict[str, Years] = field(repr=False)
    records: dict[str, dict[str, Any]] = field(repr=False)
    drawn: frozenset[str] = field(repr=False)

    def feature(self, identifier: str) -> dict[str, Any] | None:
        """Return the properties of a feature; ``None`` if no layer in use has it."""
        return self.records.get(identifier)

    def geometry(self, identifier: str) -> BaseGeometry | None:
        """Return the shape (EPSG:4326) of a feature; ``None`` if it is not drawn."""
        frame = self.frames[self.records[identifier]["layer"]]
        return frame.geometry[frame["id"] == identifier].iloc[0]

    def in_town(self, code: str) -> pd.DataFrame:
        """Return the listed features of a town, in the order of :attr:`features`."""
        inside = [code in codes for codes in self.features["town_set"]]
        return self.features[np.array(inside, dtype=bool)]

    @cached_property
    def current_ids(self) -> dict[str, str]:
        """Each id under which a feature is known, former ones included → its id."""
        former = {old: new for old, new in self.aliases.items() if new in self.records}
        return {**former, **{one: one for one in self.records}}

    def standing(self, identifier: str) -> Standing:
        """Return how a feature is located; all counts on pages use it."""
        if identifier not in self.drawn:
            return "undrawn"
        return "town" if self.records[identifier]["precision"] == "town" else "placed"

    def category(self, record: dict[str, Any]) -> Category:
        """Return the legend entry of a feature."""
        return self.catalogue[record["layer"]].category(record["kind"])

    def placed(self) -> Iterator[tuple[dict[str, Any], BaseGeometry]]:
        """Yield features drawn at their own location, with their shapes (EPSG:4326), lowest first.

        Features of which only the town is known are left out.
        """
        for frame in self.frames.values():
            for name, shape in zip(frame["id"], frame.geometry, strict=True):
                if self.standing(name) == "placed":
                    yield self.records[name], shape

    @cached_property
    def placed_in_metres(self) -> dict[str, BaseGeometry]:
        """Id → shape (EPSG:4549, edges kept in place) of the features of :meth:`placed`."""
        found = {str(record["id"]): shape for record, shape in self.placed()}
        shapes = to_plane(np.array(list(found.values()), dtype=object))
        return dict(zip(found, shapes, strict=True))

    @cached_property
    def towns(self) -> dict[str, dict[str, Any]]:
        """NBS code → township, in the order of the codes."""
        towns = [r for r in self.records.values() if r["layer"] == "townships"]
        return {town["code"]: town for town in sorted(towns, key=lambda town: town["code"])}

    @cached_property
    def town_areas(self) -> dict[str, BaseGeometry]:
        """NBS code → polygon (EPSG:4326) of each township; empty if the layer is not in use."""
        frame = self.frames.get("townships")
        if frame is None:
            return {}
        drawn = frame[frame.geometry.notna()]
        return {str(c): area for c, area in zip(drawn["code"], drawn.geometry, strict=True)}

    @cached_property
    def outline(self) -> BaseGeometry | None:
        """The city's polygon (EPSG:4326), else the union of the townships, else ``None``."""
        frame = self.frames.get("city-boundary")
        shapes = [] if frame is None else list(frame.geometry[frame.geometry.notna()])
        shapes = shapes or list(self.town_areas.values())
        return shapely.union_all(shapes) if shapes else None

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the city in degrees; always available."""
        return CITY if self.outline is None else self.outline.bounds


def _records(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    columns = [name for name in frame.columns if name != "geometry"]
    rows = frame[columns].astype(object).to_dict("records")
    return [{key: _plain(value) for key, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple, np.ndarray)):
        return list(value)
    return None if pd.isna(value) else value


def load(root: Path | str | None = None, *, private: bool = True) -> Store:
    """Load the atlas from a root folder (by default the project's own).

    If a build or an import changes files meanwhile, they are read again.

    Parameters
    ----------
    root : Path or str, optional
    private : bool
        Whether to apply overrides from the private folder, if one is configured.

    Raises
    ------
    GeodataError
        When no layer can be used. Other invalid data are listed in :attr:`Store.broken` and
        :attr:`Store.refused`.

    Examples
    --------
    >>> store = load()
    >>> store.feature("eco-dazeshan-reserve")["name_en"]
    'Dazeshan Provincial Nature Reserve'
    """
    paths = Paths.at(root)
    folders = [paths.layers, paths.geodata]
    if private and paths.private is not None:
        folders.append(paths.private)
    return read_whole(folders, lambda: _load(paths, private))


def _load(paths: Paths, private: bool) -> Store:
    catalogue, frames, broken = _layers(paths)
    if not frames:
        why = next(iter(broken.values()), f"{paths.layers}: expected layer definitions")
        raise GeodataError(str(paths.root), f"no layer can be used; {why}")
    found = read_overrides(paths, catalogue) if private else Overrides()
    changed, unfit = with_overrides(frames, catalogue, found)
    frames |= changed
    by_layer = {name: _records(frame) for name, frame in frames.items()}
    own = [row for name, rows in by_layer.items() if name not in changed for row in rows]
    files = read_plan_files(paths, own)
    broken |= files.broken
    workbook = SiteWorkbook()
    if private:
        every = {row["id"]: row for rows in by_layer.values() for row in rows}
        workbook = private_workbook(paths, every, files.sources, date.today())
    firms = firms_with(files.firms, workbook)
    told = with_firm_names(frames, firms) if workbook.firms else {}
    told |= with_statuses({**frames, **told}, workbook)
    if told:
        frames |= told
        changed |= told
        by_layer |= {name: _records(frame) for name, frame in told.items()}
    records = {row["id"]: row for rows in by_layer.values() for row in rows}
    refused = (*found.refused, *unfit, *workbook.refused)
    sources = files.sources | found.sources() | workbook.sources
    for row in records.values():
        for source in (*row["sources"], row["status_source"]):
            if source and source not in sources:
                sources[source] = unknown_source(source)
    for name, reason in broken.items():
        log.error("%s is left out: %s", name, reason)
    for note in refused:
        log.error("%s", note.text("en"))
    links: dict[str, list[Link]] = {}
    for link in files.links:
        links.setdefault(link.feature, []).append(link)
    clauses = {clause.id: clause for clause in files.plan.clauses}
    chapters = {
        name: frozenset(str(clauses[link.clause].chapter) for link in own)
        for name, own in links.items()
    }
    milestones = milestones_with(files.milestones, workbook)
    today = date.today()
    years = years_by_feature(records, milestones, sources, today)
    features, rows_of = _listed(catalogue, by_layer, chapters, years)
    return Store(
        catalogue=catalogue,
        frames=frames,
        broken=broken,
        refused=refused,
        overlaid=frozenset(changed),
        features=features,
        rows=rows_of,
        plan=files.plan,
        figures=files.figures,
        coverage=files.coverage,
        clauses=clauses,
        sources=sources,
        links=links,
        firms=firms,
        site_facts=facts_with(files.site_facts, workbook),
        milestones=milestones,
        today=today,
        years=years,
        next_plan=files.next_plan,
        bureau_contact=settings().contact,
        access=files.access,
        access_areas=files.access_areas,
        town_access=files.town_access,
        aliases=files.aliases,
        records=records,
        drawn=frozenset(
            identifier
            for frame in frames.values()
            for identifier in frame.loc[frame.geometry.notna(), "id"]
        ),
    )


def _layers(
    paths: Paths,
) -> tuple[dict[str, LayerDefinition], dict[str, gpd.GeoDataFrame], dict[str, str]]:
    """Return the usable layers, their features, and why other layers are left out."""
    catalogue, broken = read_catalogue(paths.layers)
    for name in current_files(paths.geodata, "*.geojson"):
        layer = name.removesuffix(".geojson")
        if layer not in catalogue and layer not in broken:
            broken[layer] = f"{name}: expected layers/{layer}.toml, found none"
    frames: dict[str, gpd.GeoDataFrame] = {}
    owners: dict[str, str] = {}
    for name, definition in catalogue.items():
        path = current(paths.geodata, f"{name}.geojson")
        try:
            frame = read_layer(path, definition)
            for identifier in frame["id"]:
                if identifier in owners:
                    message = f"expected a unique id, {owners[identifier]}.geojson has it too"
                    raise GeodataError(path.name, message, identifier, "id")
        except (GeodataError, OSError) as error:
            broken[name] = str(error)
            continue
        frames[name] = frame
        owners |= dict.fromkeys(frame["id"], name)
    return {name: catalogue[name] for name in catalogue if name in frames}, frames, broken


def _listed(
    catalogue: dict[str, LayerDefinition],
    by_layer: dict[str, list[dict[str, Any]]],
    chapters: dict[str, frozenset[str]],
    years: dict[str, Years],
) -> tuple[pd.DataFrame, dict[str, np.ndarray]]:
    listed: list[dict[str, Any]] = []
    rows: dict[str, np.ndarray] = {}
    themes = list(vocabulary().theme)
    for name in sorted(
        (n for n, definition in catalogue.items() if not definition.context),
        key=lambda n: (themes.index(catalogue[n].theme), catalogue[n].order),
    ):
        rows[name] = np.arange(len(listed), len(listed) + len(by_layer[name]))
        listed += [
            {
                **row,
                "ordinal": ordinal,
                "town_set": frozenset(row["towns"]) | frozenset(row["towns_drawn"]),
                "chapter_set": chapters.get(row["id"], frozenset()),
                "years": years[row["id"]],
            }
            for ordinal, row in enumerate(by_layer[name])
        ]
    base = ["id", "layer", "theme", "kind", "status", "ordinal", "town_set", "chapter_set", "years"]
    frame = pd.DataFrame(listed, columns=None if listed else base, dtype=object)
    return frame.where(frame.notna(), None), rows
