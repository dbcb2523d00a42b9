"""Every message key in the code is in the catalogue, and every message is used and filled in."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

from atlas import wording
from atlas.analysis.evaluation.outcome_counts import PARTS
from atlas.analysis.land_extract import Reason
from atlas.analysis.location_report import TARGETS
from atlas.analysis.overlap.overlap_report import SHAPES as CHECKED
from atlas.analysis.overlap.overlap_report import VERDICTS
from atlas.analysis.progress_figures import PROGRESS_TYPES
from atlas.analysis.site_search.criteria import CRITERIA, WAYS
from atlas.analysis.site_search.site_profile import Within
from atlas.analysis.town_agenda import GROUPS
from atlas.analysis.town_measures import MEASURES
from atlas.core.messages import all_messages
from atlas.core.model import BASE_FIELDS, vocabulary
from atlas.core.paths import GEODATA
from atlas.feedback.remark import KINDS
from atlas.layers.layer_files import read_sources
from atlas.layers.symbology import legend_samples
from atlas.network.access_table import Unknown, Unplaced
from atlas.network.town_access_table import ERAS, TOWN_KINDS
from atlas.plan import coverage
from atlas.plan.evaluation import verdict
from atlas.plan.evaluation.outcome import OUTCOMES
from atlas.plan.evaluation.succession import SUCCESSIONS
from atlas.plan.milestones import COMPLETION, EVENTS
from atlas.plan.targets import Bound
from atlas.readers.file_limits import Counted
from atlas.readers.planners_file import DEGREES, SHAPES
from atlas.store.query import CHOICES, Tool
from atlas.web.browsing import overview_data
from atlas.web.browsing.comparison_data import TEXTS
from atlas.web.downloads.evaluation_download import EVALUATION
from atlas.web.parts import indicators_page
from atlas.web.state.page_list import EVERY
from atlas.web.state.url_query import known_names
from atlas.wording.check_table import COLUMNS, HEADS
from atlas.wording.evaluation_text import METHOD
from atlas.writers.evaluation_workbook import PROJECT_COLUMNS, STATEMENT_COLUMNS
from atlas.writers.export import FORMATS
from atlas.writers.progress_columns import MILESTONE_COLUMNS
from atlas.writers.site_tables import FACT_COLUMNS, FIRM_COLUMNS
from tests.support.message_names import names
from tests.support.project import failures

ROOT = Path(__file__).parents[2]
KEYS = set(all_messages())
NAMESPACES = {key.split(".")[0] for key in KEYS}

LITERAL = re.compile(rf"(?:{'|'.join(sorted(NAMESPACES))})(?:\.[a-z0-9_]+)+")


@cache
def trees() -> dict[Path, ast.Module]:
    """Return all Python code of the atlas, parsed."""
    code = sorted([*ROOT.glob("atlas/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "app.py"])
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in code}


@cache
def scripts() -> dict[Path, str]:
    """Return all scripts of the browser by file."""
    paths = sorted((ROOT / "static").rglob("*.js"))
    return {path: path.read_text(encoding="utf-8") for path in paths}


def function(name: str, file: str) -> ast.FunctionDef:
    for node in ast.walk(trees()[ROOT / file]):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return node
    raise AssertionError(f"{file} has no {name}")


def words(name: str, file: str) -> set[str]:
    """Return the one-word strings in a function, which include parts of message keys."""
    found = {n.value for n in ast.walk(function(name, file)) if isinstance(n, ast.Constant)}
    return {value for value in found if isinstance(value, str) and value.isidentifier()}


PAGE_KEYS = {page.topic.key for page in EVERY}
DOORS = {"planner", "investor", "citizen"}
FACTS = {"area", "towns", "projects", "parks", "reserves", "clauses"}
DRAWN = {"line", "polygon"}
UNITS = {"metres", "kilometres", "square_metres", "hectares", "square_kilometres", "mu"}


@cache
def patterns() -> dict[str, set[str]]:
    """Return keys with a gap that code assembles → values for the gap."""
    controls = scripts()[ROOT / "static/map/controls.js"]
    icons = re.findall(r"^  (\w+): 'M", controls, re.MULTILINE)
    basemaps = tomllib.loads((ROOT / "atlas/webmap/basemaps.toml").read_text("utf-8"))
    return {
        "app.not_found_*": {"title", "text", "home"},
        "page.*": PAGE_KEYS,
        "lead.*": PAGE_KEYS,
        "door.*": DOORS,
        "door.*_text": DOORS,
        "door.*_link": DOORS,
        "door.*_further": set(overview_data.FURTHER),
        "evaluation.*": {*PARTS, *EVALUATION.media},
        "evaluation.by_*": set(PARTS),
        "evaluation.no_*": {"town", "chapter"},
        "evaluation.several_*": {"town", "chapter"},
        "evaluation.no_project_*": set(get_args(coverage.Outcome)),
        "evaluation.method_*": set(METHOD),
        "evaluation.column_*": {"statements", "page"},
        "evaluation.cell_*": {*PROJECT_COLUMNS, *STATEMENT_COLUMNS},
        "glance.*": FACTS,
        "glance.*_value": FACTS,
        "glance.*_count": {"subdistricts", "towns", "districts", "parks", "features", "links"},
        "card.*": {"length_km_drawn", "length_km_drawn_in_city", "area_ha_drawn"},
        "card.precision_*": set(vocabulary().precision),
        "progress.*": {*EVENTS, "short_late", "short_begun", "short_moved", "short_running"},
        "progress.name_*": set(EVENTS) - {"dropped"},
        "confidence.*": {s.confidence for s in read_sources(GEODATA / "sources.json").values()}
        | {"official"},
        "table.*": set(wording.CELLS),
        "field.*": {*BASE_FIELDS, *PROGRESS_TYPES},
        "head.*": {*BASE_FIELDS, *PROGRESS_TYPES, "min", "max"},
        "progress.column_*": set(MILESTONE_COLUMNS),
        "progress.kind_*": {"promised", "reached"},
        "spoken.*": {"undrawn", "town", "undated", "hidden"},
        "spoken.skip_*": {"main", "list", "map", "search"},
        "filter.*": {"undrawn", "town", "undated", *CHOICES},
        "next.*": set(SUCCESSIONS),
        "chapter.*": {str(number) for number in range(1, 14)},
        "takeaway.form_*": set(FORMATS),
        "takeaway.undrawn_*": {one.undrawn for one in FORMATS.values()},
        "takeaway.column_*": {"layer", "short", "column", "chinese", "head", "type", "unit", "cut"},
        "site.*": set(get_args(Unknown)) - {"", "exit_unknown"},
        "site.way_*": set(WAYS) | {"exit"},
        "site.unplaced_*": set(get_args(Unplaced)),
        "finder.*": set(CRITERIA) - set(WAYS),
        "finder.relax_*": {"far", "near", "land", "area"},
        "site.within_*": set(get_args(Within)),
        "compare.*": set(TEXTS),
        "compare.row_*": {"state", "industries", "role", "towns", "place", "nearest_zone"}
        | {"firms", "clauses"},
        "compare.place_*": {*vocabulary().precision, "undrawn"},
        "shortlist.column_*": {"number", "site", "kind", "id"},
        "factsheet.*": {"towns", "status", "industries", "role", "place", "clauses"},
        "factsheet.head_*": {"item", "value", "date", "check", "source"}
        | {"place", "km", "minutes", "link", "network", "straight"},
        "factsheet.mark_*": {"placed", "town"},
        "bureau.column_*": {*FACT_COLUMNS, *FIRM_COLUMNS},
        "bureau.words_*": {"site", "fact", "unit", "use", "state", "flag", "source", "title"}
        | {"project", "event", "kind"},
        "takeaway.type_*": {"text", "number", "integer", "truth"},
        "takeaway.notes_*": {"item", "text", "date", "address"},
        "parameter.*": {*known_names(), "other"},
        "feedback.*": {"full", "blocked"},
        "feedback.kind_*": set(KINDS),
        "map.button.*": set(icons),
        "map.base.*": {"offline", *basemaps},
        "map.base_credit.*": set(basemaps),
        "map.draw.begin_*": DRAWN,
        "map.draw.go_on_*": DRAWN,
        "map.shape.*": DRAWN,
        "map.measure.*": DRAWN | UNITS,
        "map.compare.*": {"plan", "now"},
        "map.compare.show_*": {"plan", "now"},
        "map.sample.*": set(legend_samples(official=True)),
        "sheet.title.*": PAGE_KEYS,
        "sheet.precision_*": set(vocabulary().precision),
        "map.sample.status.*": set(vocabulary().status),
        "map.sample.precision.*": {"derived", "schematic"},
        "here.*": {"covers", "may_cover"},
        "here.target_*": set(TARGETS),
        "task.*": {*get_args(Tool), "pdf", "csv", "json", "shape", "degrees", "encoding"},
        "task.*_about": set(get_args(Tool)) - {"spot"},
        "travel.*": set(get_args(Unknown)) - {"", "exit_unknown"},
        "travel.era_*": set(ERAS),
        "travel.kind_*": set(TOWN_KINDS),
        "travel.to_*": set(TOWN_KINDS),
        "check.*": {"compared", "buffer", "system", "difference", "sliver", "near"}
        | {"subject", "whole", "place", "basis", "made"},
        "task.name_*": {"pdf", "csv", "json"},
        "task.shape_*": set(SHAPES),
        "task.degrees_*": set(DEGREES),
        "check.share_*": {"subject", "zone"},
        "check.precision_*": {*vocabulary().precision, "unknown"} - {"town"},
        "check.left_*": {"undrawn", "town", "direction"},
        "check.relation_*": {"overlap", "sliver", "touching", "near", "clear"},
        "check.shape_*": set(CHECKED),
        "check.count_*": {"line", "point"},
        "check.verdict_*": set(VERDICTS),
        "check.column_*": set(COLUMNS),
        "check.head_*": set(HEADS),
        "planners.limit_*": set(get_args(Counted)),
        "extract.*": {"sources", "disclaimer", "unknown", "beyond"},
        "extract.column_*": {"sure", "may", "town", "share", "page"},
        "extract.how_*": {"covers", "may_cover", "town", "clauses"},
        "extract.reason_*": set(get_args(Reason)),
        "extract.relation_*": {"self", "covers", "may_cover", "may_cover_apart"},
        "indicator.*": {"name", "target_name", "main", "others"}
        | set(indicators_page.HEADS)
        | (set(get_args(Bound)) - {"exactly", "reach"}),
        "indicator.key_*": set(indicators_page.KEYS),
        "plain.*": {
            *("begun", "begun_by", "approved", "approved_by", "in", "in_many", "through"),
            *("through_many", "town", "nowhere", "outside", "everywhere"),
            *(f"{known}_{event}" for known in ("since", "by") for event in COMPLETION),
            *("since_opened_traffic", "by_opened_traffic"),
        },
        "plain.plan_*": {"planned", "under_construction", "sought", "studied"},
        "plain.to_*": set(EVENTS) - {"dropped"},
        "plain.undecided_*": {"sought", "studied"},
        "course.*": {"drawn", "drawn_in_city"},
        "townpage.*": {"city_wide", "unlocated"},
        "townpage.*_note": {"city_wide", "unlocated"},
        "townpage.counted_*": set(OUTCOMES),
        "townpage.group_*": set(GROUPS),
        "shade.*": set(MEASURES),
        "shade.*_title": set(MEASURES),
        "shade.*_note": set(MEASURES),
        "shade.*_value": {"km", "redline"},
        "shade.*_none": {"km", "redline"},
        "verdict.*": set(verdict.VERDICTS),
        "reason.*": set(get_args(verdict.Reason)),
    }


def python_keys() -> Iterator[tuple[str, str]]:
    for path, tree in trees().items():
        joined = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
        pieces = {piece for node in joined for piece in node.values}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if node not in pieces and LITERAL.fullmatch(node.value):
                    yield node.value, path.name
            elif isinstance(node, ast.JoinedStr):
                parts = [p.value if isinstance(p, ast.Constant) else "*" for p in node.values]
                if LITERAL.fullmatch("".join(parts).replace("*", "x")):
                    yield "".join(parts), path.name


def script_keys() -> Iterator[tuple[str, str]]:
    for path, text in scripts().items():
        for key in re.findall(r"'([a-z0-9_.]+)'", text):
            if LITERAL.fullmatch(key):
                yield key, path.name
        for key in re.findall(r"`([^`]+)`", text):
            pattern = re.sub(r"\$\{[^}]*\}", "*", key)
            if LITERAL.fullmatch(pattern.replace("*", "x")):
                yield pattern, path.name


@cache
def keys_in_code() -> list[tuple[str, str]]:
    """Return every key in code, with ``*`` for a gap, and its file."""
    return sorted(
        k
        for k in {*python_keys(), *script_keys()}
        if not k[0].endswith((".py", ".j2", ".typ", ".json"))
    )


def test_the_key_patterns_match_the_code():
    assert set(patterns()) == {key for key, _ in keys_in_code() if "*" in key}
    assert set(overview_data.DOORS) == DOORS
    assert words("_figures", "atlas/web/browsing/overview_data.py") >= FACTS
    figures = {w for w in words("computed_rows", "atlas/wording/feature_card.py") if "drawn" in w}
    assert figures == patterns()["card.*"]


def test_a_key_in_code_is_in_the_catalogue() -> None:
    def check(found: tuple[str, str]) -> None:
        key, file = found
        wanted = {key.replace("*", word) for word in patterns()[key]} if "*" in key else {key}
        assert wanted
        assert wanted <= KEYS, f"{file}: {sorted(wanted - KEYS)}"

    assert failures(check, keys_in_code()) == {}


def test_every_message_is_used():
    used = {key for key, _ in keys_in_code() if "*" not in key}
    for pattern, filling in patterns().items():
        used |= {pattern.replace("*", word) for word in filling}
    assert sorted(KEYS - used) == []


def calls() -> Iterator[tuple[str, set[str], str]]:
    """Yield calls with a literal key: key, filled names, location."""
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            key = getattr(node.args[0], "value", None)
            if called in ("text", "message") and isinstance(key, str) and key in KEYS:
                given = {keyword.arg or "**" for keyword in node.keywords}
                yield key, given, f"{path.name}:{node.lineno}"


def test_a_call_fills_in_every_name() -> None:
    def check(call: tuple[str, set[str], str]) -> None:
        key, given, where = call
        text = all_messages()[key]
        assert names(text.zh) | names(text.en) == given, where

    assert failures(check, calls()) == {}


def test_the_browser_fills_in_every_name():
    asked = {
        n
        for key, text in all_messages().items()
        if key.startswith(("map.", "reader.")) or key in ("card.facts", "card.due")
        for n in names(text.zh)
    }
    assert asked == set(re.findall(r"\.replace\('\{(\w+)\}'", "".join(scripts().values())))
