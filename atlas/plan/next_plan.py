"""The plan that follows: what drafts say of features, and its text once it is there."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import Field

from atlas.core.model import Kebab, Name, PartialDate, Strict, Text
from atlas.plan.clause_links import Link
from atlas.plan.clauses import Plan
from atlas.plan.site_facts import in_both


class Draft(Strict):
    """What a draft of the next plan says of a feature."""

    statement: Text
    source: Kebab


class DraftRow(Strict):
    """A row of ``geodata/sources/next-plan/drafts.csv``."""

    feature: Kebab
    statement_zh: Name
    statement_en: Name
    source: Kebab


class About(Strict):
    """The next plan: ``geodata/sources/next-plan/about.toml``."""

    #: distinguishes it from other plans; its clauses are cited as ``id:clause``
    id: Kebab
    title: Text
    date: PartialDate
    first_year: int
    last_year: int


class NextLink(Link):
    """A link between a feature and a clause of the next plan."""

    #: what the next plan changes, as the editor puts it; ``None``: it is carried over as it was
    change: Text | None = None


class NextLinkRow(Link):
    """A row of ``geodata/sources/next-plan/links.csv``."""

    change_zh: Name | None = None
    change_en: Name | None = None

    def link(self) -> NextLink:
        """Return the link."""
        return NextLink(
            feature=self.feature,
            clause=self.clause,
            quote=self.quote,
            relation=self.relation,
            change=in_both(self.change_zh, self.change_en, "change"),
        )


class Document(Strict):
    """The next plan with its clauses and their links to features."""

    about: About
    plan: Plan
    links: tuple[NextLink, ...] = ()

    def links_of(self, feature: str) -> tuple[NextLink, ...]:
        """Return the links of a feature."""
        return tuple(link for link in self.links if link.feature == feature)


class NextPlan(Strict):
    """All that is known of the next plan."""

    drafts: dict[str, tuple[Draft, ...]] = Field(default_factory=dict)
    document: Document | None = None


def drafts(rows: Iterable[DraftRow]) -> dict[str, tuple[Draft, ...]]:
    """Return feature → what drafts say of it, in the order of the table."""
    found: dict[str, tuple[Draft, ...]] = {}
    for row in rows:
        statement = Text(zh=row.statement_zh, en=row.statement_en)
        one = Draft(statement=statement, source=row.source)
        found[row.feature] = (*found.get(row.feature, ()), one)
    return found
