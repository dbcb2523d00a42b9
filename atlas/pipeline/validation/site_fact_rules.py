"""Checks of the facts of industrial sites."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence

from atlas.pipeline.validation.complaint import Complaint, Complaints, Item
from atlas.plan.site_facts import NOT_GIVEN, SiteFact, fact_kinds, first_day

FILE = "geodata/site-facts.json"
#: kind of fact → field of the layers that has the same figure
AREAS = {"area-planned": "area_planned_km2", "area-built": "area_built_km2"}
#: square kilometres in a unit, and how much two figures of one area may differ
KM2 = {"km2": 1.0, "mu": 1 / 1500}
NEAR = 0.01


def check_facts(
    facts: Mapping[str, Sequence[SiteFact]],
    sites: Mapping[str, Item],
    sources: Collection[str],
    today: datetime.date,
) -> Complaints:
    """Check that sites, kinds, units and sources of facts exist, their dates and their areas.

    Parameters
    ----------
    facts : mapping of str to sequence of SiteFact
        Site → its facts.
    sites : mapping of str to Item
        Id → park or district.
    sources : collection of str
        Ids of all sources.
    today : datetime.date
        No fact is later.
    """
    words = fact_kinds()
    for site, own in facts.items():
        if site not in sites:
            yield Complaint(FILE, site, "", "expected the id of a park or district")
        for fact in own:
            kind = words.kind.get(fact.key)
            if kind is None:
                message = f"expected a kind of site_fact_kinds.toml, found {fact.key!r}"
                yield Complaint(FILE, site, "key", message)
            elif fact.unit is not None and fact.unit not in kind.units:
                allowed = ", ".join(kind.units) or "no figure"
                message = f"{fact.key}: expected {allowed}, found {fact.unit!r}"
                yield Complaint(FILE, site, "unit", message)
            if fact.source not in sources:
                message = (
                    f"{fact.key}: expected an id of geodata/sources.json, found {fact.source!r}"
                )
                yield Complaint(FILE, site, "source", message)
            yield from check_date(FILE, site, fact.key, fact.date, today)
            if site in sites:
                yield from _check_area(sites[site], fact)


def check_date(file: str, row: str, what: str, date: str, today: datetime.date) -> Complaints:
    """Check that a date is one of the calendar and not in the future."""
    if date == NOT_GIVEN:
        return
    try:
        late = first_day(date) > today
    except ValueError:
        yield Complaint(file, row, "date", f"{what}: expected a day of the calendar, found {date}")
        return
    if late:
        yield Complaint(file, row, "date", f"{what}: expected a date up to today, found {date}")


def _check_area(site: Item, fact: SiteFact) -> Complaints:
    """Check that an area agrees with the field of the layer."""
    known = site.get(AREAS.get(fact.key, ""))
    if known is None or fact.value is None or fact.unit not in KM2:
        return
    found = fact.value * KM2[fact.unit]
    if abs(found - known) > NEAR * known:
        message = f"expected {known} km², as {AREAS[fact.key]} of the layer, found {found:g}"
        yield Complaint(FILE, site.id, fact.key, message)
