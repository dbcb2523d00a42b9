"""Firms in the parks: products, and figures with date and source."""

from __future__ import annotations

import datetime
from typing import Self

from pydantic import model_validator

from atlas.core.model import Kebab, Name, Strict
from atlas.plan.site_facts import FIRMS, FactDate, check_after, in_both, past


class Firm(Strict):
    """A firm or group of firms in a park or district, as one report describes it.

    A firm that several reports mention has one row for each figure.
    """

    #: ids of the parks and districts it is located in
    features: tuple[Kebab, ...]
    firm_zh: Name
    firm_en: Name
    product_zh: Name
    product_en: Name
    #: what the figure measures; empty, like the figure, where the report has none
    what_zh: Name | None = None
    what_en: Name | None = None
    figure: float | None = None
    unit_zh: Name | None = None
    unit_en: Name | None = None
    #: factor to the English unit, such as 10000 for 万千升 → kL
    scale_en: float = 1
    date: FactDate
    source: Kebab
    #: last day on which the entry counts as fresh; ``None``: its date is unknown
    check_after: datetime.date | None = None
    note_zh: Name | None = None
    note_en: Name | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        parts = (self.what_zh, self.what_en, self.figure, self.unit_zh, self.unit_en)
        given = [part is not None for part in parts]
        if any(given) != all(given):
            raise ValueError("expected a figure with its meaning and both units, or none of them")
        in_both(self.note_zh, self.note_en, "note")
        return self


def with_check_after(firm: Firm) -> Firm:
    """Return a firm with the day after which to check its entry again."""
    last = check_after(FIRMS, firm.date, firm.check_after)
    return firm.model_copy(update={"check_after": last})


def is_stale_firm(firm: Firm, today: datetime.date) -> bool:
    """Return whether the entry should be checked again: its day has passed, or it has no date."""
    return past(FIRMS, firm.date, firm.check_after, today)


def firms_in(firms: list[Firm], feature: str) -> list[Firm]:
    """Return the rows about a park or district, in the order of the table."""
    return [firm for firm in firms if feature in firm.features]


def firm_names(firms: list[Firm], feature: str, lang: str) -> str | None:
    """Return the distinct names of the firms in a park or district; ``None`` if there are none."""
    names = [firm.firm_en if lang == "en" else firm.firm_zh for firm in firms_in(firms, feature)]
    return (", " if lang == "en" else "、").join(dict.fromkeys(names)) or None
