"""Runs the build: reads the source tables and writes or compares all files of ``geodata/``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from atlas.core.atomic_files import current, only_writer, replace_files
from atlas.core.layer_ids import TRANSPORT_NETWORK
from atlas.core.model import BASE_FIELDS, Source
from atlas.core.paths import Paths
from atlas.core.toml_files import first_problem, load_toml
from atlas.layers.layer_definition import FieldDefinition, LayerDefinition, read_catalogue
from atlas.pipeline.build.access_files import access
from atlas.pipeline.build.area_placements import placements
from atlas.pipeline.build.built_features import Built
from atlas.pipeline.build.geometry_recipes import Recipes, Shapes
from atlas.pipeline.build.junctions import junctions, read_junctions, snap
from atlas.pipeline.build.reviewed_hosts import is_listed, read_hosts
from atlas.pipeline.build.source_tables import (
    BASE_COLUMNS,
    CORRECTION_COLUMNS,
    LINK_COLUMNS,
    MENTION_COLUMNS,
    SOURCE_COLUMNS,
    STATEMENT_COLUMNS,
    BuildError,
    Row,
    defined,
    read_table,
)
from atlas.pipeline.build.town_access_files import town_access
from atlas.plan.clause_links import Link, first_links
from atlas.plan.clauses import Plan
from atlas.plan.corrections import Correction
from atlas.plan.coverage import Coverage, Mention, Statement
from atlas.plan.firms import Firm, firm_names, with_check_after
from atlas.plan.former_ids import Alias
from atlas.plan.milestones import MilestoneRow, milestones
from atlas.plan.milestones import plain as plain_milestones
from atlas.plan.named_places import Definition
from atlas.plan.next_plan import About, Document, DraftRow, NextLinkRow, NextPlan, drafts
from atlas.plan.parser import parse_plan
from atlas.plan.plan_error import PlanError
from atlas.plan.site_facts import SiteFactRow, plain, site_facts
from atlas.plan.targets import Figures, IndicatorWords, Outcome, Target
from atlas.spatial import derived_fields
from atlas.spatial.geojson_text import geojson_text, json_line

#: value in the column ``towns`` if neither plan nor press gives the location
UNKNOWN = "unknown"
#: field of a layer that is filled with the firms of ``firms.csv``
FIRMS = "firms"
#: table of the facts of industrial sites
FACTS = "site-facts"
#: folder with what is known of the next plan
NEXT_PLAN = "next-plan"

Model = TypeVar("Model", bound=BaseModel)


def build(root: Path | str | None = None, *, check: bool = False) -> list[str]:
    """Build ``geodata/`` from ``geodata/sources/`` and ``layers/``.

    Parameters
    ----------
    root : Path or str, optional
        Root of the project; by default the project's own.
    check : bool
        If true, write nothing and only compare.

    Returns
    -------
    list of str
        Names of the files that differed from the build (and were written, unless ``check``),
        sorted.

    Raises
    ------
    BuildError
        Names file, row, column and expected value.
    FolderBusyError
        When another build is writing and does not finish in time.
    """
    paths = Paths.at(root)
    if check:
        return sorted(_differing(paths))
    with only_writer(paths.geodata):
        differing = _differing(paths)
        replace_files(paths.geodata, differing)
    return sorted(differing)


def _differing(paths: Paths) -> dict[str, str]:
    """Return file name → text of the built files that differ from those in ``geodata/``."""
    differing = {}
    for name, text in built_files(paths).items():
        path = current(paths.geodata, name)
        if not (path.is_file() and path.read_bytes() == text.encode("utf-8")):
            differing[name] = text
    return differing


def built_files(paths: Paths) -> dict[str, str]:
    """Return file name → text of all files built from the sources; see ``build``."""
    plan = _plan(paths)
    links = _links(paths)
    definitions, broken = read_catalogue(paths.layers)
    for message in broken.values():
        raise BuildError("", "", "", message)
    named_places = _rows_of(paths, "definitions", Definition, lists=("names", "towns"))
    places = {place.id: place.towns for place in named_places}
    tables: dict[str, list[Row]] = {}
    for path in sorted((paths.sources / "features").glob("*.csv")):
        if path.stem not in definitions:
            raise BuildError(path.name, "", "", f"expected layers/{path.stem}.toml, found none")
        columns = definitions[path.stem].columns
        rows = read_table(path, BASE_COLUMNS, more=columns)
        tables[path.stem] = [defined(row, places) for row in rows]
    features = {row.name: row for rows in tables.values() for row in rows}
    meets = read_junctions(paths)
    met = junctions(meets, features)
    shapes = snap(Shapes.read(paths), meets, features)
    recipes = Recipes(shapes)
    layers = {
        layer: [Built(row, recipes.make(row), recipes.accuracy_m(row)) for row in rows]
        for layer, rows in tables.items()
    }

    firms = [with_check_after(f) for f in _rows_of(paths, "firms", Firm, lists=("features",))]
    writer = _Properties(shapes, first_links(links), layers.get(TRANSPORT_NETWORK, []), firms)
    files = {
        f"{layer}.geojson": geojson_text(
            (writer.of(feature, definitions[layer]), feature.shape) for feature in features
        )
        for layer, features in layers.items()
    }
    files["coverage.json"] = _lists_text(_coverage(paths, plan).model_dump())
    files["plan.json"] = _lists_text(plan.model_dump())
    files["indicators.json"] = _lists_text(_figures(paths).model_dump())
    files["links.json"] = _list_text([link.model_dump() for link in links])
    files["meets.json"] = _list_text([meeting.model_dump() for meeting in met])
    aliases = _rows_of(paths, "aliases", Alias)
    files["aliases.json"] = _list_text([alias.model_dump() for alias in aliases])
    rows = list(features.values())
    files["placements.json"] = _list_text([p.model_dump() for p in placements(paths, rows)])
    files["definitions.json"] = _list_text([place.model_dump() for place in named_places])
    files["firms.json"] = _list_text([firm.model_dump(mode="json") for firm in firms])
    files["site-facts.json"] = _lists_text(plain(site_facts(_rows_of(paths, FACTS, SiteFactRow))))
    sources = _sources(paths)
    dates = {source.id: source.date for source in sources}
    files["next-plan.json"] = json_line(_next_plan(paths).model_dump(mode="json")) + "\n"
    histories = milestones(_rows_of(paths, "milestones", MilestoneRow), dates)
    files["milestones.json"] = _lists_text(plain_milestones(histories))
    files["sources.json"] = _list_text([source.model_dump() for source in sources])
    # last, as they take most of the time: a bad cell elsewhere is named at once
    reach, areas = access(paths, layers, shapes)
    files["access.json"] = _tables_text(reach.model_dump(mode="json"))
    files["access-areas.json"] = _tables_text(areas.model_dump(mode="json"))
    over_the_years = town_access(paths, layers, shapes, histories)
    files["town-access.json"] = _tables_text(over_the_years.model_dump(mode="json"))
    return files


class _Properties:
    """Assembles the properties of features, in file order."""

    def __init__(
        self, shapes: Shapes, links: Mapping[str, Link], network: list[Built], firms: list[Firm]
    ) -> None:
        self.city = shapes.city
        self.towns = derived_fields.Towns(
            {code: known.shape for code, known in shapes.townships.items()}
        )
        self.links = links
        self.network = network
        self.firms = firms
        self.nearest: dict[str, derived_fields.Nearest] = {}

    def of(self, feature: Built, layer: LayerDefinition) -> dict[str, Any]:
        row, shape = feature.row, feature.shape
        link = self.links.get(row.name)
        drawn = self.towns.of(shape)
        stated = row.items("towns")
        unknown = stated == [UNKNOWN]
        computed: dict[str, Any] = {
            "layer": layer.id,
            "theme": layer.theme,
            "plan_clause": link.clause if link else None,
            "plan_quote": link.quote if link else None,
            "accuracy_m": feature.accuracy_m,
            "sources": row.items("sources"),
            "towns": drawn if unknown else stated or drawn,
            "towns_unknown": unknown,
            "towns_drawn": drawn,
            "label_point": self._label_point(feature),
            **derived_fields.sizes(shape, self.city),
        }
        base = {name: computed.get(name, row.text(name)) for name in BASE_FIELDS}
        own = {name: _own_value(row, name, field) for name, field in layer.columns.items()}
        if FIRMS in layer.fields:
            own |= {
                f"{FIRMS}_{lang}": firm_names(self.firms, row.name, lang) for lang in ("zh", "en")
            }
        return {**base, **own, **self._near(feature, layer)}

    def _label_point(self, feature: Built) -> list[float] | None:
        """Return the stated label point (a town's seat), else the computed one."""
        lon, lat = feature.row.number("label_lon"), feature.row.number("label_lat")
        if lon is None or lat is None:
            return derived_fields.label_point(feature.shape)
        return [lon, lat]

    def _near(self, feature: Built, layer: LayerDefinition) -> dict[str, Any]:
        near: dict[str, Any] = {}
        for kind in layer.build.nearest:
            if kind not in self.nearest:
                self.nearest[kind] = derived_fields.Nearest(
                    kind,
                    (
                        (node.row.name, node.shape, node.accuracy_m)
                        for node in self.network
                        if node.row.text("kind") == kind and node.shape is not None
                    ),
                )
            near |= self.nearest[kind].fields(feature.shape, feature.accuracy_m)
        return near


def _own_value(row: Row, name: str, field: FieldDefinition) -> Any:
    """Return the value of a layer-specific field in the type that the definition declares."""
    if field.type in ("number", "band"):
        return row.number(name)
    if field.type == "integer":
        return row.integer(name)
    if field.type == "list":
        return row.items(name)
    return row.text(name)


def _plan(paths: Paths) -> Plan:
    return _parsed(paths.sources / "plan.txt", corrections(paths))


def _parsed(path: Path, corrected: Sequence[Correction] = ()) -> Plan:
    try:
        return parse_plan(path.read_text(encoding="utf-8"), corrected)
    except OSError as error:
        raise BuildError(path.name, "", "", f"cannot be read: {error.strerror}") from error
    except PlanError as error:
        raise BuildError("", "", "", str(error)) from error


def corrections(paths: Paths) -> list[Correction]:
    """Read the corrections of the plan's text.

    Raises
    ------
    BuildError
        Names row and column.
    """
    return [
        Correction(
            line=row.integer("line") or 0,
            **{name: row.required(name) for name in CORRECTION_COLUMNS if name != "line"},
        )
        for row in read_table(paths.sources / "corrections.csv", CORRECTION_COLUMNS, more=())
    ]


def _figures(paths: Paths) -> Figures:
    return Figures(
        words=_rows_of(paths, "indicators", IndicatorWords),
        targets=_rows_of(paths, "targets", Target),
        outcomes=_rows_of(paths, "outcomes", Outcome, lists=("differs",)),
    )


def _rows_of(
    paths: Paths, name: str, model: type[Model], lists: tuple[str, ...] = ()
) -> tuple[Model, ...]:
    """Return a table whose columns are the fields of a model; empty cells mean the default."""
    columns = list(model.model_fields)
    rows = read_table(paths.sources / f"{name}.csv", columns, more=())
    return tuple(_row_model(row, model, lists) for row in rows)


def _links(paths: Paths) -> list[Link]:
    """Return the links of all layers; those of a feature are in the order of their table."""
    links = []
    for path in sorted((paths.sources / "links").glob("*.csv")):
        for row in read_table(path, LINK_COLUMNS, more=()):
            links.append(Link(**{column: row.required(column) for column in LINK_COLUMNS}))
    return links


def _next_plan(paths: Paths) -> NextPlan:
    """Return statements of drafts of the next plan, and its document once ``about.toml`` exists."""
    known = drafts(_rows_of(paths, f"{NEXT_PLAN}/drafts", DraftRow))
    folder = paths.sources / NEXT_PLAN
    if not (folder / "about.toml").is_file():
        return NextPlan(drafts=known)
    document = Document(
        about=load_toml(About, folder / "about.toml"),
        plan=_parsed(folder / "plan.txt"),
        links=tuple(row.link() for row in _rows_of(paths, f"{NEXT_PLAN}/links", NextLinkRow)),
    )
    return NextPlan(drafts=known, document=document)


def _coverage(paths: Paths, plan: Plan) -> Coverage:
    """Return statements and mentions, each in the plan's order."""
    order = {clause.id: number for number, clause in enumerate(plan.clauses)}
    rows = [
        row
        for path in sorted((paths.sources / "statements").glob("*.csv"))
        for row in read_table(path, STATEMENT_COLUMNS, more=())
    ]
    statements = [_row_model(row, Statement, lists=("features",)) for row in rows]
    mentions = [
        _row_model(row, Mention)
        for row in read_table(paths.sources / "mentions.csv", MENTION_COLUMNS, more=())
    ]
    last = len(order)
    return Coverage(
        statements=tuple(sorted(statements, key=lambda s: (order.get(s.clause, last), s.id))),
        mentions=tuple(
            sorted(mentions, key=lambda m: (order.get(m.clause, last), m.name, m.occurrence))
        ),
    )


def _row_model(row: Row, model: type[Model], lists: tuple[str, ...] = ()) -> Model:
    """Return a row as a model whose fields are its columns; empty cells mean the default."""
    cells = {name: row.items(name) if name in lists else row.text(name) for name in row.cells}
    try:
        return model.model_validate({name: cell for name, cell in cells.items() if cell})
    except ValidationError as error:
        raise row.error("", first_problem(error)) from error


def _sources(paths: Paths) -> list[Source]:
    sources = []
    hosts = read_hosts(paths.sources)
    for row in read_table(paths.sources / "sources.csv", SOURCE_COLUMNS, more=()):
        try:
            cells = {name: row.text(name) for name in SOURCE_COLUMNS}
            source = Source.model_validate({k: cell for k, cell in cells.items() if cell})
        except ValidationError as error:
            first = error.errors()[0]
            raise row.error(".".join(str(part) for part in first["loc"]), first["msg"]) from error
        if source.url and not is_listed(source.url, hosts):
            raise row.error("url", f"expected a host of hosts.csv, found {source.url}")
        sources.append(source)
    return sources


def _list_text(items: list[dict[str, Any]]) -> str:
    return "[\n" + ",\n".join(json_line(item) for item in items) + "\n]\n"


def _lists_text(parts: Mapping[str, Sequence[dict[str, Any]]]) -> str:
    lists = [f'"{name}":' + _list_text(list(parts[name])).rstrip("\n") for name in parts]
    return "{" + ",\n".join(lists) + "}\n"


def _tables_text(tables: Mapping[str, Mapping[str, Any]]) -> str:
    """Return tables as JSON, one row a line."""
    parts = []
    for name, rows in tables.items():
        lines = [f'"{key}":{json_line(row)}' for key, row in rows.items()]
        parts.append(f'"{name}":{{\n' + ",\n".join(lines) + "\n}")
    return "{" + ",\n".join(parts) + "}\n"
