"""``atlas sites-template`` and ``atlas sites-check``: the workbook that a bureau fills in.

``atlas site-sheet``: the fact sheet of a park or district.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from atlas.analysis.site_search.site_profile import is_site, site_ids
from atlas.core.atomic_files import write_file
from atlas.core.messages import message
from atlas.core.model import Language
from atlas.core.settings import named_root, settings
from atlas.print.documents.site_sheet import site_sheet
from atlas.readers.site_workbook.workbook_reader import read_workbook
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
    """Write the workbook of land on offer, contacts, utilities, firms and milestones, as of today.

    It holds what the atlas itself knows, not what a workbook in the private folder says. An
    existing file is not overwritten.
    """
    if output.exists():
        typer.echo(f"atlas sites-template: {output}: expected a new file", err=True)
        raise typer.Exit(2)
    write_file(output, site_template(load(root, private=False)))
    typer.echo(f"atlas sites-template: {output} written")


def write_sheet(
    site: Annotated[str, typer.Argument(help="Id of a park or district, such as ind-xinhe.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="PDF to write.")],
    lang: Annotated[Language, typer.Option(help="Language of the sheet.")] = "zh",
    root: Root = None,
) -> None:
    """Write the fact sheet of a park or district: one A4 page, PDF.

    Its QR code leads to the public address that ATLAS_URL sets; without it there is none.
    """
    store = load(root)
    if not is_site(store, site):
        known = ", ".join(site_ids(store))
        typer.echo(f"atlas site-sheet: no site {site!r}: expected one of {known}", err=True)
        raise typer.Exit(2)
    write_file(output, site_sheet(store, site, lang, date.today(), settings().url))
    typer.echo(f"atlas site-sheet: {output} written")


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
    replaced = (found.facts, found.firms, found.milestones)
    entries = sum(len(own) for table in replaced for own in table.values())
    counted = message("bureau.checked", lang, n=entries, wrong=len(found.refused))
    typer.echo(f"atlas sites-check: {counted}")
    raise typer.Exit(1 if found.refused else 0)
