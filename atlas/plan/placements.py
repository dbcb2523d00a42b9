"""Sources for the position of schematic areas within their towns."""

from __future__ import annotations

from atlas.core.model import Kebab, Name, Strict


class Placement(Strict):
    """The evidence for the position of a drawn area."""

    #: id of the feature
    feature: Kebab
    #: id in ``areas.geojson`` or ``lines.geojson``, or the codes of the towns it unites
    shape: Name
    #: ids in ``sources.json``
    sources: tuple[Kebab, ...]
    #: what the sources say; empty for a river corridor or whole towns
    evidence: str | None = None
