"""Extent of the city centre, which town-level symbols must not cover."""

from __future__ import annotations

from atlas.spatial.crs import PROJECTED
from atlas.store.store import Store


def city_centre(store: Store) -> tuple[float, float, float, float] | None:
    """Return the bounds of the city core, counting only the largest polygon of each part.

    Returns
    -------
    tuple of float, or None
        West, south, east, north in degrees (WGS-84); ``None`` if no part of the core is drawn.
    """
    frame = store.frames.get("spatial-structure")
    if frame is None:
        return None
    pieces = frame.loc[frame["kind"] == "core_part", ["geometry"]].explode()
    if pieces.empty:
        return None
    pieces["size"] = pieces.to_crs(PROJECTED).area
    largest = pieces.sort_values("size").groupby(level=0).tail(1)
    west, south, east, north = (round(float(edge), 6) for edge in largest.total_bounds)
    return west, south, east, north
