"""An extract as a PDF: front page, map, contents, one section per layer, clauses in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from atlas.analysis.land_extract import Extract, Finding, Topic, not_held
from atlas.core.messages import message
from atlas.core.model import vocabulary
from atlas.layers.symbology import shape_of, style
from atlas.print.documents.blocks import (
    Block,
    credit,
    document,
    heading,
    row,
    rule,
    space,
    text,
    title_blocks,
)
from atlas.print.documents.document_map import MARKED, subject_map, swatch
from atlas.print.typesetting import INK, SOFT
from atlas.store.store import Store
from atlas.wording.extract_text import (
    cited,
    clause_title,
    finding_lines,
    identification,
    share,
    source_line,
    source_numbers,
    subject_title,
    town_line,
)
from atlas.wording.phrases import joined, name

LABEL_MM, INDENT_MM = 34.0, 12.0
PAGE: Block = {"kind": "page"}
#: stands in a message for a page number, which the typesetter knows
NUMBER = "\ue000"


@dataclass
class _Paper:
    """The state of an extract while its blocks are made.

    Attributes
    ----------
    numbers : dict of str to int
        Source → its number in the list of sources.
    quoted : set of str
        Clauses that are already quoted in full.
    """

    store: Store
    made: Extract
    lang: str
    day: date
    numbers: dict[str, int]
    quoted: set[str] = field(default_factory=set)

    def text(self, key: str, **values: object) -> str:
        return message(key, self.lang, **values)


def extract_pdf(store: Store, made: Extract, lang: str, day: date) -> bytes:
    """Return an extract as a PDF of A4 pages.

    Parameters
    ----------
    store : Store
    made : Extract
    lang : str
    day : datetime.date
        Date of the extract.
    """
    title = subject_title(store, made.subject, lang)
    findings = [finding for topic in made.topics for finding in topic.findings]
    paper = _Paper(store, made, lang, day, source_numbers(store, findings))
    head = paper.text("extract.title")
    foot = f"{message('app.title', lang)} \u00b7 {head} \u00b7 {title} \u00b7 {day.isoformat()}"
    blocks = [*_front_page(paper, day), PAGE, *_contents(paper), PAGE]
    for theme, topics in groupby(made.topics, lambda topic: store.catalogue[topic.layer].theme):
        for topic in topics:
            blocks += _section(paper, theme, topic)
    blocks += [*_not_covered(paper), *_sources(paper), *_disclaimer(paper)]
    return document(f"{head} {title}", foot, blocks, lang)


def _front_page(paper: _Paper, day: date) -> Iterator[Block]:
    """Yield the subject of an extract, its map with the legend, and its limits."""
    store, made, lang = paper.store, paper.made, paper.lang
    yield from title_blocks(paper.text("extract.title"), store, lang)
    yield rule(MARKED, 0.6)
    for label, value in identification(store, made, day, lang):
        yield row(label, value, label_mm=40)
    yield space(3)
    found = {finding.feature for topic in made.topics for finding in topic.findings}
    subject = made.subject
    yield from subject_map(store, subject.geometry, found, lang, selected=subject.feature)
    yield space(2)
    yield text(paper.text("extract.map_shown"), 7.5, SOFT)
    yield text(paper.text("extract.brief"), 9, MARKED)


# ---- the contents --------------------------------------------------------------------------------


def _contents(paper: _Paper) -> Iterator[Block]:
    made, store = paper.made, paper.store
    yield heading(paper.text("extract.contents"), 15)
    keys = ("sure", "may", "town", "share", "page")
    yield _contents_head(
        paper.text("extract.applies"), [paper.text(f"extract.column_{key}") for key in keys]
    )
    if not made.topics:
        yield text(paper.text("extract.applies_none"))
    for topic in made.topics:
        layer = store.catalogue[topic.layer]
        ink = vocabulary().theme[layer.theme].colour or INK
        share_text = "" if topic.share is None else share(topic.share, paper.lang)
        cells = [*_counts(topic), share_text]
        yield _contents_row(topic.layer, layer.title.in_(paper.lang), cells, ink)
    yield space(6)
    yield _contents_head(paper.text("extract.absent"), [])
    absent = [
        paper.text(
            "extract.absent_count",
            layer=store.catalogue[layer].title.in_(paper.lang),
            n=len(made.absent[layer]),
        )
        for layer in made.layers_absent
    ]
    yield text(joined(absent, paper.lang) or paper.text("extract.absent_none"))
    yield space(6)
    yield _contents_head(paper.text("extract.not_covered"), [])
    for part, n in (("unknown", len(made.unknown)), ("beyond", len(not_held()))):
        if n:
            yield _contents_row(part, _part_title(paper, part, n), [], SOFT)
    yield space(4)
    for part in ("sources", "disclaimer"):
        yield _contents_row(part, paper.text(f"extract.{part}"), [], SOFT)
    yield space(6)
    yield _contents_head(paper.text("extract.how_to_read"), [])
    for key in ("covers", "may_cover", "town", "clauses"):
        yield text(paper.text(f"extract.how_{key}"), 8.5)


def _contents_head(words: str, columns: Sequence[str]) -> Block:
    return {"kind": "contents-head", "text": words, "columns": columns}


def _contents_row(part: str, words: str, cells: Sequence[str], ink: str) -> Block:
    """Return a line of the contents; the page of the part follows the cells."""
    return {"kind": "contents", "id": part, "text": words, "cells": cells, "ink": ink}


def _part_title(paper: _Paper, part: str, n: int) -> str:
    return paper.text(f"extract.{part}", n=n)


def _counts(topic: Topic) -> list[str]:
    """Return how many features apply, may apply, apply by town; empty for none."""
    relations = [finding.relation for finding in topic.findings]
    sure = relations.count("covers") + relations.count("self")
    counts = (sure, relations.count("may_cover"), relations.count("town"))
    return [str(count) if count else "" for count in counts]


# ---- a layer -------------------------------------------------------------------------------------


def _section(paper: _Paper, theme: str, topic: Topic) -> Iterator[Block]:
    store, lang = paper.store, paper.lang
    layer, term = store.catalogue[topic.layer], vocabulary().theme[theme]
    ink = term.colour or INK
    yield text(term.text.in_(lang), 8.5, SOFT, sticky=True)
    yield heading(layer.title.in_(lang), 14, ink=ink, part=topic.layer)
    yield text(layer.description.in_(lang), 8.5, SOFT)
    if topic.share is not None:
        yield text(paper.text("extract.layer_share", share=share(topic.share, lang)), 9.5)
    yield space(3)
    for finding in topic.findings:
        if finding.relation != "town":
            yield from _finding(paper, finding)
    by_town = [finding for finding in topic.findings if finding.relation == "town"]
    if by_town:
        yield text(paper.text("extract.by_town"), 10, ink, sticky=True)
        for finding in by_town:
            title, words = town_line(store, finding, paper.numbers, lang, paper.day)
            yield text(title, sticky=True)
            yield text(words, 8.5, SOFT)
            yield space(2.5)
    if topic.layer in paper.made.absent:
        n = len(paper.made.absent[topic.layer])
        yield text(paper.text("extract.layer_rest", n=n), 8.5, SOFT)
        yield space(2.5)
    if topic.clauses:
        yield from _quotes(paper, topic.clauses, ink)
    yield space(7)


def _finding(paper: _Paper, finding: Finding) -> Iterator[Block]:
    """Yield a feature: symbol, name, and its details."""
    store, lang = paper.store, paper.lang
    record = store.records[finding.feature]
    shape = store.geometry(finding.feature)
    assert shape is not None, f"{finding.feature}: only drawn features are found"
    look = style(
        store.category(record), shape_of(shape.geom_type), record["status"], record["precision"]
    )
    yield {"kind": "symbol", "svg": swatch(look), "text": name(record, lang)}
    for label, value in finding_lines(store, finding, paper.numbers, lang, paper.day):
        yield row(label, value, size=8.5, left=INDENT_MM, label_mm=LABEL_MM)
    yield space(4)


def _quotes(paper: _Paper, clauses: Sequence[str], ink: str) -> Iterator[Block]:
    """Yield clauses in full, or the page on which they are already quoted."""
    yield text(paper.text("extract.clause_texts"), 10, ink, sticky=True)
    for identifier in clauses:
        clause, part = paper.store.clauses[identifier], f"clause {identifier}"
        title = clause_title(clause, paper.lang)
        if identifier in paper.quoted:
            before, _, after = paper.text("extract.clause_again", page=NUMBER).partition(NUMBER)
            yield {"kind": "again", "id": part, "title": title, "before": before, "after": after}
        else:
            paper.quoted.add(identifier)
            yield {"kind": "quote", "id": part, "title": title, "text": clause.text, "ink": ink}


# ---- limits, sources, disclaimer ----------------------------------------------------------------


def _not_covered(paper: _Paper) -> Iterator[Block]:
    made, store, lang = paper.made, paper.store, paper.lang
    if made.unknown:
        yield heading(_part_title(paper, "unknown", len(made.unknown)), 14, part="unknown")
    for reason in ("in_town", "unpublished", "city_wide", "direction"):
        found = [u.feature for u in made.unknown if u.reason == reason]
        if not found:
            continue
        yield text(paper.text(f"extract.reason_{reason}"), 10, sticky=True)
        for layer, features in groupby(found, lambda f: store.records[f]["layer"]):
            names = joined((name(store.records[f], lang) for f in features), lang)
            yield row(store.catalogue[layer].title.in_(lang), names, size=8.5, label_mm=40)
        yield space(4)
    yield heading(_part_title(paper, "beyond", len(not_held())), 14, part="beyond")
    for kind in not_held():
        note = kind.note.in_(lang)
        if kind.clause in store.clauses:
            clause = cited(store.clauses[kind.clause], lang)
            note += f" [{paper.text('extract.beyond_clause', clause=clause)}]"
        yield row(kind.title.in_(lang), note, size=8.5, label_mm=52)
    yield space(6)


def _sources(paper: _Paper) -> Iterator[Block]:
    yield heading(paper.text("extract.sources"), 14, part="sources")
    for identifier, n in paper.numbers.items():
        source = source_line(paper.store.sources[identifier], paper.lang)
        yield row(f"[{n}]", source, size=8.5, label_mm=10)
    yield space(6)


def _disclaimer(paper: _Paper) -> Iterator[Block]:
    yield heading(paper.text("extract.disclaimer"), 14, part="disclaimer")
    yield text(paper.text("extract.disclaimer_text"))
    yield from credit(paper.lang)
