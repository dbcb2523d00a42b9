"""Facts of industrial sites (parks and districts): kinds, units, dates, and when to check again."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import pandas as pd
from pydantic import Field, ValidationError, model_validator

from atlas.core.model import Kebab, Name, PartialDate, Strict, Text
from atlas.core.toml_files import first_problem, load_toml

#: value for a fact whose source gives no date
NOT_GIVEN: Literal["not given"] = "not given"
#: key of the firms in :func:`check_after` and :func:`is_stale`
FIRMS = "firms"

Months = Annotated[int, Field(gt=0, le=240)]
FactDate = PartialDate | Literal["not given"]


class Unit(Strict):
    """A unit of figures."""

    text: Text
    #: how an English figure is written, if not before the unit
    figure_en: str = "{value} {unit}"
    #: factor from the Chinese unit to the English one
    scale_en: float = 1


class FactKind(Strict):
    """A kind of fact, such as water supply."""

    group: str
    label: Text
    #: ids of the units that its figures may have; empty: it has no figure
    units: tuple[str, ...] = ()
    #: whether it is named as not public where no fact of it is known
    listed: bool = False
    check_after_months: Months | None = None


class FirmsRule(Strict):
    """When the entry of a firm should be checked again."""

    check_after_months: Months


class FactKinds(Strict):
    """The vocabulary of facts, in display order."""

    group: dict[str, Text]
    kind: dict[Kebab, FactKind]
    firms: FirmsRule
    unit: dict[str, Unit]

    @model_validator(mode="after")
    def _refers(self) -> Self:
        for key, kind in self.kind.items():
            if kind.group not in self.group:
                raise ValueError(f"{key}: expected a group, found {kind.group!r}")
            for unit in kind.units:
                if unit not in self.unit:
                    raise ValueError(f"{key}: expected units, found {unit!r}")
        return self

    def months(self, key: str) -> int | None:
        """Return after how many months an entry should be checked again; ``None``: never."""
        if key == FIRMS:
            return self.firms.check_after_months
        return self.kind[key].check_after_months if key in self.kind else None


@cache
def fact_kinds() -> FactKinds:
    """Return the vocabulary of ``site_fact_kinds.toml`` (cached)."""
    return load_toml(FactKinds, Path(__file__).with_name("site_fact_kinds.toml"))


class SiteFact(Strict):
    """A fact of a site, as one source gives it: a figure, a text, or both."""

    #: a kind of ``site_fact_kinds.toml``
    key: Kebab
    value: float | None = None
    text: Text | None = None
    unit: str | None = None
    date: FactDate
    #: id in ``sources.json``, or of the private workbook
    source: Kebab
    note: Text | None = None
    #: last day on which the entry counts as fresh; ``None``: always, or its date is unknown
    check_after: datetime.date | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.value is None and self.text is None:
            raise ValueError("expected a value or a text")
        if (self.value is None) != (self.unit is None):
            raise ValueError("expected a value with its unit, or neither")
        return self


class SiteFactRow(Strict):
    """A row of ``geodata/sources/site-facts.csv``."""

    feature: Kebab
    key: Kebab
    value: float | None = None
    unit: str | None = None
    text_zh: Name | None = None
    text_en: Name | None = None
    date: FactDate
    source: Kebab
    check_after: datetime.date | None = None
    note_zh: Name | None = None
    note_en: Name | None = None

    @model_validator(mode="after")
    def _is_a_fact(self) -> Self:
        try:
            self.fact()
        except ValidationError as error:
            raise ValueError(first_problem(error)) from error
        return self

    def fact(self) -> SiteFact:
        """Return the fact, with the day after which to check it."""
        return SiteFact(
            key=self.key,
            value=self.value,
            text=in_both(self.text_zh, self.text_en, "text"),
            unit=self.unit,
            date=self.date,
            source=self.source,
            note=in_both(self.note_zh, self.note_en, "note"),
            check_after=check_after(self.key, self.date, self.check_after),
        )


def in_both(zh: str | None, en: str | None, field: str) -> Text | None:
    """Return a text of two columns; ``None`` if both are empty.

    Raises
    ------
    ValueError
        If only one of them is.
    """
    if (zh is None) != (en is None):
        raise ValueError(f"expected the {field} in both languages, or none")
    return None if zh is None or en is None else Text(zh=zh, en=en)


def site_facts(rows: tuple[SiteFactRow, ...]) -> dict[str, list[SiteFact]]:
    """Return site → its facts: sites in the order of the table, facts in that of the vocabulary."""
    found: dict[str, list[SiteFact]] = {}
    for row in rows:
        found.setdefault(row.feature, []).append(row.fact())
    return {site: in_order(facts) for site, facts in found.items()}


def in_order(facts: Iterable[SiteFact]) -> list[SiteFact]:
    """Return facts in the order of the vocabulary; within a kind the order is kept."""
    places = {key: place for place, key in enumerate(fact_kinds().kind)}
    return sorted(facts, key=lambda fact: places.get(fact.key, len(places)))


def first_day(date: str) -> datetime.date:
    """Return the first day that a partial date may mean.

    Examples
    --------
    >>> first_day("2021-06").isoformat()
    '2021-06-01'
    """
    year, month, day = [*map(int, date.split("-")), 1, 1][:3]
    return datetime.date(year, month, day)


def check_after(key: str, date: str, own: datetime.date | None = None) -> datetime.date | None:
    """Return the last day on which an entry counts as fresh; ``None`` if there is none.

    Parameters
    ----------
    key : str
        A kind of fact, or :data:`FIRMS`.
    date : str
        Date of the entry; of a partial one the first day counts.
    own : datetime.date, optional
        The day that the entry itself gives.

    Examples
    --------
    >>> check_after("contact", "2026-08-31").isoformat()
    '2027-02-28'
    """
    months = fact_kinds().months(key)
    if own is not None or months is None or date == NOT_GIVEN:
        return own
    return (pd.Timestamp(first_day(date)) + pd.DateOffset(months=months)).date()


def is_undated(key: str, date: str, last: datetime.date | None) -> bool:
    """Return whether an entry that must be checked now and then has no date to count from."""
    return date == NOT_GIVEN and last is None and fact_kinds().months(key) is not None


def is_stale(fact: SiteFact, today: datetime.date) -> bool:
    """Return whether a fact should be checked again: its day has passed, or its date is unknown.

    Examples
    --------
    >>> fact = SiteFact(key="contact", text={"zh": "甲", "en": "A"}, date="2026-01-15",
    ...                 source="plan-2021", check_after="2026-07-15")
    >>> is_stale(fact, datetime.date(2026, 7, 15)), is_stale(fact, datetime.date(2026, 7, 16))
    (False, True)
    """
    return past(fact.key, fact.date, fact.check_after, today)


def past(key: str, date: str, last: datetime.date | None, today: datetime.date) -> bool:
    """Return whether an entry should be checked again; see :func:`is_stale`."""
    return today > last if last is not None else is_undated(key, date, last)


def not_public(facts: Iterable[SiteFact]) -> list[str]:
    """Return the listed kinds of which no fact is known."""
    known = {fact.key for fact in facts}
    return [key for key, kind in fact_kinds().kind.items() if kind.listed and key not in known]


def plain(facts: dict[str, list[SiteFact]]) -> dict[str, list[dict[str, Any]]]:
    """Return facts as JSON values."""
    return {site: [fact.model_dump(mode="json") for fact in own] for site, own in facts.items()}
