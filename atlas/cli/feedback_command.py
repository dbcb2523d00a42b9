"""The commands ``atlas feedback``: what readers have sent, for those who run the atlas."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from atlas.core.atomic_files import write_file
from atlas.core.messages import message
from atlas.core.model import Language
from atlas.core.settings import named_root, settings
from atlas.feedback.remark_file import RemarkFile
from atlas.store.store import load
from atlas.writers.remark_writer import remarks_csv, remarks_geojson

FORMS = {".csv": remarks_csv, ".geojson": remarks_geojson}
#: characters of a text in the list
SHOWN = 60

feedback = typer.Typer(help="List, export and delete the remarks of readers.", no_args_is_help=True)

Named = Annotated[
    Path | None,
    typer.Option("--file", help="File with the remarks. [default: ATLAS_FEEDBACK]"),
]


def _file(named: Path | None) -> RemarkFile:
    """Return the file of the option, else of the setting."""
    path = named or settings().feedback
    if path is None:
        typer.echo("atlas feedback: expected ATLAS_FEEDBACK to be set, or --file", err=True)
        raise typer.Exit(2)
    return RemarkFile(path)


@feedback.command("list")
def list_remarks(file: Named = None) -> None:
    """Print number, time, kind, feature and the beginning of each remark, oldest first."""
    for one in _file(file).remarks():
        text = " ".join(one.text.split())
        shown = text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
        typer.echo(f"{one.id}\t{one.time}\t{one.kind}\t{one.feature}\t{shown}")


@feedback.command()
def export(
    to: Annotated[Path, typer.Option(help="File to write; its suffix is .csv or .geojson.")],
    *,
    file: Named = None,
    lang: Annotated[Language, typer.Option(help="Language of the kinds.")] = "zh",
    root: Annotated[
        Path | None, typer.Option(help="Root folder of the project.", callback=named_root)
    ] = None,
) -> None:
    """Write all remarks as a table, or with a point for each feature.

    Links are whole if ATLAS_URL is set.
    """
    form = FORMS.get(to.suffix.lower())
    if form is None:
        typer.echo(f"atlas feedback: {to}: expected a name ending in .csv or .geojson", err=True)
        raise typer.Exit(2)
    remarks = _file(file).remarks()
    write_file(to, form(load(root), remarks, settings().url, lang))
    typer.echo(f"atlas feedback: {to}, {message('command.remarks', 'en', n=len(remarks))}")


@feedback.command()
def delete(
    file: Named = None,
    number: Annotated[
        list[int] | None, typer.Option("--id", help="Number of a remark; repeatable.")
    ] = None,
    before: Annotated[
        datetime | None,
        typer.Option(help="Delete what was received before this day (UTC).", formats=["%Y-%m-%d"]),
    ] = None,
) -> None:
    """Delete remarks for good. Exit code 1: there was none of them."""
    if not number and before is None:
        typer.echo("atlas feedback: expected --id or --before", err=True)
        raise typer.Exit(2)
    gone = _file(file).delete(number or (), before.date() if before else None)
    typer.echo(f"atlas feedback: deleted: {message('command.remarks', 'en', n=gone)}")
    raise typer.Exit(0 if gone else 1)
