"""Checks of former feature ids, and of those that were published: links to them are to last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from atlas.pipeline.validation.complaint import Complaint, Complaints
from atlas.plan.former_ids import Alias

FILE = "geodata/aliases.json"
#: below ``geodata/sources/``, with the column ``id``
PUBLISHED = "published-ids.csv"


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


def check_published(
    published: Collection[str], aliases: Sequence[Alias], ids: Collection[str]
) -> Complaints:
    """Check that every published id still leads to a feature, and that the list is complete.

    Parameters
    ----------
    published : collection of str
        All ids that a feature has ever had in a published state of the data.
    aliases : sequence of Alias
    ids : collection of str
        Ids of all features.

    Examples
    --------
    >>> [one.message for one in check_published(["a"], [], ["b"])]
    ['expected a feature or a row in aliases.csv, found none', 'expected it in the list']
    """
    file = f"geodata/sources/{PUBLISHED}"
    former = {alias.old for alias in aliases}
    for one in sorted(set(published) - set(ids) - former):
        message = "expected a feature or a row in aliases.csv, found none"
        yield Complaint(file, one, "id", message)
    for one in sorted(set(ids) - set(published)):
        yield Complaint(file, one, "id", "expected it in the list")
