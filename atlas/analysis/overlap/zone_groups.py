"""Zones to check against: groups of kinds (``zone_groups.toml``), layers or single features."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from atlas.analysis.overlap.check_errors import CheckError
from atlas.core.model import Strict, Text
from atlas.core.toml_files import load_toml
from atlas.spatial.geojson_text import CRS
from atlas.store.store import Store


class Group(Strict):
    """A group of ``zone_groups.toml``."""

    label: Text
    #: ``layer`` or ``layer/kind``
    members: tuple[str, ...]
    #: whether an overlap is a conflict; otherwise it is only listed
    conflict: bool = True

    def has(self, layer: str, kind: str) -> bool:
        """Return whether the group contains a kind of a layer."""
        return layer in self.members or f"{layer}/{kind}" in self.members

    @property
    def layers(self) -> frozenset[str]:
        """Layers that the group draws from."""
        return frozenset(member.split("/")[0] for member in self.members)


@cache
def groups() -> dict[str, Group]:
    """Return the groups by key, in the order of the report (cached)."""
    return load_toml(dict[str, Group], Path(__file__).with_suffix(".toml"))


def group_label(store: Store, group: str) -> Text:
    """Return the name of a group: its label, or the title of a layer used as a group."""
    return groups()[group].label if group in groups() else store.catalogue[group].title


def zones(store: Store, against: Iterable[str] | None = None) -> gpd.GeoDataFrame:
    """Return the zones to check against, including those that cannot be compared.

    Parameters
    ----------
    store : Store
    against : iterable of str, optional
        Keys of :func:`groups`, layer ids or feature ids; by default all groups.

    Returns
    -------
    geopandas.GeoDataFrame
        EPSG:4326, group by group: ``id``, ``layer``, ``kind``, ``group`` (a key, or the layer if
        its kind is in no group), ``name_zh``, ``name_en``, ``precision``, ``accuracy_m`` (metres, 0
        if unknown), ``conflict``, ``unchecked`` (``None``, or why it cannot be compared:
        ``undrawn``: no public geometry; ``town``: only its town is known; ``direction``: an arrow
        without a location; the geometry is then ``None``) and the geometry.

    Raises
    ------
    CheckError
        When a group, layer or feature does not exist, when a requested layer cannot be used, or
        when no zone is left.
    """
    asked = list(groups()) if against is None else list(dict.fromkeys(against))
    rows = [row for record in _records(store, asked) if (row := _row(store, record))]
    if not any(row["unchecked"] is None for row in rows):
        raise CheckError("check.nothing_drawn", names=", ".join(asked))
    order = [*groups(), *store.catalogue]
    rows.sort(key=lambda row: order.index(row["group"]))
    frame = gpd.GeoDataFrame(rows, geometry="geometry", crs=CRS)
    for name in ("precision", "unchecked"):  # pandas would use NaN for missing values
        frame[name] = pd.Series([row[name] for row in rows], dtype=object)
    return frame


def _records(store: Store, asked: list[str]) -> list[dict[str, Any]]:
    """Return the requested features, without duplicates."""
    found: dict[str, dict[str, Any]] = {}
    for name in asked:
        wanted = groups().get(name)
        layers = wanted.layers if wanted else {name}
        for layer in sorted(layers & set(store.broken)):
            # without this layer, the check would wrongly report no conflict
            raise CheckError("check.broken", layer=layer, reason=store.broken[layer])
        if wanted:
            new = [r for r in store.records.values() if wanted.has(r["layer"], r["kind"])]
        elif name in store.catalogue:
            new = [r for r in store.records.values() if r["layer"] == name]
        elif name in store.records:
            new = [store.records[name]]
        else:
            known = ", ".join([*groups(), *store.catalogue])
            raise CheckError("check.unknown", name=name, known=known)
        found.update({record["id"]: record for record in new})
    return list(found.values())


def _row(store: Store, record: dict[str, Any]) -> dict[str, Any]:
    layer, kind = record["layer"], record["kind"]
    group = next((key for key, one in groups().items() if one.has(layer, kind)), layer)
    reason = unchecked(store, record)
    return {
        **{key: record[key] for key in ("id", "layer", "kind")},
        "group": group,
        **{key: record[key] for key in ("name_zh", "name_en", "precision")},
        "accuracy_m": float(record["accuracy_m"] or 0),
        "conflict": groups()[group].conflict if group in groups() else True,
        "unchecked": reason,
        "geometry": None if reason else store.geometry(record["id"]),
    }


def unchecked(store: Store, record: dict[str, Any]) -> str | None:
    """Return why a feature cannot be compared; ``None`` if it can."""
    standing = store.standing(record["id"])
    if standing != "placed":
        return standing
    return "direction" if store.category(record).direction else None
