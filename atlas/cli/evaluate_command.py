"""The command ``atlas evaluate``: the evaluation of the plan as a PDF or a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from atlas.analysis.evaluation.outcome_counts import day_of_evaluation, years_offered
from atlas.core.atomic_files import write_file
from atlas.core.model import Language
from atlas.core.settings import named_root
from atlas.print.documents.evaluation_pdf import evaluation_pdf
from atlas.store.store import load
from atlas.writers.evaluation_workbook import evaluation_workbook

FORMS = {".pdf": evaluation_pdf, ".xlsx": evaluation_workbook}


def write_evaluation(
    output: Annotated[
        Path, typer.Option("--output", "-o", help="File to write; its suffix is .pdf or .xlsx.")
    ],
    *,
    year: Annotated[
        str | None, typer.Option(help="Year at whose end to evaluate. [default: today]")
    ] = None,
    lang: Annotated[Language, typer.Option(help="Language of the report.")] = "zh",
    root: Annotated[
        Path | None,
        typer.Option(help="Root folder of the project.", callback=named_root),
    ] = None,
) -> None:
    """Write what has become of the plan's projects, chapter by chapter."""
    form = FORMS.get(output.suffix.lower())
    if form is None:
        typer.echo(f"atlas evaluate: {output}: expected a name ending in .pdf or .xlsx", err=True)
        raise typer.Exit(2)
    store = load(root)
    known = (*years_offered(store), str(store.today.year))
    if year is not None and year not in known:
        typer.echo(f"atlas evaluate: year: expected one of {', '.join(known)}", err=True)
        raise typer.Exit(2)
    write_file(output, form(store, year, lang))
    typer.echo(f"atlas evaluate: {output} written, as of {day_of_evaluation(store, year)}")
