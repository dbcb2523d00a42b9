"""The command ``atlas``.

Exit codes: 0 all is well, 1 something was found (a difference, a complaint), 2 it could not be
done.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from atlas.build import BuildError
from atlas.build import build as build_geodata
from atlas.export.sheet.layout import Size
from atlas.export.sheet.render import Format
from atlas.export.sheet.render import sheet as draw_sheet
from atlas.export.sheet.subject import SheetError, subject_of
from atlas.geodata import GeodataError
from atlas.model import Language
from atlas.paths import Paths
from atlas.plan.errors import PlanError
from atlas.present.coverage import coverage_report
from atlas.query import Filter
from atlas.store import load
from atlas.validate import validate as validate_geodata

app = typer.Typer(
    help="Pingdu Planning Atlas: build, check and serve it.",
    no_args_is_help=True,
    add_completion=False,
)

#: where app.py and Streamlit's configuration stand
PROJECT = Path(__file__).parent.parent

Root = Annotated[
    Path | None,
    typer.Option(help="Root of the project, when it is not the one that this command belongs to."),
]


@app.command()
def build(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing: list the files that differ.")
    ] = False,
    root: Root = None,
) -> None:
    """Build geodata/ from geodata/sources/ and layers/."""
    try:
        files = build_geodata(root, check=check)
    except BuildError as error:
        typer.echo(f"atlas build: {error}", err=True)
        raise typer.Exit(2) from error
    if not check:
        typer.echo(f"atlas build: {len(files)} files written" + "".join(f"\n  {n}" for n in files))
        return
    for name in files:
        typer.echo(f"geodata/{name}: differs from what the sources build", err=True)
    if files:
        typer.echo("atlas build: run `atlas build` and commit what it writes", err=True)
        raise typer.Exit(1)
    typer.echo("atlas build: geodata/ is what the sources build")


@app.command()
def validate(root: Root = None) -> None:
    """Check geodata/ and layers/: file, feature, field and what was expected of each fault."""
    try:
        complaints = validate_geodata(root)
    except FileNotFoundError as error:
        typer.echo(f"atlas validate: {error}", err=True)
        raise typer.Exit(2) from error
    for complaint in complaints:
        typer.echo(str(complaint), err=True)
    if complaints:
        typer.echo(f"atlas validate: {len(complaints)} complaints", err=True)
        raise typer.Exit(1)
    typer.echo("atlas validate: no complaints")


@app.command()
def coverage(
    write: Annotated[bool, typer.Option("--write", help="Write docs/coverage.md.")] = False,
    root: Root = None,
) -> None:
    """Print what became of every statement of the plan that is bound to a place."""
    try:
        store = load(root)
    except (PlanError, GeodataError) as error:
        typer.echo(f"atlas coverage: {error}", err=True)
        raise typer.Exit(2) from error
    if store.broken:
        # a report without what is left out would tell less than the plan says
        typer.echo(f"atlas coverage: {next(iter(store.broken.values()))}", err=True)
        raise typer.Exit(2)
    report = coverage_report(store)
    if write:
        (Paths.at(root).root / "docs" / "coverage.md").write_text(report, encoding="utf-8")
    else:
        typer.echo(report, nl=False)


@app.command()
def sheet(
    page: Annotated[str, typer.Argument(help="A page (structure, transport …) or plate (fig1 …).")],
    output: Annotated[Path, typer.Option(help="File to write.")],
    *,
    size: Annotated[Size, typer.Option(help="Of the paper.")] = "A4",
    form: Annotated[Format, typer.Option("--format", help="PNG has 300 dots an inch.")] = "pdf",
    lang: Annotated[Language, typer.Option(help="Of the texts.")] = "zh",
    town: Annotated[list[str] | None, typer.Option(help="NBS code; may be repeated.")] = None,
    root: Root = None,
) -> None:
    """Print a page's map on A4 or A3."""
    try:
        store = load(root)
        subject = subject_of(store, page, Filter(towns=tuple(town or ())), lang)
        output.write_bytes(draw_sheet(subject, size, form))
    except (PlanError, GeodataError, SheetError, OSError) as error:
        typer.echo(f"atlas sheet: {error}", err=True)
        raise typer.Exit(2) from error
    typer.echo(f"atlas sheet: {output} written")


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="Port to serve at.", min=1, max=65535)] = 8501,
    root: Root = None,
) -> None:
    """Serve the atlas at http://localhost:PORT until it is interrupted."""
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    # its public name, so that Streamlit does not ask the internet for one
    command += ["--browser.serverAddress", "localhost"]
    environment = {**os.environ, **({"ATLAS_ROOT": str(root.resolve())} if root else {})}
    with subprocess.Popen(command, cwd=PROJECT, env=environment) as server:
        # what stops this command stops the server; Ctrl-C reaches both by itself
        signal.signal(signal.SIGTERM, lambda *_: server.terminate())
        try:
            code = server.wait()
        except KeyboardInterrupt:
            code = server.wait()
    raise typer.Exit(max(code, 0))


if __name__ == "__main__":
    app()
