"""Check that nothing known by its town only is drawn as an area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from atlas.model import Source
from atlas.placements import Placement
from atlas.validate.complaint import Complaints, Layer
from atlas.validate.records import OWN


def check_placed(
    layer: Layer, placements: Sequence[Placement], sources: Mapping[str, Source]
) -> Complaints:
    """Check the areas of a layer.

    A feature of precision ``town`` is a point at the seat of each of its towns. A schematic area
    needs a source, other than the atlas's own recollection, that says where in the town it lies.

    Parameters
    ----------
    layer : Layer
        What is checked.
    placements : sequence of Placement
        Which sources place which feature.
    sources : mapping of str to Source
        All known sources.
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
