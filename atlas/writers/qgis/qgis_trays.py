"""Offsets of symbols located only by town: side by side below the town's seat, as on the map."""

from __future__ import annotations

import math
from collections.abc import Sequence

import shapely

from atlas.writers.feature_table import FeatureTable
from atlas.writers.qgis.qgis_xml import mm

#: px between symbols, px from the seat to the tray, symbols per row (``static/map/trays.js``)
PITCH, BELOW, ROW = 17, 13, 5
PRECISION = "precision"

Offsets = dict[str, dict[int, str]]


def tray_offsets(contents: Sequence[FeatureTable]) -> Offsets:
    """Return feature → number of its point, from 1 → ``x,y``, the symbol's offset in mm.

    Symbols of all layers at a seat share its tray, so that none hides another.
    """
    seats: dict[tuple[float, float], list[tuple[str, int]]] = {}
    for content in contents:
        if not {"id", PRECISION} <= set(content.columns):
            continue
        town = content.frame[content.frame[PRECISION] == "town"]
        for name, shape in zip(town["id"], town.geometry, strict=True):
            for number, (x, y) in enumerate(shapely.get_coordinates(shape).tolist(), start=1):
                seats.setdefault((x, y), []).append((name, number))
    offsets: Offsets = {}
    for signs in seats.values():
        columns = min(len(signs), max(ROW, math.ceil(math.sqrt(len(signs) * 2.5))))
        for slot, (name, number) in enumerate(signs):
            x = (slot % columns - (columns - 1) / 2) * PITCH
            y = BELOW + (slot // columns + 0.5) * PITCH + 2
            offsets.setdefault(name, {})[number] = f"{mm(x)},{mm(y)}"
    return offsets
