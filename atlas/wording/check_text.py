"""Wording of an overlap check as a panel.

Figures in sentences are ellipsoidal and rounded to the precision of the zone: two digits for a
schematic zone, three for a derived one, four for a surveyed or official one. Exact figures are in
the files (:mod:`atlas.wording.check_table`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from atlas.analysis.overlap import Report
from atlas.analysis.overlap.zone_groups import group_label
from atlas.core.errors import short
from atlas.core.messages import message
from atlas.store.store import Store
from atlas.wording.feature_card import card_quotes
from atlas.wording.override_text import origin
from atlas.wording.panel import Item, Panel, Row, Section, item, panel, row, section
from atlas.wording.phrases import (
    DIGITS,
    accuracy,
    band_text,
    joined,
    kind,
    name,
    number,
    percent_text,
    rounded,
)

#: maximum number of subjects listed per zone; the files list all
LISTED = 8


def check_panel(
    store: Store, report: Report, lang: str, unchecked: Mapping[str, str] | None = None
) -> Panel:
    """Return the panel of a check.

    Parameters
    ----------
    store : Store
    report : Report
    lang : str
    unchecked : mapping of str to str, optional
        Feature → reason why it could not be checked.
    """
    names = [short(str(name)) for name in subject_names(store, report, lang)]
    sections = [
        section(message("check.result", lang), _result(store, report, lang)),
        *_conflicts(store, report, names, lang),
        *_possible(store, report, names, lang),
        *_towns(store, report, lang),
        *_clauses(store, report, lang),
        section(message("check.method", lang), _method(report, lang)),
        *_left(store, report, unchecked or {}, lang),
    ]
    return panel(sections, message("check.note", lang))


def headline(report: Report, lang: str) -> str:
    """Return the verdict in one or two sentences; if no area was checked, it says so first."""
    shapes = report.subjects["shape"]
    counts = {word: int((shapes == word).sum()) for word in ("line", "point")}
    counted = {word: number(n, lang) for word, n in counts.items() if n}
    others = [message(f"check.count_{word}", lang, n=n) for word, n in counted.items()]
    verdict = _verdict(report, lang)
    if not others:
        return verdict
    key = "check.no_area" if report.no_area else "check.not_all_areas"
    count, known = number(len(shapes), lang), joined(others, lang)
    return message(key, lang, verdict=verdict, count=count, shapes=known)


def _verdict(report: Report, lang: str) -> str:
    count, alone = number(len(report.subjects), lang), len(report.subjects) == 1
    if report.verdict == "conflict":
        whole = report.totals[-1]
        size = size_text(vars(whole), _worst(report, report.of("overlap")), lang)
        n, zones = number(whole.subjects, lang), _zones(whole.zones, lang)
        if alone:
            return message("check.conflict_one", lang, zones=zones, size=size)
        return message("check.conflict", lang, count=count, n=n, zones=zones, size=size)
    if not (report.zones["conflict"] & report.zones["unchecked"].isna()).any():
        return message("check.told_only", lang, count=count)
    if report.verdict == "possible":
        if alone:
            return message("check.possible_one", lang)
        found = (report.subjects["verdict"] == "possible").sum()
        return message("check.possible", lang, count=count, n=number(int(found), lang))
    return message("check.clear_one" if alone else "check.clear", lang, count=count)


def _zones(n: int, lang: str) -> str:
    return message("check.zone_count", lang, n=number(n, lang))


def precision_sentence(store: Store, zone: str, lang: str) -> str:
    """Return the zone's precision, and what it means for the figures."""
    record = store.records[zone]
    if record["precision"] is None:
        return message("check.precision_unknown", lang)
    sure = accuracy(record["accuracy_m"] or 0, lang)
    key = f"check.precision_{record['precision']}"
    return message(key, lang, accuracy=sure, source=origin(store, record, lang))


def subject_names(store: Store, report: Report, lang: str) -> list[str]:
    """Return the subjects' names: localized for features, as in the file for uploaded shapes."""
    pairs = zip(report.subjects["feature"], report.subjects["name"], strict=True)
    known = ((store.feature(feature) if feature else None, given) for feature, given in pairs)
    return [name(record, lang) if record else given for record, given in known]


def _result(store: Store, report: Report, lang: str) -> list[Row]:
    rows = [row([item(headline(report, lang))])]
    undrawn = report.zones[(report.zones["unchecked"] == "undrawn") & report.zones["conflict"]]
    if len(undrawn):
        names = joined((name(store.records[zone], lang) for zone in undrawn["id"]), lang)
        rows.append(row([item(message("check.undrawn_zones", lang, names=names))]))
    schematic = report.zones["precision"].isin(["schematic"]) & report.zones["conflict"]
    if report.verdict != "clear" and schematic.any():
        rows.append(row([item(message("check.indicative", lang))]))
    rough = float(report.subjects["accuracy_m"].max())
    if report.verdict != "clear" and rough > 0:
        text = message("check.rough", lang, accuracy=accuracy(rough, lang))
        rows.append(row([item(text)]))
    for total in report.totals:
        if total.group:
            pairs = report.of("overlap")
            own = report.zones["group"].to_numpy()[pairs["zone"]] == total.group
            size = size_text(vars(total), _worst(report, pairs[own]), lang)
            zones = _zones(total.zones, lang)
            text = message("check.total", lang, size=size, n=total.subjects, zones=zones)
            rows.append(row([item(text)], label=group_label(store, total.group).in_(lang)))
    if len(report.totals) > 2:
        rows.append(row([item(message("check.once", lang))]))
    return rows


def _conflicts(store: Store, report: Report, names: list[str], lang: str) -> Iterator[Section]:
    pairs = report.of("overlap")
    groups = report.zones["group"].to_numpy()[pairs["zone"]]
    for key in dict.fromkeys(groups[np.argsort(pairs["zone"], kind="stable")]):
        rows = []
        for position, found in pairs[groups == key].groupby("zone"):
            zone = report.zones["id"].iloc[int(str(position))]
            record = store.records[zone]
            cell = _zone_total(report, zone, found, record["precision"], lang)
            order = ["area_ha_ellipsoid", "length_m_ellipsoid", "points"]
            largest = found.sort_values(order, ascending=False, kind="stable")
            for _, pair in largest.head(LISTED).iterrows():
                subject = names[int(pair["subject"])]
                cell.append(_overlap(pair, subject, record["precision"], lang))
            if len(found) > LISTED:
                more = number(len(found) - LISTED, lang)
                cell.append(item(message("check.more", lang, n=more)))
            sure = precision_sentence(store, zone, lang)
            cell.append(item(sure, kind(store, record, lang), select=zone))
            parts = record.get(f"zones_{lang}")
            if parts:
                cell.append(item(message("check.parts", lang, parts=parts)))
            rows.append(row(cell, label=name(record, lang)))
        title = message("check.overlaps", lang, group=group_label(store, key).in_(lang))
        yield section(title, rows, aside=str(len(rows)))


def _zone_total(
    report: Report, zone: str, found: pd.DataFrame, precision: str | None, lang: str
) -> list[Item]:
    """Return the total overlap of several subjects with a zone."""
    if len(found) == 1:
        return []
    total, first = report.zone_totals[zone], found.iloc[0]
    size = size_text(vars(total), precision, lang)
    text = message("check.together", lang, n=number(len(found), lang), size=size)
    if not first["share_zone"] > 0 or not total.area_ha_ellipsoid:
        return [item(text)]
    share = total.area_ha_ellipsoid * first["share_zone"] / first["area_ha_ellipsoid"]
    return [item(text, message("check.share_zone", lang, percent=percent_text(share, precision)))]


def _overlap(pair: pd.Series, subject: str, precision: str | None, lang: str) -> Item:
    size = size_text(pair.to_dict(), precision, lang)
    return item(
        message("check.told", lang, name=subject, size=size), _shares(pair, precision, lang)
    )


def _shares(pair: pd.Series, precision: str | None, lang: str) -> str:
    shares = (
        message(f"check.share_{of}", lang, percent=percent_text(pair[f"share_{of}"], precision))
        for of in ("subject", "zone")
        if not math.isnan(pair[f"share_{of}"])
    )
    return message("check.joiner", lang).join(shares)


def _possible(store: Store, report: Report, names: list[str], lang: str) -> Iterator[Section]:
    near, slivers, touching = (report.of(word) for word in ("near", "sliver", "touching"))
    known = report.zones["accuracy_m"].to_numpy() > 0
    # shapes that touch may overlap if the zone's position is uncertain
    near = pd.concat([near, touching[known[touching["zone"]]]])
    rows = []
    for position, found in near.groupby("zone"):
        record = store.records[report.zones["id"].iloc[int(str(position))]]
        ordered = found.sort_values("distance_m", kind="stable")
        subjects = joined((names[int(s)] for s in ordered["subject"].head(LISTED)), lang)
        if len(found) > LISTED:
            more = number(len(found) - LISTED, lang)
            subjects = message("check.and_more", lang, names=subjects, n=more)
        sure = accuracy(record["accuracy_m"] or 0, lang)
        away = band_text(report.band(ordered.iloc[0]), lang)
        distance_text = message("check.within", lang, accuracy=sure, distance=away)
        cell = [item(subjects), item(distance_text, kind(store, record, lang), select=record["id"])]
        rows.append(row(cell, label=name(record, lang)))
    if rows:
        yield section(message("check.not_excluded", lang), rows, aside=str(len(rows)))
    if len(touching):
        text = message("check.touching", lang, n=number(len(touching), lang))
        yield section(message("check.touching_title", lang), [row([item(text)])])
    if len(slivers):
        text = message("check.slivers", lang, n=len(slivers), least=_least(report, lang))
        yield section(message("check.sliver_title", lang), [row([item(text)])])


def _towns(store: Store, report: Report, lang: str) -> Iterator[Section]:
    pairs = report.of("overlap", conflict=False)
    rows = []
    for position, found in pairs.groupby("zone"):
        record = store.records[report.zones["id"].iloc[int(str(position))]]
        if len(report.subjects) == 1:
            details = _shares(found.iloc[0], record["precision"], lang)
        else:
            details = message("check.subjects", lang, n=number(len(found), lang))
        town = {"town": record["code"]} if record["layer"] == "townships" else {}
        rows.append(row([item(name(record, lang), details, **town)]))
    if rows:
        yield section(message("check.towns", lang), rows, aside=str(len(rows)))


def _clauses(store: Store, report: Report, lang: str) -> Iterator[Section]:
    """Yield the clauses behind the overlapped zones, with the quotes of these zones."""
    rows = []
    for position in sorted(set(report.of("overlap")["zone"])):
        record = store.records[report.zones["id"].iloc[position]]
        quotes = card_quotes(store, record, lang)
        cell = [item(quote["text"], quote["clause"], read=quote["id"]) for quote in quotes]
        if cell:
            rows.append(row(cell, label=name(record, lang)))
    if rows:
        yield section(message("check.clauses", lang), rows, fold=True)


def _method(report: Report, lang: str) -> list[Row]:
    settings = report.settings
    widened = number(settings.buffer_m, lang)
    texts = {
        "compared": message(
            "check.compared_text",
            lang,
            n=number(len(report.subjects), lang),
            zones=_zones(int(report.zones["unchecked"].isna().sum()), lang),
        ),
        "buffer": message("check.buffer_text", lang, m=widened)
        if settings.buffer_m
        else message("check.no_buffer", lang),
        "system": message("check.system_text", lang),
        "difference": _difference(report, lang),
        "sliver": message("check.sliver_text", lang, least=_least(report, lang)),
        "near": message("check.near_text", lang),
    }
    return [row([item(text)], label=message(f"check.{key}", lang)) for key, text in texts.items()]


def _difference(report: Report, lang: str) -> str:
    ppm = report.pairs["difference_ppm"].dropna()
    if ppm.empty:
        return message("check.no_difference", lang)
    # on the central meridian the difference is a few billionths of either sign
    low, high = (number(round(float(ppm), 1) + 0.0, lang) for ppm in (ppm.min(), ppm.max()))
    if low == high:
        return message("check.difference_one", lang, ppm=low)
    return message("check.difference_text", lang, low=low, high=high)


def _least(report: Report, lang: str) -> str:
    settings = report.settings
    m2, m = number(settings.sliver_m2, lang), number(settings.sliver_m, lang)
    return message("check.least", lang, m2=m2, m=m)


def _left(store: Store, report: Report, more: Mapping[str, str], lang: str) -> Iterator[Section]:
    zones = report.zones[report.zones["unchecked"].notna()]
    left = {**dict(zip(zones["id"], zones["unchecked"], strict=True)), **more}
    rows = [
        row([item(name(record, lang), message(f"check.left_{reason}", lang), select=record["id"])])
        for record, reason in ((store.records[key], reason) for key, reason in left.items())
    ]
    far = int(report.subjects["far"].sum())
    if far:
        rows.append(row([item(message("check.far", lang, n=number(far, lang)))]))
    if rows:
        yield section(message("check.left", lang), rows, aside=str(len(left) + far))


def _worst(report: Report, pairs: pd.DataFrame) -> str:
    known = set(report.zones["precision"].to_numpy()[pairs["zone"]])
    return next((word for word in reversed(DIGITS) if word in known), "schematic")


def size_text(sizes: Mapping[Any, Any], precision: str | None, lang: str) -> str:
    """Return the text of an area, a length and a number of points, as far as present."""
    sizes_text = []
    area, length = sizes["area_ha_ellipsoid"], sizes["length_m_ellipsoid"]
    if area > 0:
        small = area < 0.1
        value = rounded(area * 10_000 if small else area, precision)
        sizes_text.append(
            message("check.m2" if small else "card.ha", lang, value=number(value, lang))
        )
    if length > 0:
        short = length < 1000
        value = rounded(length if short else length / 1000, precision)
        sizes_text.append(
            message("card.m" if short else "card.km", lang, value=number(value, lang))
        )
    about = message("check.about", lang, size=joined(sizes_text, lang)) if sizes_text else ""
    if sizes["points"]:
        points = message("check.points", lang, n=number(int(sizes["points"]), lang))
        return joined(filter(None, (about, points)), lang)
    return about
