"""The evaluation of the plan as a PDF: counts, map, then chapter by chapter what was promised."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from atlas.analysis.evaluation.outcome_counts import (
    PARTS,
    Counts,
    Part,
    count_by,
    day_of_evaluation,
    late_projects,
    projects,
)
from atlas.analysis.evaluation.statement_outcomes import statement_outcomes
from atlas.core.messages import message
from atlas.core.model import vocabulary
from atlas.plan.evaluation.outcome import OUTCOMES
from atlas.print.documents.blocks import (
    Block,
    credit,
    document,
    heading,
    space,
    text,
    title_blocks,
)
from atlas.print.documents.outcome_map import outcome_map
from atlas.print.typesetting import SOFT
from atlas.store.query import Filter
from atlas.store.store import Store
from atlas.wording.evaluation_report import Chapter, ProjectLines, chapters, statement_summary
from atlas.wording.evaluation_text import (
    METHOD,
    count_rows,
    outcome_label,
    project_text,
    summary,
)
from atlas.wording.phrases import name

PAGE: Block = {"kind": "page"}
#: widths of the columns of a table of counts, in millimetres: label, outcomes, total, plan only
LABEL_MM, NUMBER_MM = 54.0, 15.5
#: label of the last page
LAST = "method"


def evaluation_pdf(store: Store, year: str | None, lang: str) -> bytes:
    """Return the evaluation as a PDF of A4 pages.

    Parameters
    ----------
    store : Store
    year : str or None
        Year at whose end the plan is evaluated; ``None``: today.
    lang : str
    """
    chosen = Filter(year=year)
    day = day_of_evaluation(store, year).isoformat()
    title = message("evaluation.report", lang)
    foot = f"{message('app.title', lang)} \u00b7 {title} \u00b7 {day}"
    parts = chapters(store, year, lang)
    blocks = [
        *_front(store, chosen, lang, title),
        PAGE,
        *_contents(parts, lang),
        *_counts(store, chosen, lang),
        *(block for one in parts for block in _chapter(one)),
        PAGE,
        *_method(store, lang),
        *credit(lang),
    ]
    return document(f"{title} {day}", foot, blocks, lang)


def _front(store: Store, chosen: Filter, lang: str, title: str) -> Iterator[Block]:
    yield from title_blocks(title, store, lang)
    yield space(4)
    yield text(summary(store, chosen, lang), 12)
    yield text(statement_summary(statement_outcomes(store, chosen.year), lang), 10)
    yield space(3)
    yield from outcome_map(store, projects(store, chosen), lang)
    yield text(message("evaluation.map_note", lang), 7.5, SOFT)
    yield space(3)
    late = late_projects(store, chosen)
    if late:
        yield heading(message("evaluation.late", lang), 12.5)
        day = day_of_evaluation(store, chosen.year)
        for one in late:
            record = store.records[one]
            sentence = project_text(store, record, day, lang)
            lines = ProjectLines(one, name(record, lang), "late", sentence, ())
            yield {"kind": "project", **_project(lines)}


def _contents(parts: list[Chapter], lang: str) -> Iterator[Block]:
    """Yield the chapters with their numbers of statements and their pages."""
    heads = [message(f"evaluation.column_{key}", lang) for key in ("statements", "page")]
    title = message("evaluation.chapters", lang)
    yield {"kind": "contents-head", "text": title, "columns": heads}
    for one in parts:
        cells = [str(len(one.statements))]
        yield {"kind": "contents", "text": one.title, "cells": cells, "ink": SOFT, "id": one.part}
    method = message("evaluation.method", lang)
    yield {"kind": "contents", "text": method, "cells": [""], "ink": SOFT, "id": LAST}


def _counts(store: Store, chosen: Filter, lang: str) -> Iterator[Block]:
    """Yield the projects by theme, town and chapter, as bars and as a table."""
    for part in PARTS:
        counts = count_by(store, part, chosen)
        label = message(f"evaluation.by_{part}", lang)
        yield space(8)
        yield heading(message("evaluation.table", lang, part=label), 12.5)
        yield _bars(store, part, counts, lang)
        yield space(2)
        yield _table(store, part, counts, lang)
        if part != "theme":
            yield text(message(f"evaluation.several_{part}", lang), 7.5, SOFT)
        if part != PARTS[-1]:
            yield PAGE


def _bars(store: Store, part: Part, counts: Counts, lang: str) -> Block:
    rows = count_rows(store, part, counts, lang)[:-1]
    colours = [_colour(word) for word in OUTCOMES]
    return {
        "kind": "bars",
        "most": max((one.total for one in rows), default=1) or 1,
        "legend": [
            {"text": outcome_label(word, lang), "colour": colour}
            for word, colour in zip(OUTCOMES, colours, strict=True)
        ],
        "rows": [
            {
                "label": one.label,
                "total": str(one.total),
                "parts": [
                    {"n": n, "colour": colour}
                    for n, colour in zip(one.numbers, colours, strict=True)
                    if n
                ],
            }
            for one in rows
        ],
    }


def _colour(word: str) -> str:
    return vocabulary().outcome[word].colour or SOFT


def _table(store: Store, part: Part, counts: Counts, lang: str) -> Block:
    heads = [
        message(f"evaluation.{part}", lang),
        *(outcome_label(word, lang) for word in OUTCOMES),
        message("evaluation.total", lang),
        message("evaluation.plan_only", lang),
    ]
    rows = [
        [one.label, *map(str, one.numbers), str(one.total), str(one.plan_only)]
        for one in count_rows(store, part, counts, lang)
    ]
    widths = [LABEL_MM, *[NUMBER_MM] * (len(heads) - 1)]
    return {"kind": "listing", "widths": widths, "heads": heads, "rows": rows}


def _chapter(chapter: Chapter) -> Iterator[Block]:
    yield PAGE
    yield heading(chapter.title, 15, part=chapter.part)
    yield text(chapter.summary, 10)
    yield space(2)
    for one in chapter.statements:
        yield {
            "kind": "promise",
            **{"place": one.place, "title": one.title, "quote": one.quote},
            **{"label": one.label, "colour": one.colour, "reason": one.reason},
            "projects": [_project(project) for project in one.projects],
        }


def _project(one: ProjectLines) -> dict[str, Any]:
    return {
        **{"name": one.name, "sentence": one.sentence, "lines": list(one.lines)},
        "colour": _colour(one.outcome),
    }


def _method(store: Store, lang: str) -> Iterator[Block]:
    """Yield how outcomes are found, and what the report cannot say."""
    yield heading(message("evaluation.method", lang), 15, part=LAST)
    for key in METHOD:
        yield text(message(f"evaluation.method_{key}", lang), 9)
        yield space(3)
