"""Runs every check over the built data."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from pathlib import Path
from typing import Any, TypeVar

import shapely
from shapely.geometry.base import BaseGeometry

from atlas.core.atomic_files import current, current_files
from atlas.core.json_files import GeodataError
from atlas.core.layer_ids import SITE_LAYERS
from atlas.core.model import Meeting, Source, vocabulary
from atlas.core.paths import Paths
from atlas.layers.layer_definition import LayerDefinition, read_catalogue
from atlas.layers.layer_files import read_collection, read_meetings, read_sources
from atlas.network.access_table import Access, AccessAreas
from atlas.network.town_access_table import TownAccessTable
from atlas.pipeline.build.reviewed_hosts import FILE as HOSTS
from atlas.pipeline.build.reviewed_hosts import read_hosts
from atlas.pipeline.build.source_tables import BuildError, read_table
from atlas.pipeline.validation import (
    access_rules,
    clause_link_rules,
    coverage_rules,
    firm_rules,
    former_id_rules,
    geometry_rules,
    host_rules,
    junction_rules,
    milestone_rules,
    named_place_rules,
    next_plan_rules,
    placement_rules,
    property_rules,
    site_fact_rules,
    target_rules,
    town_access_rules,
    town_rules,
)
from atlas.pipeline.validation.complaint import Complaint, Complaints, Item, Layer
from atlas.plan.built_tables import read_checked
from atlas.plan.clause_links import Link
from atlas.plan.clauses import Plan
from atlas.plan.coverage import Coverage, short_name
from atlas.plan.firms import Firm
from atlas.plan.former_ids import Alias
from atlas.plan.milestones import Milestone
from atlas.plan.named_places import Definition
from atlas.plan.next_plan import NextPlan
from atlas.plan.placements import Placement
from atlas.plan.plan_error import PlanError
from atlas.plan.site_facts import SiteFact
from atlas.plan.targets import Figures
from atlas.spatial.derived_fields import Towns
from atlas.spatial.geojson_text import read_shape

T = TypeVar("T")


def validate(root: Path | str | None = None) -> list[Complaint]:
    """Check ``geodata/`` and ``layers/``.

    Parameters
    ----------
    root : Path or str, optional
        Root of the project; by default the project's own.

    Returns
    -------
    Sorted; empty if there are none. An unreadable file is a complaint, and checks that need
    it are skipped.

    Raises
    ------
    FileNotFoundError
        When ``layers/`` or ``geodata/`` does not exist.
    """
    paths = Paths.at(root)
    for folder in (paths.layers, paths.geodata):
        if not folder.is_dir():
            raise FileNotFoundError(f"{folder}: no such folder")
    check = _Run(paths)
    return sorted(set(check.complaints))


class _Run:
    """Reads everything readable, then checks it."""

    def __init__(self, paths: Paths) -> None:
        self.paths = paths
        self.complaints: list[Complaint] = []
        self.layers = self._read_layers()
        self.sources = self._read_sources()
        self.meets = self._read_meets()
        self.plan = self._read("plan.json", Plan)
        self.links = self._read("links.json", list[Link]) or []
        self.figures = self._read("indicators.json", Figures)
        self.coverage = self._read("coverage.json", Coverage)
        self.placements = self._read("placements.json", list[Placement]) or []
        self.definitions = self._read("definitions.json", list[Definition]) or []
        self.firms = self._read("firms.json", list[Firm]) or []
        self.facts = self._read("site-facts.json", dict[str, list[SiteFact]]) or {}
        self.milestones = self._read("milestones.json", dict[str, list[Milestone]]) or {}
        self.next_plan = self._read("next-plan.json", NextPlan) or NextPlan()
        self.aliases = self._read("aliases.json", list[Alias]) or []
        self.access = self._read("access.json", Access)
        self.areas = self._read("access-areas.json", AccessAreas)
        self.town_access = self._read("town-access.json", TownAccessTable)
        self.ids = {item.id for layer in self.layers for item in layer.items}
        self._check()
        self._check_hosts()

    def _add(self, complaints: Complaints) -> None:
        self.complaints.extend(complaints)

    def _built(self, name: str) -> Path:
        return current(self.paths.geodata, name)

    def _complain(self, error: GeodataError) -> None:
        file = f"geodata/{error.file}"
        self.complaints.append(Complaint(file, error.feature, error.field, error.message))

    def _read_layers(self) -> list[Layer]:
        definitions, broken = read_catalogue(self.paths.layers)
        for layer_id, message in broken.items():
            self.complaints.append(Complaint(f"layers/{layer_id}.toml", "", "", message))
        for name in current_files(self.paths.geodata, "*.geojson"):
            layer = name.removesuffix(".geojson")
            if layer not in definitions and layer not in broken:
                message = f"expected layers/{layer}.toml, found none"
                self.complaints.append(Complaint(f"geodata/{name}", "", "", message))
        layers = (self._read_layer(definition) for definition in definitions.values())
        return [layer for layer in layers if layer is not None]

    def _read_layer(self, definition: LayerDefinition) -> Layer | None:
        try:
            raw = read_collection(self._built(f"{definition.id}.geojson"))
        except GeodataError as error:
            self._complain(error)
            return None
        items = [self._read_item(definition, feature) for feature in raw["features"]]
        return Layer(definition, raw, items)

    def _read_item(self, definition: LayerDefinition, feature: dict[str, Any]) -> Item:
        feature_id, shape = feature["properties"]["id"], None
        try:
            shape = read_shape(feature["geometry"])
        except ValueError as error:
            file = f"{definition.id}.geojson"
            self._complain(GeodataError(file, str(error), feature_id, "geometry"))
        return Item(feature_id, feature, shape)

    def _read_sources(self) -> dict[str, Source] | None:
        try:
            return read_sources(self._built("sources.json"))
        except GeodataError as error:
            self._complain(error)
            return None

    def _read_meets(self) -> list[Meeting]:
        try:
            return read_meetings(self._built("meets.json"))
        except GeodataError as error:
            self._complain(error)
            return []

    def _read(self, name: str, expected: type[T]) -> T | None:
        """Return the content of a plan file; if invalid, add a complaint and return ``None``."""
        try:
            return read_checked(self._built(name), expected)
        except PlanError as error:
            message = str(error).removeprefix(f"{name}: ")
            self.complaints.append(Complaint(f"geodata/{name}", "", "", message))
            return None

    def _town_names(self) -> dict[str, str]:
        """Return short name → NBS code of the townships."""
        items = [i for la in self.layers if la.definition.id == "townships" for i in la.items]
        return {short_name(str(item.get("name_zh"))): str(item.get("code")) for item in items}

    def _townships(self) -> tuple[dict[str, BaseGeometry], BaseGeometry | None]:
        """Return code → polygon of the usable townships, and their union."""
        usable = {
            str(item.get("code")): item.shape
            for layer in self.layers
            if layer.definition.id == "townships"
            for item in layer.items
            if item.shape is not None and item.shape.is_valid
        }
        return usable, shapely.union_all(list(usable.values())) if usable else None

    def _check_access(self, towns: Collection[str], sources: Collection[str]) -> None:
        if self.access is not None:
            self._add(access_rules.check_access(self.access, self.layers, sources))
            if self.areas is not None:
                self._add(access_rules.check_areas(self.areas, self.access))
        if self.town_access is not None:
            check = town_access_rules.check_town_access
            self._add(check(self.town_access, self.layers, towns, sources))

    def _check(self) -> None:
        words = vocabulary()
        townships, city = self._townships()
        self._add(self._check_unique())
        today = datetime.date.today()
        sources = self.sources or {}
        self._add(firm_rules.check_firms(self.firms, self.ids, sources, today))
        sites = {i.id: i for la in self.layers if la.definition.id in SITE_LAYERS for i in la.items}
        self._add(site_fact_rules.check_facts(self.facts, sites, sources, today))
        self._check_access(townships, sources)
        everything = {item.id: item for layer in self.layers for item in layer.items}
        self._add(milestone_rules.check_milestones(self.milestones, everything, sources, today))
        self._add(
            next_plan_rules.check_next_plan(self.next_plan, self.ids, sources, words.relation)
        )
        self._add(former_id_rules.check_aliases(self.aliases, self.ids))
        self._check_published()
        for layer in self.layers:
            self._add(property_rules.check_schema(layer))
            self._add(property_rules.check_listed_words(layer, words, self.ids))
            self._add(property_rules.check_languages(layer))
            self._add(property_rules.check_precision(layer, words))
            self._add(geometry_rules.check_file(layer))
            self._add(named_place_rules.check_defined(layer, self.definitions))
            self._add(geometry_rules.check_coordinates(layer))
            self._add(geometry_rules.check_shapes(layer, city))
            if self.sources is not None:
                self._add(property_rules.check_sources(layer, self.sources))
                self._add(placement_rules.check_placed(layer, self.placements, self.sources))
            if self.plan is not None:
                self._add(clause_link_rules.check_plan_fields(layer, self.links, self.plan))
            if city is not None:
                self._add(geometry_rules.check_measures(layer, city))
                self._add(town_rules.check_towns(layer, townships, Towns(townships)))
                if layer.definition.id == "townships":
                    self._add(town_rules.check_townships(layer))
                if layer.definition.id == "city-boundary":
                    self._add(town_rules.check_outline(layer, city))
        self._add(junction_rules.check_meets(self.meets, everything, self.sources))
        if self.plan is not None:
            clauses = {clause.id for clause in self.plan.clauses}
            self._add(named_place_rules.check_definitions(self.definitions, clauses, townships))
            self._add(clause_link_rules.check_same_status(self.links, self.layers))
            self._add(
                clause_link_rules.check_links(self.links, self.plan, self.ids, words.relation)
            )
            if self.coverage is not None:
                known = (self.plan, self.links, words.theme)
                self._add(coverage_rules.check_statements(self.coverage, *known))
                names = self._town_names()
                self._add(
                    coverage_rules.check_mentions(self.coverage, self.plan, names, words.sense)
                )
            if self.figures is not None and self.sources is not None:
                figured = (self.plan, self.sources, words.theme)
                self._add(target_rules.check_figures(self.figures, *figured))

    def _check_published(self) -> None:
        name = former_id_rules.PUBLISHED
        try:
            rows = read_table(self.paths.sources / name, ("id",), more=())
        except BuildError as error:
            self.complaints.append(Complaint(f"geodata/sources/{name}", "", "", str(error)))
            return
        published = [row.required("id") for row in rows]
        self._add(former_id_rules.check_published(published, self.aliases, self.ids))

    def _check_hosts(self) -> None:
        try:
            reviewed = read_hosts(self.paths.sources)
        except BuildError as error:
            self.complaints.append(Complaint(f"geodata/sources/{HOSTS}", "", "", str(error)))
            return
        self._add(host_rules.check_sources(self.sources or {}, reviewed))
        data = self.paths.geodata
        texts = [*data.glob("*.geojson"), *data.glob("*.json"), *self.paths.layers.glob("*.toml")]
        texts += [path for path in self.paths.sources.rglob("*") if path.is_file()]
        known = [path for path in texts if path.name not in ("sources.json", "sources.csv")]
        self._add(host_rules.check_texts(sorted(known), data.parent, reviewed))

    def _check_unique(self) -> Complaints:
        owners: dict[str, str] = {}
        for layer in self.layers:
            for item in layer.items:
                if item.id in owners:
                    message = f"expected a unique id, found it in {owners[item.id]} too"
                    yield layer.complain(item, "id", message)
                owners.setdefault(item.id, layer.file)
