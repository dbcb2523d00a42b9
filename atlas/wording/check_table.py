"""Tables of an overlap check: exact figures for files, rounded ones for the PDF."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from atlas.analysis.overlap import Matrix, Report, Total
from atlas.analysis.overlap.zone_groups import group_label
from atlas.core.messages import message
from atlas.core.model import vocabulary
from atlas.spatial.crs import PROJECTED
from atlas.store.store import Store
from atlas.wording.check_text import headline, precision_sentence, size_text, subject_names
from atlas.wording.phrases import accuracy, name, number, percent_text, rounded

#: file column → decimals of its figures (``None``: text or integer)
COLUMNS: dict[str, int | None] = {
    "number": None,
    "name": None,
    "shape": None,
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
    "distance_km_min": 1,
    "distance_km_max": 1,
    "precision": None,
    "accuracy_m": None,
}

#: column with coded values → function that returns the label
WORDS: dict[str, Callable[[str, str], str]] = {
    "verdict": lambda word, lang: message(f"check.verdict_{word}", lang),
    "shape": lambda word, lang: message(f"check.shape_{word}", lang),
    "relation": lambda word, lang: message(f"check.relation_{word}", lang),
    "precision": lambda word, lang: vocabulary().precision[word].text.in_(lang),
}
#: headings of :func:`pair_table`
HEADS = ("name", "zone_name", "relation", "overlap", "share_subject", "share_zone", "accuracy")
Table = tuple[list[str], list[list[str]]]


def check_rows(store: Store, report: Report, lang: str) -> list[dict[str, Any]]:
    """Return one row per pair, with :data:`COLUMNS`, and one per subject without overlap.

    ``number`` counts the subjects from 1. Figures are exact to their decimals, ``None`` where
    missing.
    """
    names = subject_names(store, report, lang)
    own = report.subjects[["shape", "verdict"]].to_dict("records")
    zones = [
        {
            "zone": zone["id"],
            "zone_name": name(zone, lang),
            "group": group_label(store, zone["group"]).in_(lang),
            "precision": zone["precision"],
            "accuracy_m": zone["accuracy_m"],
        }
        for zone in report.zones.drop(columns="geometry").to_dict("records")
    ]
    pairs = report.pairs.drop(columns="geometry").to_dict("records")
    met = {pair["subject"] for pair in pairs}
    clear = [
        {"subject": position, "relation": "clear"}
        for position in range(len(names))
        if position not in met
    ]
    rows = []
    for pair in sorted([*pairs, *clear], key=lambda pair: int(pair["subject"])):
        subject = pair["subject"]
        row = {"number": subject + 1, "name": names[subject], **own[subject]}
        row |= {**pair, **(zones[pair["zone"]] if "zone" in pair else {})}
        if pair["relation"] == "near":
            row["distance_km_min"], row["distance_km_max"] = report.band(pair)
        rows.append({key: _exact(row.get(key), decimals) for key, decimals in COLUMNS.items()})
    return rows


def _exact(value: Any, decimals: int | None) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    return value if decimals is None else round(value, decimals)


def check_document(
    store: Store, report: Report, lang: str, unchecked: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return a whole check as JSON values, with localized labels.

    Parameters
    ----------
    store : Store
    report : Report
    lang : str
    unchecked : mapping of str to str, optional
        Feature → reason why it could not be checked.
    """
    left = report.zones[report.zones["unchecked"].notna()]
    reasons = {**dict(zip(left["id"], left["unchecked"], strict=True)), **(unchecked or {})}
    compared = report.zones[report.zones["unchecked"].isna()]
    return {
        "verdict": report.verdict,
        "statement": headline(report, lang),
        "areas": int((report.subjects["shape"] == "area").sum()),
        "note": message("check.note", lang),
        "plane": PROJECTED,
        "ellipsoid": "CGCS2000 (EPSG:4490)",
        "settings": vars(report.settings),
        "totals": [_total(total) for total in report.totals],
        "rows": check_rows(store, report, lang),
        "compared": [
            {
                "id": zone["id"],
                "name": name(zone, lang),
                "group": zone["group"],
                "precision": zone["precision"],
                "accuracy_m": zone["accuracy_m"],
                "said": precision_sentence(store, zone["id"], lang),
                "total": _total(report.zone_totals.get(zone["id"])),
            }
            for zone in compared.drop(columns="geometry").to_dict("records")
        ],
        "unchecked": [
            {"id": key, "name": name(store.records[key], lang), "reason": reason}
            for key, reason in reasons.items()
        ],
    }


def _total(total: Total | None) -> dict[str, Any] | None:
    if total is None:
        return None
    return {key: _exact(value, COLUMNS.get(key)) for key, value in vars(total).items()}


def pair_table(store: Store, report: Report, lang: str) -> Table:
    """Return headings and rows of conflicts, slivers and near misses, as in the panel."""
    names = subject_names(store, report, lang)
    rows = []
    pairs = report.pairs[report.zones["conflict"].to_numpy()[report.pairs["zone"]]]
    for pair in pairs.drop(columns="geometry").to_dict("records"):
        zone = store.records[report.zones["id"].iloc[pair["zone"]]]
        shares = [
            "" if math.isnan(pair[key]) else percent_text(pair[key], zone["precision"]) + "%"
            for key in ("share_subject", "share_zone")
        ]
        rows.append(
            [
                names[pair["subject"]],
                name(zone, lang),
                WORDS["relation"](pair["relation"], lang),
                size_text(pair, zone["precision"], lang),
                *shares,
                f"±{accuracy(zone['accuracy_m'], lang)}" if zone["accuracy_m"] else "",
            ]
        )
    return [message(f"check.head_{key}", lang) for key in HEADS], rows


def matrix_table(store: Store, matrix: Matrix, lang: str) -> Table:
    """Return headings and rows of the matrix: projects by zones, overlaps in kilometres.

    A cell is ``≈`` where an overlap cannot be excluded and ``·`` where there is none.
    """
    heads = [message("check.head_name", lang)]
    rows: dict[str, list[str]] = {}
    for cell in matrix.frame.to_dict("records"):
        zone, project = store.records[cell["zone"]], store.records[cell["project"]]
        row = rows.setdefault(cell["project"], [name(project, lang)])
        if len(rows) == 1:
            heads.append(name(zone, lang))
        row.append(_matrix_cell(cell, zone["precision"], lang))
    return heads, list(rows.values())


def _matrix_cell(cell: Mapping[Any, Any], precision: str | None, lang: str) -> str:
    if cell["relation"] == "overlap" and cell["length_m_ellipsoid"] > 0:
        return number(rounded(cell["length_m_ellipsoid"] / 1000, precision), lang)
    if cell["relation"] == "overlap":
        return size_text(cell, precision, lang)
    return {"clear": "·"}.get(cell["relation"], "≈")
