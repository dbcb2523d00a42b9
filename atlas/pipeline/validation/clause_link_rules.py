"""Checks of the links between features and clauses."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from atlas.pipeline.validation.complaint import Complaint, Complaints, Layer
from atlas.pipeline.validation.quote_rules import check_quote
from atlas.plan.clause_links import Link, first_links
from atlas.plan.clauses import Plan, without_space

FILE = "geodata/links.json"


#: relations of a statement that something is to be built or reached
ORDERS = ("orders", "targets")


def check_same_status(links: Sequence[Link], layers: Sequence[Layer]) -> Complaints:
    """Check that a sentence of the plan gives the same plan status to all features it orders.

    Features without a plan status (a town, a direction) are left out.
    """
    items = {item.id: (layer, item) for layer in layers for item in layer.items}
    ordered: dict[tuple[str, str], list[str]] = {}
    for link in links:
        if link.relation in ORDERS and link.feature in items:
            ordered.setdefault((link.clause, without_space(link.quote)), []).append(link.feature)
    for (clause, quote), features in ordered.items():
        found = {name: items[name][1].get("status_in_plan") for name in features}
        words = sorted({str(word) for word in found.values() if word is not None})
        if len(words) > 1:
            for name, word in found.items():
                layer, item = items[name]
                message = f"expected one of {', '.join(words)} for all that {clause} orders by"
                if word is not None:
                    yield layer.complain(item, "status_in_plan", f"{message} “{quote}”: {word}")


def check_links(
    links: Sequence[Link], plan: Plan, ids: Collection[str], relations: Collection[str]
) -> Complaints:
    """Check that links have both ends and quote the plan verbatim.

    Parameters
    ----------
    links : sequence of Link
        Links to check.
    plan : Plan
        The plan, for its clauses.
    ids : collection of str
        Ids of all features.
    relations : collection of str
        Terms of the vocabulary.
    """
    seen: set[tuple[str, str, str]] = set()
    for link in links:
        if link.feature not in ids:
            message = f"expected the id of a feature, found none for clause {link.clause}"
            yield Complaint(FILE, link.feature, "feature", message)
        yield from check_quote(plan, link.clause, link.quote, file=FILE, owner=link.feature)
        if link.relation not in relations:
            message = f"expected one of {', '.join(relations)}; found {link.relation!r}"
            yield Complaint(FILE, link.feature, "relation", message)
        key = (link.feature, link.clause, link.quote)
        if key in seen:
            message = f"expected once, found twice: {link.quote!r}"
            yield Complaint(FILE, link.feature, "quote", message)
        seen.add(key)


def check_plan_fields(layer: Layer, links: Sequence[Link], plan: Plan) -> Complaints:
    """Check that plan features have a link and that every feature carries its first link."""
    first = first_links(list(links))
    for item in layer.items:
        link = first.get(item.id)
        if link is None and item.get("role") == "plan":
            message = "expected a link to a clause of the plan (role = plan), found none"
            yield layer.complain(item, "plan_clause", message)
        expected = (link.clause, link.quote) if link else (None, None)
        for field, value in zip(("plan_clause", "plan_quote"), expected, strict=True):
            if item.get(field) != value:
                message = f"expected {value!r}, the first link; found {item.get(field)!r}"
                yield layer.complain(item, field, message)
        clause, quote = item.get("plan_clause"), item.get("plan_quote")
        if clause in plan and isinstance(quote, str) and not plan.clause(clause).says(quote):
            message = f"expected words of clause {clause}, found {quote!r}"
            yield layer.complain(item, "plan_quote", message)
