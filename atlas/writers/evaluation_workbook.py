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
    count_by,
    day_of_evaluation,
    projects,
)
from atlas.core.messages import message
from atlas.core.model import Language, vocabulary
from atlas.plan.evaluation.outcome import OUTCOMES, evaluate
from atlas.store.query import Filter
from atlas.store.store import Store
from atlas.wording.evaluation_report import chapters
from atlas.wording.evaluation_text import (
    METHOD,
    count_rows,
    outcome_label,
    project_text,
    summary,
)
from atlas.wording.phrases import joined, name, town_names
from atlas.writers.plain_table import PlainTable
from atlas.writers.progress_columns import milestone_table
from atlas.writers.spreadsheet_writer import put, sheet_title, write_heads, write_plain

Rows = Iterable[Sequence[object]]
#: columns of the tables; ``evaluation.cell_…`` of the messages has their headings
PROJECT_COLUMNS = (
    *("id", "project", "theme", "towns", "chapters", "code", "outcome"),
    *("sentence", "months_least", "months_most", "plan_only"),
)
STATEMENT_COLUMNS = (
    *("chapter", "place", "statement", "quote", "code", "outcome"),
    *("projects", "ids", "reason"),
)


def evaluation_workbook(store: Store, year: str | None, lang: Language) -> bytes:
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


def evaluation_tables(store: Store, year: str | None, lang: Language) -> list[PlainTable]:
    """Return the tables of the workbook, in its order."""
    chosen = Filter(year=year)
    found, day = projects(store, chosen), day_of_evaluation(store, year)
    ids = pd.DataFrame({"id": [one.id for one in found]})
    return [
        _projects_table(store, found, year, lang),
        _statements_table(store, year, lang),
        *(_counts_table(store, part, chosen, lang) for part in PARTS),
        *milestone_table(store, {"projects": ids}, lang, store.today, day),
    ]


def _table(title: str, columns: Sequence[str], rows: Rows, lang: Language) -> PlainTable:
    heads = {key: message(f"evaluation.cell_{key}", lang) for key in columns}
    return PlainTable(title, pd.DataFrame(list(rows), columns=list(columns), dtype=object), heads)


def _projects_table(
    store: Store, found: Sequence[Project], year: str | None, lang: Language
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
            project_text(store, record, day, lang),
            least,
            most,
            message("progress.yes", lang) if one.plan_only else None,
        )

    title = message("evaluation.sheet_projects", lang)
    return _table(title, PROJECT_COLUMNS, map(cells, found), lang)


def _statements_table(store: Store, year: str | None, lang: Language) -> PlainTable:
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
    return _table(message("evaluation.sheet_statements", lang), STATEMENT_COLUMNS, rows, lang)


def _counts_table(store: Store, part: str, chosen: Filter, lang: Language) -> PlainTable:
    known = next(one for one in PARTS if one == part)
    label = message(f"evaluation.by_{part}", lang)
    heads: dict[str, str] = {
        "label": message(f"evaluation.{part}", lang),
        **{word: outcome_label(word, lang) for word in OUTCOMES},
        "total": message("evaluation.total", lang),
        "plan_only": message("evaluation.plan_only", lang),
    }
    rows = [
        (one.label, *one.numbers, one.total, one.plan_only)
        for one in count_rows(store, known, count_by(store, known, chosen), lang)
    ]
    frame = pd.DataFrame(rows, columns=list(heads), dtype=object)
    return PlainTable(message("evaluation.sheet_counts", lang, part=label), frame, heads)


def _notes(store: Store, year: str | None, lang: Language) -> list[str]:
    return [
        f"{message('app.title', lang)} · {message('evaluation.report', lang)}",
        summary(store, Filter(year=year), lang),
        *(message(f"evaluation.method_{key}", lang) for key in METHOD),
        message("takeaway.terms", lang),
    ]
