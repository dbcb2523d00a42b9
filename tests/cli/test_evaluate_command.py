"""``atlas evaluate``: the report has the counts of the evaluation, as of the day asked for."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from typer.testing import CliRunner

from atlas.analysis.evaluation.outcome_counts import count_by, day_of_evaluation
from atlas.cli.main import app
from atlas.plan.evaluation.outcome import OUTCOMES
from atlas.store.query import Filter
from atlas.writers.evaluation_workbook import PROJECT_COLUMNS
from tests.support.project import store


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["evaluate", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("year", ["", "2023"])
def test_the_spreadsheet_has_the_counts_of_that_day(tmp_path: Path, year: str) -> None:
    output = tmp_path / "evaluation.xlsx"
    code, out, err = run("-o", output, "--lang", "en", *(["--year", year] if year else []))
    assert (code, err) == (0, "")
    assert out.endswith(f"written, as of {day_of_evaluation(store(), year or None)}\n")
    whole = count_by(store(), "theme", Filter(year=year or None)).whole
    cells = load_workbook(output).worksheets[0].iter_rows(min_row=2, values_only=True)
    codes = Counter(row[PROJECT_COLUMNS.index("code")] for row in cells)
    assert {word: codes[word] for word in OUTCOMES} == {**whole.numbers}


def test_the_report_is_a_pdf_in_the_language_asked_for(tmp_path: Path) -> None:
    output = tmp_path / "evaluation.pdf"
    assert run("-o", output, "--lang", "en")[0] == 0
    assert "Evaluation" in (PdfReader(output).pages[0].extract_text() or "")


def test_a_wrong_suffix_or_year_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    code, _, err = run("-o", tmp_path / "evaluation.docx")
    assert code == 2 and ".pdf or .xlsx" in err
    code, _, err = run("-o", tmp_path / "evaluation.pdf", "--year", "1999")
    assert code == 2 and "year: expected one of" in err and "2021" in err
    assert list(tmp_path.iterdir()) == []
