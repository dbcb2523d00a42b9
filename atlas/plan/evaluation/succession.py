"""What the next plan makes of the projects of this one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Literal, get_args

from atlas.plan.evaluation.outcome import Outcome
from atlas.plan.milestones import is_project
from atlas.plan.next_plan import Document

Succession = Literal["carried", "changed", "not_named", "complete", "new"]
#: in display order
SUCCESSIONS: tuple[Succession, ...] = get_args(Succession)


def succession(
    records: Mapping[str, Mapping[str, Any]],
    linked: Collection[str],
    outcomes: Mapping[str, Outcome],
    document: Document,
) -> dict[str, Succession]:
    """Return how the next plan continues each project, and which projects it adds.

    Parameters
    ----------
    records : mapping of str to mapping
        Feature id → properties.
    linked : collection of str
        Features that a clause of this plan is linked to.
    outcomes : mapping of str to str
        Project → outcome.
    document : Document
        The next plan.

    Returns
    -------
    dict of str to str
        Feature id → ``carried`` over as it was, ``changed`` (a link says how), ``not_named`` again,
        ``complete`` and not named again, or ``new``.
    """
    found: dict[str, Succession] = {}
    named = {link.feature for link in document.links}
    for name, record in records.items():
        if name in named and name not in linked:
            found[name] = "new"
        elif name in named:
            changes = any(link.change for link in document.links_of(name))
            found[name] = "changed" if changes else "carried"
        elif is_project(record) and name in linked:
            found[name] = "complete" if outcomes.get(name) == "done" else "not_named"
    return found
