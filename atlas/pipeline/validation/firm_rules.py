"""Checks of the firms in parks."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence

from atlas.pipeline.validation.complaint import Complaint, Complaints
from atlas.pipeline.validation.site_fact_rules import check_date
from atlas.plan.firms import Firm

FILE = "geodata/firms.json"


def check_firms(
    firms: Sequence[Firm],
    ids: Collection[str],
    sources: Collection[str],
    today: datetime.date,
) -> Complaints:
    """Check that the features and sources of firms exist, and their dates.

    Parameters
    ----------
    firms : sequence of Firm
        Firms to check.
    ids, sources : collection of str
        Ids of all features and all sources.
    today : datetime.date
        No report is later.
    """
    for firm in firms:
        if not firm.features:
            yield Complaint(FILE, firm.firm_zh, "features", "expected ids of features, found none")
        for feature in firm.features:
            if feature not in ids:
                message = f"expected ids of features, found {feature!r}"
                yield Complaint(FILE, firm.firm_zh, "features", message)
        if firm.source not in sources:
            message = f"expected an id of geodata/sources.json, found {firm.source!r}"
            yield Complaint(FILE, firm.firm_zh, "source", message)
        yield from check_date(FILE, firm.firm_zh, firm.product_zh, firm.date, today)
