"""Check of quotes, shared by all tables."""

from __future__ import annotations

from atlas.pipeline.validation.complaint import Complaint, Complaints
from atlas.plan.clauses import Plan


def check_quote(
    plan: Plan, clause: str, quote: str, *, file: str, owner: str, prefix: str = ""
) -> Complaints:
    """Check that a clause exists and contains a quote.

    Parameters
    ----------
    plan : Plan
        The plan, for its clauses.
    clause, quote : str
        Clause id and quote to check.
    file, owner : str
        File, and row or feature, for the complaint.
    prefix : str
        Prefix of ``clause`` and ``quote`` in field names.
    """
    if clause not in plan:
        where = ", ".join(found.id for found in plan.find(quote)) or "no clause"
        message = f"expected a clause of the plan, found {clause!r}; {where} has the quote"
        yield Complaint(file, owner, f"{prefix}clause", message)
    elif problem := plan.quote_problem(clause, quote):
        yield Complaint(file, owner, f"{prefix}quote", problem)
