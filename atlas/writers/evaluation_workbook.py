"""The evaluation as an Excel workbook: projects, statements, counts, milestones with sources."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment

from atlas.analysis.evaluation.outcome_counts import (
    PARTS,
    Project,
    count,
    day_of_evaluation,
    projects,
)
from atlas.core.citation import source_title
from atlas.core.messages import message
from atlas.core.model import vocabulary
from atlas.plan.evaluation.delay import made_by
from atlas.plan.evaluation.outcome import OUTCOMES, evaluate
from atlas.plan.milestones import Milestone
from atlas.store.query import Filter
from atlas.store.store import Store
from atlas.wording.evaluation_report import chapters
from atlas.wording.evaluation_text import count_rows, outcome_label, project_sentence, summary
from atlas.wording.milestone_text import event_label
from atlas.wording.phrases import joined, name, town_names
from atlas.writers.site_tables import PlainTable
from atlas.writers.spreadsheet_writer import put, sheet_title, write_heads, write_plain

Rows = Iterable[Sequence[object]]


def evaluation_workbook(store: Store, year: str | None, lang: str) -> bytes:
    """Return the evaluation at the end of a year, or today, as a workbook."""
    book = Workbook()
    book.remove(book.active)
    taken: set[str] = set()
    for table in evaluation_tables(store, year, lang):
        sheet = book.create_sheet(sheet_title(table.title, taken))
        write_plain(sheet, table)
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    notes = book.create_sheet(sheet_title(message("evaluation.method", lang), taken))
    write_heads(notes, [message("evaluation.method", lang)], [120])
    for number, words in enumerate(_notes(store, year, lang), start=2):
        put(notes, number, 1, words).alignment = Alignment(wrap_text=True, vertical="top")
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def evaluation_tables(store: Store, year: str | None, lang: str) -> list[PlainTable]:
    """Return the tables of the workbook, in its order."""
    chosen = Filter(year=year)
    found = projects(store, chosen)
    return [
        _projects_table(store, found, year, lang),
        _statements_table(store, year, lang),
        *(_counts_table(store, part, chosen, lang) for part in PARTS),
        _milestones_table(store, found, year, lang),
    ]


def _table(title: str, columns: Sequence[str], rows: Rows, lang: str) -> PlainTable:
    heads = {key: message(f"evaluation.sheet_{key}", lang) for key in columns}
    return PlainTable(title, pd.DataFrame(list(rows), columns=list(columns), dtype=object), heads)


def _projects_table(
    store: Store, found: Sequence[Project], year: str | None, lang: str
) -> PlainTable:
    day = day_of_evaluation(store, year)

    def cells(one: Project) -> Sequence[object]:
        record = store.records[one.id]
        delay = evaluate(record, store.milestones.get(one.id, ()), day).delay
        least, most = delay.months if delay else (None, None)
        return (
            one.id,
            name(record, lang),
            vocabulary().theme[one.theme].text.in_(lang),
            joined(town_names(store, sorted(one.towns), lang), lang),
            ", ".join(sorted(one.chapters, key=int)),
            one.outcome,
            outcome_label(one.outcome, lang),
            project_sentence(store, record, day, lang),
            least,
            most,
            message("evaluation.yes", lang) if one.plan_only else None,
        )

    columns = (
        *("id", "project", "theme", "towns", "chapters", "code", "outcome"),
        *("sentence", "months_least", "months_most", "plan_only"),
    )
    return _table(message("evaluation.sheet_projects", lang), columns, map(cells, found), lang)


def _statements_table(store: Store, year: str | None, lang: str) -> PlainTable:
    rows = [
        (
            chapter.number,
            one.place,
            one.title,
            one.quote,
            one.outcome,
            one.label,
            joined((project.name for project in one.projects), lang) or None,
            ", ".join(project.id for project in one.projects) or None,
            one.reason or None,
        )
        for chapter in chapters(store, year, lang)
        for one in chapter.statements
    ]
    columns = (
        *("chapter", "place", "statement", "quote", "code", "outcome"),
        *("projects", "ids", "reason"),
    )
    return _table(message("evaluation.sheet_statements", lang), columns, rows, lang)


def _counts_table(store: Store, part: str, chosen: Filter, lang: str) -> PlainTable:
    known = next(one for one in PARTS if one == part)
    label = message(f"evaluation.by_{part}", lang)
    heads = {
        "label": message(f"evaluation.{part}", lang),
        **{word: outcome_label(word, lang) for word in OUTCOMES},
        "total": message("evaluation.total", lang),
        "plan_only": message("evaluation.plan_only", lang),
    }
    rows = [
        (one.label, *one.numbers, one.total, one.plan_only)
        for one in count_rows(store, known, count(store, known, chosen), lang)
    ]
    frame = pd.DataFrame(rows, columns=list(heads), dtype=object)
    return PlainTable(message("evaluation.sheet_counts", lang, part=label), frame, heads)


def _milestones_table(
    store: Store, found: Sequence[Project], year: str | None, lang: str
) -> PlainTable:
    day = day_of_evaluation(store, year)
    rows = [
        (one.id, name(store.records[one.id], lang), *_milestone_cells(store, milestone, lang))
        for one in found
        for milestone in made_by(store.milestones.get(one.id, ()), day)
    ]
    columns = (
        *("id", "project", "event", "kind", "date", "no_later", "part"),
        *("by", "said", "source", "address", "note"),
    )
    return _table(message("evaluation.sheet_milestones", lang), columns, rows, lang)


def _milestone_cells(store: Store, one: Milestone, lang: str) -> Sequence[object]:
    source = store.sources[one.source]
    return (
        event_label(one.event, lang),
        message(f"evaluation.kind_{one.kind}", lang),
        one.date,
        message("evaluation.yes", lang) if one.no_later else None,
        one.part.in_(lang) if one.part else None,
        one.by.in_(lang) if one.by else None,
        one.said,
        source_title(source, lang),
        source.url,
        one.note.in_(lang) if one.note else None,
    )


def _notes(store: Store, year: str | None, lang: str) -> list[str]:
    keys = ("basis", "outcomes", "delay", "statements_rule", "unknown_rule", "limits")
    return [
        f"{message('app.title', lang)} · {message('evaluation.report', lang)}",
        summary(store, Filter(year=year), lang),
        *(message(f"evaluation.method_{key}", lang) for key in keys),
        message("takeaway.terms", lang),
    ]
