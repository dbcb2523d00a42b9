"""Bounding boxes of the city for code without data: west, south, east, north in degrees."""

from __future__ import annotations

from atlas.spatial.crs import Bounds

#: the city; with data, use :attr:`atlas.store.store.Store.extent`
CITY: Bounds = (119.5, 36.45, 120.35, 37.05)
#: the city (OpenStreetMap's boundary) extended by some 30 km
NEIGHBOURHOOD: Bounds = (119.2, 36.2, 120.7, 37.35)
