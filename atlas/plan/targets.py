"""Additions to the plan's figures: English for the indicators, other targets, outcomes."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from atlas.core.model import Kebab, Name, PartialDate, Strict
from atlas.plan.indicators import Indicator

#: what a figure says: ``reach`` (达到) and ``towards`` (向……迈进) are met by more too, ``within``
#: and ``at_most`` by less, ``full`` (全覆盖) has no figure
Bound = Literal["exactly", "reach", "at_least", "above", "within", "at_most", "towards", "full"]
#: how an outcome measures something else than its subject: another ``quantity``, another ``area``,
#: another ``definition`` or standard, growth over another ``period``, a ``design`` not yet reached
Difference = Literal["quantity", "area", "definition", "period", "design"]
#: subject of an outcome that belongs neither to an indicator nor to a target
OTHER = "other"


class IndicatorWords(Strict):
    """English for a row of the table of indicators; for cells only if they contain words."""

    number: int
    category_en: Name
    name_en: Name
    unit_en: Name
    #: how the figure of the target is meant; ``None`` where the target is in words
    bound: Bound | None = None
    value_2025_en: str | None = None
    annual_en: str | None = None
    note_en: str | None = None


class Amount(Strict):
    """A figure with its unit; ``full`` (全覆盖) has neither."""

    name_zh: Name
    name_en: Name
    bound: Bound
    value: float | None = None
    unit_zh: str | None = None
    unit_en: str | None = None
    #: factor to the English unit, such as 10000 for 万人 → persons
    scale_en: float = 1

    @model_validator(mode="after")
    def _whole(self) -> Self:
        given = [part is not None for part in (self.value, self.unit_zh, self.unit_en)]
        if any(given) != (self.bound != "full") or any(given) != all(given):
            raise ValueError("expected value and both units, or the bound full without them")
        return self


class Target(Amount):
    """A target of the plan outside the table of indicators."""

    id: Kebab
    clause: str
    #: verbatim from the clause, except for white space
    quote: Name
    #: ``None`` where the plan names no year
    year: int | None = Field(None, ge=2021, le=2035)
    theme: str
    #: value in 2020, if the plan states it
    baseline: float | None = None
    baseline_clause: str | None = None
    baseline_quote: str | None = None


class Outcome(Amount):
    """A figure reported later."""

    #: number of an indicator, id of a target, or ``other``
    subject: str
    #: empty if it measures the same as its subject; unit and year are compared apart from this
    differs: tuple[Difference, ...] = ()
    date: PartialDate
    source: str
    note_zh: str | None = None
    note_en: str | None = None


class Figures(Strict):
    """Content of ``indicators.json``."""

    words: tuple[IndicatorWords, ...] = ()
    targets: tuple[Target, ...] = ()
    outcomes: tuple[Outcome, ...] = ()

    def of(self, subject: str) -> list[Outcome]:
        """Return the outcomes of an indicator (by its number), a target, or ``other``."""
        return [outcome for outcome in self.outcomes if outcome.subject == subject]


def missing_words(row: Indicator, words: IndicatorWords) -> list[str]:
    """Return the columns of a row whose English is missing or superfluous."""
    pairs = (
        ("value_2025_en", row.value_2025, row.number_2025, words.value_2025_en),
        ("annual_en", row.annual, row.number_annual, words.annual_en),
        ("note_en", row.note, None, words.note_en),
    )
    return [
        column
        for column, text, number, english in pairs
        if (text is not None and number is None) != (english is not None)
    ]
