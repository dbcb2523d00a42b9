"""Wording of an extract: subject, findings, sources, and limits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np
import shapely

from atlas.analysis.land_extract import Extract, Finding, Overlap, Subject
from atlas.core.citation import source_title
from atlas.core.messages import message
from atlas.core.model import Source
from atlas.layers.symbology import Shape
from atlas.plan.clauses import Clause
from atlas.spatial.crs import from_wgs84
from atlas.store.store import Store
from atlas.wording.feature_card import card_notes, card_rows
from atlas.wording.milestone_text import history_sources
from atlas.wording.phrases import (
    Record,
    accuracy,
    clause_place,
    joined,
    kind,
    name,
    number,
    rounded,
    town_names,
)
from atlas.wording.progress_text import adds_to_state, progress
from atlas.wording.promise_text import delay_in_short
from atlas.wording.site_fact_text import whole_row
from atlas.wording.status_text import state

#: a label and its text
Line = tuple[str, str]


def subject_title(store: Store, subject: Subject, lang: str) -> str:
    """Return the subject of an extract: a feature's name, or a description of the shape."""
    if subject.feature:
        return name(store.records[subject.feature], lang)
    if subject.shape == "point":
        [(lon, lat)] = shapely.get_coordinates(subject.geometry)
        return f"{message('extract.spot', lang)} {lon:.5f}, {lat:.5f}"
    title = message("extract.area" if subject.shape == "area" else "extract.line", lang)
    return f"{title} {size(subject.shape, subject.size or 0, lang)}"


def identification(store: Store, made: Extract, day: date, lang: str) -> list[Line]:
    """Return the rows that identify the subject: location, size, coordinates, dates."""
    subject = made.subject
    rows = [(message("extract.subject", lang), subject_title(store, subject, lang))]
    if subject.feature:
        record = store.records[subject.feature]
        rows[0] = (rows[0][0], f"{rows[0][1]} \u00b7 {kind(store, record, lang)}")
        own_accuracy = accuracy(subject.accuracy_m, lang)
        rows.append((message("extract.own_accuracy", lang), f"±{own_accuracy}"))
    rows.append((message("extract.towns", lang), _towns(store, made, lang)))
    if subject.size is not None:
        known = store.records[subject.feature]["precision"] if subject.feature else "surveyed"
        text = size(subject.shape, subject.size, lang, known)
        label = "extract.size_area" if subject.shape == "area" else "extract.size_line"
        rows.append((message(label, lang), message("extract.on_ellipsoid", lang, size=text)))
    rows += _coordinates(subject, lang)
    rows.append((message("extract.made", lang), day.isoformat()))
    dates = [source.date for source in store.sources.values() if source.date]
    rows.append((message("extract.state", lang), max(dates, default="\u2013")))
    rows.append((message("extract.plan", lang), message("extract.plan_cited", lang)))
    return rows


def _towns(store: Store, made: Extract, lang: str) -> str:
    if not store.town_areas:
        return message("extract.no_towns", lang)
    words = []
    for part in sorted(made.parts, key=lambda part: (part.town is None, -part.share)):
        named = message("extract.outside", lang)
        if part.town:
            named = name(store.towns[part.town], lang)
        if part.share < 1:
            share_text = share(part.share, lang)
            named = message("extract.with_share", lang, name=named, share=share_text)
        words.append(named)
    return joined(words, lang)


def _coordinates(subject: Subject, lang: str) -> list[Line]:
    """Return the coordinates of a spot, or the corners of an extent, in both systems."""
    west, south, east, north = subject.geometry.bounds
    corners = np.array([(west, south), (east, north)])[: 1 if subject.shape == "point" else 2]
    degrees = [
        message("extract.degrees", lang, lon=f"{lon:.6f}", lat=f"{lat:.6f}") for lon, lat in corners
    ]
    metres = [
        message("extract.metres", lang, north=f"{y:.1f}", east=f"{x:.1f}")
        for x, y in from_wgs84(corners, "cm120")
    ]
    return [
        (message("extract.wgs84", lang), _extent(degrees, lang)),
        (message("extract.cgcs2000", lang), _extent(metres, lang)),
    ]


def _extent(texts: list[str], lang: str) -> str:
    if len(texts) == 1:
        return texts[0]
    return message("extract.extent", lang, first=texts[0], second=texts[1])


def size(shape: Shape, value: float, lang: str, precision: str | None = "surveyed") -> str:
    """Return an area in hectares or a length in kilometres or metres, to about three figures.

    With a coarser ``precision`` it has fewer figures.
    """
    if value and precision not in ("surveyed", "official"):
        value = rounded(value, precision)
    if shape == "line":
        if value < 1:
            return message("card.m", lang, value=number(round(value * 1000), lang))
        return message("card.km", lang, value=number(round(value, 2), lang))
    digits = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 1 else 3
    return message("card.ha", lang, value=number(round(value, digits), lang))


def share(value: float, lang: str) -> str:
    """Return a percentage with one decimal."""
    if 0 < value < 0.0005:
        return message("extract.below_percent", lang)
    percent = number(round(value * 100, 1), lang)
    return message("extract.percent", lang, value=percent)


def cited(clause: Clause, lang: str) -> str:
    """Return the citation of a clause: its number, box paragraph, or place in the plan."""
    if clause.box is not None and "-" in clause.id:
        entry = clause.id.rpartition("-")[2]
        return message("extract.box_entry", lang, box=clause.box, entry=entry)
    return clause.number or clause_place(clause, lang)


def clause_title(clause: Clause, lang: str) -> str:
    """Return the heading of a quoted clause: citation and place in the plan."""
    own, place = cited(clause, lang), clause_place(clause, lang)
    return own if clause.box is not None or own == place else f"{own}   {place}"


def finding_lines(
    store: Store, finding: Finding, numbers: dict[str, int], lang: str, day: date
) -> list[Line]:
    """Return the rows of a feature that is located at the subject.

    Parameters
    ----------
    store : Store
    finding : Finding
    numbers : dict of str to int
        Source → its number in the list of sources.
    lang : str
    day : datetime.date
        Date of the extract.
    """
    record = store.records[finding.feature]
    lines = [(message("extract.relation", lang), _relation(finding, lang))]
    if finding.overlap:
        label = (
            "extract.overlap_area" if finding.overlap.shape == "area" else "extract.overlap_line"
        )
        lines.append((message(label, lang), _overlap(finding.overlap, record["precision"], lang)))
    precise, *notes = card_notes(store, record, True, lang)
    lines.append((message("extract.precision", lang), precise["text"]))
    rows = card_rows(store, record, lang)
    lines += [whole_row(row, day, lang) for row in rows]
    lines += progress_lines(store, record, numbers, lang, day)
    lines += [(message("extract.note", lang), note["text"]) for note in notes]
    lines.append((message("extract.clauses", lang), _clauses(store, finding, lang)))
    lines.append((message("extract.sources_short", lang), source_marks(store, record, numbers)))
    return lines


def progress_lines(
    store: Store, record: Record, numbers: dict[str, int], lang: str, day: date
) -> list[Line]:
    """Return the outcome and milestones of a project; none if its status says it all."""
    found = progress(store, record, lang, day) if adds_to_state(store, record) else None
    if found is None:
        return []
    lines = [(message("progress.title", lang), found.text)]
    for one in found.rows:
        mark = f"[{numbers[one.source_id]}]" if one.source_id in numbers else None
        lines.append((one.date, one.line(lang, day, mark)))
    return lines


def town_line(
    store: Store, finding: Finding, numbers: dict[str, int], lang: str, day: date
) -> Line:
    """Return the row of a feature that is located only by town."""
    record = store.records[finding.feature]
    words = [kind(store, record, lang)]
    if record["status"]:
        words.append(state(store, record, lang))
    words += filter(None, [delay_in_short(store, record, lang, day)])
    words.append(joined(town_names(store, record["towns"], lang), lang))
    words += [_clauses(store, finding, lang), source_marks(store, record, numbers)]
    return name(record, lang), " \u00b7 ".join(words)


def _relation(finding: Finding, lang: str) -> str:
    apart = finding.relation == "may_cover" and finding.distance_m > 0
    relation = "may_cover_apart" if apart else finding.relation
    return message(f"extract.relation_{relation}", lang)


def _overlap(overlap: Overlap, precision: str | None, lang: str) -> str:
    words = [size(overlap.shape, overlap.size, lang, precision)]
    if not overlap.size:
        words = [message("extract.overlap_none", lang)]
    if overlap.of_subject:
        words.append(message("extract.of_subject", lang, share=share(overlap.of_subject, lang)))
    if overlap.of_feature:
        words.append(message("extract.of_feature", lang, share=share(overlap.of_feature, lang)))
    bounds = (overlap.least, overlap.most)
    least, most = (size(overlap.shape, value, lang, precision) for value in bounds)
    if least != most:
        words.append(message("extract.within_accuracy", lang, least=least, most=most))
    return " \u00b7 ".join(words)


def _clauses(store: Store, finding: Finding, lang: str) -> str:
    texts = [cited(store.clauses[clause], lang) for clause in finding.clauses]
    return joined(texts, lang) or message("extract.no_clauses", lang)


def source_numbers(store: Store, findings: Iterable[Finding]) -> dict[str, int]:
    """Return source → number, in the order in which findings cite them."""
    found: dict[str, int] = {}
    for finding in findings:
        for source in sources_of(store, store.records[finding.feature]):
            if source in store.sources:
                found.setdefault(source, len(found) + 1)
    return found


def sources_of(store: Store, record: Record) -> list[str]:
    """Return the sources of a feature, of its status and of its milestones."""
    told = history_sources(store.milestones.get(record["id"], ()))
    state_source = filter(None, [record["status_source"]])
    return list(dict.fromkeys([*record["sources"], *state_source, *told]))


def source_marks(store: Store, record: Record, numbers: dict[str, int]) -> str:
    """Return a feature's sources as numbers in brackets."""
    return (
        " ".join(f"[{numbers[s]}]" for s in sources_of(store, record) if s in numbers) or "\u2013"
    )


def source_line(source: Source, lang: str) -> str:
    """Return a source with date, confidence and URL."""
    title = source_title(source, lang)
    sure = message("card.confidence", lang, word=message(f"confidence.{source.confidence}", lang))
    return " \u00b7 ".join(part for part in (title, source.date, sure, source.url) if part)
