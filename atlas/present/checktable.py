"""What a check found as exact figures: plain data for files."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from atlas.analysis.check import Report
from atlas.analysis.check.against import group_label
from atlas.crs import PROJECTED
from atlas.i18n import message
from atlas.present.check import headline, precision_sentence, subject_name
from atlas.present.words import name
from atlas.store import Store

#: columns of a file → decimals of its figures (``None``: text or whole number)
COLUMNS: dict[str, int | None] = {
    "number": None,
    "name": None,
    "verdict": None,
    "zone": None,
    "zone_name": None,
    "group": None,
    "relation": None,
    "area_ha": 6,
    "area_ha_ellipsoid": 6,
    "length_m": 3,
    "length_m_ellipsoid": 3,
    "points": None,
    "difference_ppm": 2,
    "share_subject": 6,
    "share_zone": 6,
    "distance_m": 1,
    "precision": None,
    "accuracy_m": None,
}


def check_rows(store: Store, report: Report, lang: str) -> list[dict[str, Any]]:
    """Return a row a pair with the columns of :data:`COLUMNS`; what is clear has a row of its own.

    ``number`` counts the subjects from 1. Figures are exact to their decimals; ``None`` where there
    is none.
    """
    rows = []
    pairs = report.pairs.drop(columns="geometry").astype(object).to_dict("records")
    zones = report.zones.drop(columns="geometry").astype(object).to_dict("records")
    for pair in pairs:
        zone = zones[pair["zone"]]
        more = {"zone": zone["id"], "zone_name": name(zone, lang)}
        more["group"] = group_label(store, zone["group"]).in_(lang)
        more |= {"precision": zone["precision"], "accuracy_m": zone["accuracy_m"]}
        rows.append({**_subject(store, report, pair["subject"], lang), **pair, **more})
    met = {pair["subject"] for pair in pairs}
    clear = [position for position in range(len(report.subjects)) if position not in met]
    for position in clear:
        rows.append({**_subject(store, report, position, lang), "relation": "clear"})
    rows.sort(key=lambda row: int(row["number"]))
    return [
        {key: _exact(row.get(key), decimals) for key, decimals in COLUMNS.items()} for row in rows
    ]


def _subject(store: Store, report: Report, position: int, lang: str) -> dict[str, Any]:
    verdict = report.subjects["verdict"].iloc[position]
    return {
        "number": position + 1,
        "name": subject_name(store, report, position, lang),
        "verdict": verdict,
    }


def _exact(value: Any, decimals: int | None) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    return value if decimals is None else round(value, decimals)


def check_document(
    store: Store, report: Report, lang: str, unchecked: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return all of a check as plain JSON values, the words in a language.

    Parameters
    ----------
    store : Store
    report : Report
    lang : str
    unchecked : mapping of str to str, optional
        Features that were to be checked and could not → why.
    """
    left = report.zones[report.zones["unchecked"].notna()]
    reasons = {**dict(zip(left["id"], left["unchecked"], strict=True)), **(unchecked or {})}
    compared = report.zones[report.zones["unchecked"].isna()]
    return {
        "verdict": report.verdict,
        "statement": headline(report, lang),
        "note": message("check.note", lang),
        "plane": PROJECTED,
        "ellipsoid": "CGCS2000 (EPSG:4490)",
        "settings": vars(report.settings),
        "totals": [
            {key: _exact(value, COLUMNS.get(key)) for key, value in vars(total).items()}
            for total in report.totals
        ],
        "rows": check_rows(store, report, lang),
        "compared": [
            {
                "id": zone["id"],
                "name": name(zone, lang),
                "group": zone["group"],
                "precision": zone["precision"],
                "accuracy_m": zone["accuracy_m"],
                "said": precision_sentence(store, zone["id"], lang),
            }
            for zone in compared.drop(columns="geometry").to_dict("records")
        ],
        "unchecked": [
            {"id": key, "name": name(store.records[key], lang), "reason": reason}
            for key, reason in reasons.items()
        ],
    }
