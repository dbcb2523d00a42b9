"""Former feature ids and the features that replaced them, so that old links keep working."""

from __future__ import annotations

from pathlib import Path

from atlas.core.model import Kebab, Strict
from atlas.plan.built_tables import read_checked


class Alias(Strict):
    """A former feature id and its replacement."""

    old: Kebab
    #: id of the feature that replaced it
    new: Kebab


def read_aliases(path: Path) -> list[Alias]:
    """Read a built ``aliases.json``.

    Raises
    ------
    PlanError
        When the file is missing or malformed; the message names file and place.
    """
    return read_checked(path, list[Alias])
