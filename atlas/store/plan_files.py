"""Reads the plan's built files so that one invalid file does not affect the others.

An invalid file is reported and treated as empty, and so is a file that refers to it. An unknown
source gets a placeholder entry.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from atlas.core.atomic_files import current
from atlas.core.json_files import GeodataError, json_line_of
from atlas.core.messages import message
from atlas.core.model import Source, vocabulary
from atlas.core.paths import Paths
from atlas.layers.layer_files import read_sources
from atlas.network.access_table import Access, AccessAreas
from atlas.network.town_access_table import TownAccessTable
from atlas.plan.built_tables import read_checked
from atlas.plan.clause_links import Link
from atlas.plan.clauses import Plan
from atlas.plan.coverage import Coverage
from atlas.plan.firms import Firm
from atlas.plan.former_ids import Alias
from atlas.plan.milestones import Milestone
from atlas.plan.next_plan import NextPlan
from atlas.plan.plan_error import PlanError
from atlas.plan.site_facts import SiteFact, fact_kinds
from atlas.plan.targets import Figures

T = TypeVar("T")

#: path within the file, name found there, allowed names, and what these are called
Reference = tuple[tuple[str | int, ...], str | None, Collection[str], str]


@dataclass(frozen=True)
class PlanFiles:
    """Contents of the built files beside the layers; invalid ones are empty.

    Attributes
    ----------
    broken : dict of str to str
        File name without extension → why it is not used.
    """

    plan: Plan
    figures: Figures
    coverage: Coverage
    links: list[Link]
    firms: list[Firm]
    site_facts: dict[str, list[SiteFact]]
    milestones: dict[str, list[Milestone]]
    next_plan: NextPlan
    aliases: dict[str, str]
    access: Access
    access_areas: AccessAreas
    town_access: TownAccessTable
    sources: dict[str, Source]
    broken: dict[str, str] = field(default_factory=dict)


def read_plan_files(paths: Paths, records: Iterable[dict[str, Any]]) -> PlanFiles:
    """Read the plan, its links, figures and coverage, the firms, the sites' facts, the milestones,
    the next plan, the aliases and the sources.

    Parameters
    ----------
    paths : Paths
    records : iterable of dict
        Properties of all features; the sources they name must exist.
    """
    read = _Reader(paths)
    nothing = Plan(headings=(), clauses=(), dropped=())
    plan = read.whole("plan", Plan, nothing)
    no_links: list[Link] = []
    no_firms: list[Firm] = []
    no_aliases: list[Alias] = []
    no_facts: dict[str, list[SiteFact]] = {}
    sources = read.sources()
    links = read.whole("links", list[Link], no_links)
    figures = read.whole("indicators", Figures, Figures())
    coverage = read.whole("coverage", Coverage, Coverage())
    firms = read.whole("firms", list[Firm], no_firms)
    facts = read.whole("site-facts", dict[str, list[SiteFact]], no_facts)
    facts = read.referring("site-facts", facts, no_facts, _of_facts(facts))
    no_milestones: dict[str, list[Milestone]] = {}
    milestones = read.whole("milestones", dict[str, list[Milestone]], no_milestones)
    next_plan = read.whole("next-plan", NextPlan, NextPlan())
    aliases = read.whole("aliases", list[Alias], no_aliases)
    access = read.whole("access", Access, Access())
    areas = read.whole("access-areas", AccessAreas, AccessAreas())
    town_access = read.whole("town-access", TownAccessTable, TownAccessTable())
    clauses = {clause.id for clause in plan.clauses}
    links = read.resting_on_plan("links", links, no_links, _of_links(links, clauses))
    figures = read.resting_on_plan("indicators", figures, Figures(), _of_figures(figures, clauses))
    coverage = read.resting_on_plan(
        "coverage", coverage, Coverage(), _of_coverage(coverage, clauses)
    )
    named = [
        *((f"{r['layer']}.geojson: {r['id']}", s) for r in records for s in _sources_of(r)),
        *(("firms.json", firm.source) for firm in firms),
        *(("site-facts.json", fact.source) for own in facts.values() for fact in own),
        *(("milestones.json", m.source) for own in milestones.values() for m in own),
        *(("town-access.json", one.source) for one in town_access.openings.values()),
        *(("next-plan.json", one.source) for own in next_plan.drafts.values() for one in own),
        *(("indicators.json", outcome.source) for outcome in figures.outcomes),
    ]
    for who, source in named:
        if source not in sources:
            why = f"sources.json: expected an entry {source!r}, as {who} names it"
            read.broken.setdefault("sources", why)
            sources[source] = unknown_source(source)
    found = {alias.old: alias.new for alias in aliases}
    return PlanFiles(
        plan=plan,
        figures=figures,
        coverage=coverage,
        links=links,
        firms=firms,
        site_facts=facts,
        milestones=milestones,
        next_plan=next_plan,
        aliases=found,
        access=access,
        access_areas=areas,
        town_access=town_access,
        sources=sources,
        broken=read.broken,
    )


def unknown_source(identifier: str) -> Source:
    """Return a placeholder for a source that is not in ``sources.json``."""
    titles = {lang: message("citation.unknown", lang, source=identifier) for lang in ("zh", "en")}
    return Source.model_construct(
        id=identifier, title_zh=titles["zh"], title_en=titles["en"], confidence="low"
    )


class _Reader:
    """Reads files of ``geodata/`` and collects the errors."""

    def __init__(self, paths: Paths) -> None:
        self.folder = paths.geodata
        self.broken: dict[str, str] = {}

    def whole(self, name: str, expected: type[T], empty: T) -> T:
        """Return the content of a file; ``empty`` if it is invalid."""
        try:
            return read_checked(current(self.folder, f"{name}.json"), expected)
        except PlanError as error:
            self.broken[name] = str(error)
            return empty

    def sources(self) -> dict[str, Source]:
        """Return source id → source; empty if the file is invalid."""
        try:
            return read_sources(current(self.folder, "sources.json"))
        except GeodataError as error:
            self.broken["sources"] = str(error)
            return {}

    def resting_on_plan(self, name: str, value: T, empty: T, named: Iterable[Reference]) -> T:
        """Return ``value`` if the plan and everything it refers to exist, else ``empty``."""
        if name not in self.broken and "plan" in self.broken:
            self.broken[name] = f"{name}.json: not used, because plan.json is invalid"
        return self.referring(name, value, empty, named)

    def referring(self, name: str, value: T, empty: T, named: Iterable[Reference]) -> T:
        """Return ``value`` if everything it refers to exists, else ``empty``."""
        if name in self.broken:
            return empty
        for where, word, known, expected in named:
            if word is not None and word not in known:
                text = current(self.folder, f"{name}.json").read_text(encoding="utf-8")
                place = f"line {json_line_of(text, where)}: {'.'.join(map(str, where))}"
                self.broken[name] = f"{name}.json: {place}: expected {expected}, found {word!r}"
                return empty
        return value


_CLAUSE, _THEME = "a clause of plan.json", "a theme of the vocabulary"


def _of_links(links: list[Link], clauses: set[str]) -> Iterator[Reference]:
    for n, link in enumerate(links):
        yield (n, "clause"), link.clause, clauses, _CLAUSE


def _of_figures(figures: Figures, clauses: set[str]) -> Iterator[Reference]:
    for n, target in enumerate(figures.targets):
        yield ("targets", n, "clause"), target.clause, clauses, _CLAUSE
        yield ("targets", n, "baseline_clause"), target.baseline_clause, clauses, _CLAUSE
        yield ("targets", n, "theme"), target.theme, vocabulary().theme, _THEME


def _of_facts(facts: dict[str, list[SiteFact]]) -> Iterator[Reference]:
    words = fact_kinds()
    for site, own in facts.items():
        for n, fact in enumerate(own):
            yield (site, n, "key"), fact.key, words.kind, "a kind of fact of the vocabulary"
            yield (site, n, "unit"), fact.unit, words.unit, "a unit of the vocabulary"


def _of_coverage(coverage: Coverage, clauses: set[str]) -> Iterator[Reference]:
    for n, statement in enumerate(coverage.statements):
        yield ("statements", n, "clause"), statement.clause, clauses, _CLAUSE
        yield ("statements", n, "theme"), statement.theme, vocabulary().theme, _THEME
    for n, mention in enumerate(coverage.mentions):
        yield ("mentions", n, "clause"), mention.clause, clauses, _CLAUSE


def _sources_of(record: dict[str, Any]) -> list[str]:
    state = record["status_source"]
    return [*record["sources"], *([state] if state else [])]
