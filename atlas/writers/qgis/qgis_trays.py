"""Offsets of symbols located only by town: side by side below the town's seat, as on the map."""

from __future__ import annotations

from collections.abc import Sequence

import shapely

from atlas.layers.tray_rules import tray_rules
from atlas.writers.feature_table import FeatureTable
from atlas.writers.qgis.qgis_xml import mm

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
    rules = tray_rules()
    for signs in seats.values():
        columns = rules.columns(len(signs))
        for slot, (name, number) in enumerate(signs):
            x = (slot % columns - (columns - 1) / 2) * rules.pitch
            y = rules.below + rules.edge + (slot // columns + 0.5) * rules.pitch
            offsets.setdefault(name, {})[number] = f"{mm(x)},{mm(y)}"
    return offsets
