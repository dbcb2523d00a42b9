"""The check that all tables share: a quote stands in the clause that it is said to be of."""

from __future__ import annotations

from atlas.plan.text import Plan
from atlas.validate.complaint import Complaint, Complaints


def check_quote(
    plan: Plan, clause: str, quote: str, *, file: str, owner: str, prefix: str = ""
) -> Complaints:
    """Check that a clause exists and has the quoted words.

    Parameters
    ----------
    plan : Plan
        Its clauses.
    clause, quote : str
        What is checked.
    file, owner : str
        What a complaint names: the file and the row or feature.
    prefix : str
        Before ``clause`` and ``quote`` in the names of the fields.
    """
    if clause not in plan:
        where = ", ".join(found.id for found in plan.find(quote)) or "no clause"
        message = f"expected a clause of the plan, found {clause!r}; {where} has the quote"
        yield Complaint(file, owner, f"{prefix}clause", message)
    elif problem := plan.quote_problem(clause, quote):
        yield Complaint(file, owner, f"{prefix}quote", problem)
