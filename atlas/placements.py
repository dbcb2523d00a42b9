"""Which sources say where inside its town a schematic area lies."""

from __future__ import annotations

from pathlib import Path

from atlas.model import Kebab, Name, Strict
from atlas.plan.files import read_checked


class Placement(Strict):
    """What places a drawn area."""

    #: id of the feature
    feature: Kebab
    #: id in ``areas.geojson`` or ``lines.geojson``, or the codes of the towns it is the union of
    shape: Name
    #: ids in ``sources.json``
    sources: tuple[Kebab, ...]
    #: what they say; empty where the shape is a river's band or whole towns
    evidence: str | None = None


def read_placements(path: Path) -> list[Placement]:
    """Read a built ``placements.json``.

    Raises
    ------
    PlanError
        When the file is missing or malformed; the message names file and place.
    """
    return read_checked(path, list[Placement])
