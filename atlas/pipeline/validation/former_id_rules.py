"""Checks of former feature ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from atlas.pipeline.validation.complaint import Complaint, Complaints
from atlas.plan.former_ids import Alias

FILE = "geodata/aliases.json"


def check_aliases(aliases: Sequence[Alias], ids: Collection[str]) -> Complaints:
    """Check that every former id leads to a feature, is listed once and is not in use.

    Parameters
    ----------
    aliases : sequence of Alias
        Aliases to check.
    ids : collection of str
        Ids of all features.
    """
    times = Counter(alias.old for alias in aliases)
    for alias in aliases:
        if alias.old in ids:
            yield Complaint(FILE, alias.old, "old", "expected a former id, found one in use")
        if times[alias.old] > 1:
            message = f"expected it once, found it {times[alias.old]} times"
            yield Complaint(FILE, alias.old, "old", message)
        if alias.new not in ids:
            message = f"expected the id of a feature, found {alias.new!r}"
            yield Complaint(FILE, alias.old, "new", message)
