"""``atlas sites-template`` and ``atlas sites-check``: the workbook that a bureau fills in."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from atlas.core.atomic_files import write_file
from atlas.core.messages import message
from atlas.core.model import Language
from atlas.core.settings import named_root
from atlas.store.site_workbook import read_workbook
from atlas.store.store import load
from atlas.writers.site_template import site_template

Root = Annotated[
    Path | None,
    typer.Option(help="Root folder of the project.", callback=named_root),
]


def write_template(
    output: Annotated[Path, typer.Argument(help="Workbook to write, such as sites.xlsx.")],
    root: Root = None,
) -> None:
    """Write the workbook for land on offer, contacts, utilities and firms, with today's values.

    It holds what the atlas itself knows, not what a workbook in the private folder says. An
    existing file is not overwritten.
    """
    if output.exists():
        typer.echo(f"atlas sites-template: {output}: expected a new file", err=True)
        raise typer.Exit(2)
    write_file(output, site_template(load(root, private=False)))
    typer.echo(f"atlas sites-template: {output} written")


def check_workbook(
    file: Annotated[Path, typer.Argument(help="Workbook to check, such as sites.xlsx.")],
    lang: Annotated[Language, typer.Option(help="Language of the messages.")] = "zh",
    root: Root = None,
) -> None:
    """Check a workbook; messages name worksheet, row and column. Exit code 1: errors."""
    store = load(root, private=False)
    found = read_workbook(file, store.records, store.sources, date.today())
    for note in found.refused:
        typer.echo(note.text(lang), err=True)
    entries = sum(map(len, found.facts.values())) + sum(map(len, found.firms.values()))
    counted = message("bureau.checked", lang, n=entries, wrong=len(found.refused))
    typer.echo(f"atlas sites-check: {counted}")
    raise typer.Exit(1 if found.refused else 0)
