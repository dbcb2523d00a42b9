"""Checks of what is known of the next plan."""

from __future__ import annotations

from collections.abc import Collection

from atlas.pipeline.validation.complaint import Complaint, Complaints
from atlas.pipeline.validation.quote_rules import check_quote
from atlas.plan.next_plan import NextPlan

FILE = "geodata/next-plan.json"


def check_next_plan(
    found: NextPlan, ids: Collection[str], sources: Collection[str], relations: Collection[str]
) -> Complaints:
    """Check that features and sources exist, and that links quote the next plan verbatim.

    Parameters
    ----------
    found : NextPlan
        Drafts and, once it is there, the document.
    ids, sources, relations : collection of str
        Ids of all features and all sources, and the terms of the vocabulary.
    """
    for feature, drafts in found.drafts.items():
        if feature not in ids:
            yield Complaint(FILE, feature, "feature", "expected the id of a feature")
        for draft in drafts:
            if draft.source not in sources:
                message = f"expected an id of geodata/sources.json, found {draft.source!r}"
                yield Complaint(FILE, feature, "source", message)
    if found.document is None:
        return
    for link in found.document.links:
        if link.feature not in ids:
            yield Complaint(FILE, link.feature, "feature", "expected the id of a feature")
        if link.relation not in relations:
            message = f"expected one of {', '.join(relations)}; found {link.relation!r}"
            yield Complaint(FILE, link.feature, "relation", message)
        yield from check_quote(
            found.document.plan, link.clause, link.quote, file=FILE, owner=link.feature
        )
