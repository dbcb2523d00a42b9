"""Checks that features known only by their town are not drawn as areas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from atlas.core.model import Source
from atlas.pipeline.validation.complaint import Complaints, Layer
from atlas.pipeline.validation.property_rules import OWN
from atlas.plan.placements import Placement


def check_placed(
    layer: Layer, placements: Sequence[Placement], sources: Mapping[str, Source]
) -> Complaints:
    """Check the areas of a layer.

    A feature of precision ``town`` is a point at the seat of each of its towns. A schematic area
    needs a source that says where in the town it lies; the atlas's own recollection does not count.

    Parameters
    ----------
    layer : Layer
        Layer to check.
    placements : sequence of Placement
        Sources for the position of features.
    sources : mapping of str to Source
        All sources.
    """
    placed = {placement.feature: placement for placement in placements}
    for item in layer.items:
        if item.shape is None or "Polygon" not in item.shape.geom_type:
            continue
        if item.get("precision") == "town":
            message = "expected points at the seats of the towns: only the towns are known"
            yield layer.complain(item, "geometry", f"{message}; found {item.shape.geom_type}")
        if item.get("precision") != "schematic":
            continue
        placement = placed.get(item.id)
        named = placement.sources if placement else ()
        for source in named:
            if source not in sources:
                message = f"expected a placement by ids of geodata/sources.json, found {source!r}"
                yield layer.complain(item, "geometry", message)
        if not any(source in sources and sources[source].licence != OWN for source in named):
            message = "expected a source other than recalled that places it inside its town"
            found = ", ".join(named) or "none"
            yield layer.complain(item, "geometry", f"{message}; found {found}")
