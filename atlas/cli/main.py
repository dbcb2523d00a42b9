"""The command ``atlas``.

Exit codes: 0 success, 1 findings (a difference, complaint or conflict), 2 failure, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from atlas.cli.check_command import CheckRequest, run_check
from atlas.cli.evaluate_command import write_evaluation
from atlas.cli.feedback_command import feedback
from atlas.cli.import_command import import_data
from atlas.cli.serve_command import serve_atlas
from atlas.cli.sites_command import check_workbook, write_sheet, write_template
from atlas.core.atomic_files import write_file
from atlas.core.fatal_errors import FAILED, tell
from atlas.core.json_files import GeodataError
from atlas.core.messages import message
from atlas.core.model import Language, vocabulary
from atlas.core.paths import Paths
from atlas.core.settings import named_root, settings
from atlas.pipeline.build import build as build_geodata
from atlas.pipeline.validation import validate as validate_geodata
from atlas.print.map.subject import subject_of
from atlas.print.sheet.page_layout import Size
from atlas.print.sheet.render import Format
from atlas.print.sheet.render import sheet as draw_sheet
from atlas.readers.planners_file import Answers, Degrees, Shape
from atlas.store.query import Filter, Topic
from atlas.store.store import load
from atlas.tours.tour_files import read_tours
from atlas.tours.tour_rules import TourProblem
from atlas.webmap.one_file_map import one_file
from atlas.wording.coverage_report import coverage_report


class Commands(TyperGroup):
    """Command group that reports any failure in one line, with exit code 2."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # the reader has closed the pipe; without this Python would complain at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(FAILED) from None
        except Exception as error:
            if type(error).__module__.partition(".")[0] in ("typer", "click"):
                raise  # an exit code, or a usage error that Typer explains itself
            tell(" ".join(filter(None, ("atlas", ctx.invoked_subcommand))), error)
            raise typer.Exit(FAILED) from error


app = typer.Typer(
    help="Pingdu Planning Atlas: build, check and serve it.",
    no_args_is_help=True,
    add_completion=False,
    cls=Commands,
)

Root = Annotated[
    Path | None,
    typer.Option(
        help="Root folder of the project, if not the one this command belongs to.",
        callback=named_root,
    ),
]


class Form(StrEnum):
    """Format of a report."""

    json = "json"
    csv = "csv"
    pdf = "pdf"


@app.callback()
def check_settings() -> None:
    """Pingdu Planning Atlas: build, check and serve it."""
    settings()


@app.command()
def build(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; list the files that differ.")
    ] = False,
    root: Root = None,
) -> None:
    """Build geodata/ from geodata/sources/ and layers/."""
    files = build_geodata(root, check=check)
    if not check:
        written = message("command.written", "en", n=len(files))
        typer.echo(f"atlas build: {written}" + "".join(f"\n  {n}" for n in files))
        return
    for name in files:
        typer.echo(f"geodata/{name}: differs from the build of its sources", err=True)
    if files:
        typer.echo("atlas build: run `atlas build` and commit the changed files", err=True)
        raise typer.Exit(1)
    typer.echo("atlas build: geodata/ is up to date")


@app.command()
def validate(root: Root = None) -> None:
    """Validate geodata/ and layers/; complaints name file, feature, field and expected value."""
    complaints = [*validate_geodata(root), *_tour_problems(root)]
    for complaint in complaints:
        typer.echo(str(complaint), err=True)
    if complaints:
        found = message("command.complaints", "en", n=len(complaints))
        typer.echo(f"atlas validate: {found}", err=True)
        raise typer.Exit(1)
    typer.echo("atlas validate: no complaints")


def _tour_problems(root: Path | None) -> list[TourProblem]:
    """Return the errors in tours; none without a usable layer, as they cannot be checked then."""
    try:
        return read_tours(load(root, private=False), root).problems
    except GeodataError:
        return []


@app.command()
def coverage(
    write: Annotated[bool, typer.Option("--write", help="Write docs/coverage.md.")] = False,
    root: Root = None,
) -> None:
    """Print how the atlas covers each place-related statement of the plan."""
    # the report is committed, so it must not contain private data
    store = load(root, private=False)
    if store.broken:
        # if part of the data is left out, the report would be incomplete
        typer.echo(f"atlas coverage: {next(iter(store.broken.values()))}", err=True)
        raise typer.Exit(2)
    report = coverage_report(store)
    if write:
        write_file(Paths.at(root).root / "docs" / "coverage.md", report)
    else:
        typer.echo(report, nl=False)


@app.command("map")
def one_file_map(
    output: Annotated[Path, typer.Option(help="File to write, such as atlas.html.")],
    page: Annotated[
        str, typer.Option(help="Page to open: overview, or a theme that has a page.")
    ] = "overview",
    lang: Annotated[Language, typer.Option(help="Language to open in.")] = "zh",
    root: Root = None,
) -> None:
    """Write the whole map as one HTML file that opens offline with a double click."""
    store = load(root)
    for reason in store.broken.values():
        typer.echo(f"atlas map: left out: {reason}", err=True)
    themes = {name for layer in store.catalogue.values() for name in layer.pages}
    pages = ["overview", *(theme for theme in vocabulary().theme if theme in themes)]
    if page not in pages:
        typer.echo(f"atlas map: page: expected one of {', '.join(pages)}", err=True)
        raise typer.Exit(2)
    topic = Topic(page, None if page == "overview" else page)
    content = one_file(store, topic, Filter(), lang, date.today())
    write_file(output, content)
    typer.echo(f"atlas map: {output}, {len(content) / 1e6:.2f} MB")
    raise typer.Exit(1 if store.broken else 0)


@app.command()
def check(
    file: Annotated[
        Path | None, typer.Argument(help="A planner's file, or a folder such as a .gdb.")
    ] = None,
    *,
    matrix: Annotated[
        bool, typer.Option("--matrix", help="Check all transport projects instead of a file.")
    ] = False,
    against: Annotated[
        list[str] | None,
        typer.Option(help="Group of zones, layer or feature; repeatable. [default: all]"),
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="Format of the report.")] = Form.json,
    buffer: Annotated[float, typer.Option(help="Buffer around the shapes, in metres.")] = 0.0,
    output: Annotated[
        Path | None, typer.Option(help="Report file to write. [default: standard output]")
    ] = None,
    system: Annotated[
        str | None,
        typer.Option(help="Coordinate system of the file; overrides what the file says."),
    ] = None,
    swapped: Annotated[
        bool | None,
        typer.Option("--swapped/--not-swapped", help="Whether northings come before eastings."),
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="Text encoding, if the file does not say.")
    ] = None,
    shape: Annotated[Shape | None, typer.Option(help="What a table of points describes.")] = None,
    degrees: Annotated[
        Degrees | None, typer.Option(help="Decimal degrees, or packed as ddd.mmss.")
    ] = None,
    lang: Annotated[Language, typer.Option(help="Language of report and messages.")] = "zh",
    root: Root = None,
) -> None:
    """Check shapes against red lines, water sources, river corridors and towns.

    Exit code 0: no conflict (a warning says if the accuracy of the zones leaves that open);
    1: conflict; 2: the check failed; 130: interrupted.
    """
    order = CheckRequest(
        file=None if matrix else file,
        against=against,
        buffer_m=buffer,
        form=form.value,
        answers=Answers(system, swapped, encoding, shape, degrees, for_all=True),
        lang=lang,
    )
    if matrix is (file is not None):
        typer.echo(f"atlas check: {message('check.no_file', lang)}", err=True)
        raise typer.Exit(2)
    if output is None and form is Form.pdf and sys.stdout.isatty():
        typer.echo(f"atlas check: {message('check.to_terminal', lang)}", err=True)
        raise typer.Exit(2)
    try:
        outcome = run_check(order, root)
        if output is None:
            sys.stdout.buffer.write(outcome.content)
        else:
            write_file(output, outcome.content)
    except KeyboardInterrupt as error:
        typer.echo(f"\natlas check: {message('check.stopped', lang)}", err=True)
        raise typer.Exit(130) from error
    typer.echo(f"atlas check: {outcome.statement}", err=True)
    raise typer.Exit(1 if outcome.conflict else 0)


app.command("evaluate")(write_evaluation)
app.add_typer(feedback, name="feedback")
app.command("import")(import_data)
app.command("sites-template")(write_template)
app.command("sites-check")(check_workbook)
app.command("site-sheet")(write_sheet)


@app.command()
def sheet(
    page: Annotated[str, typer.Argument(help="A page (structure, transport …) or plate (fig1 …).")],
    output: Annotated[Path, typer.Option(help="File to write.")],
    *,
    size: Annotated[Size, typer.Option(help="Paper size.")] = "A4",
    form: Annotated[Format, typer.Option("--format", help="PNG has 300 dots per inch.")] = "pdf",
    lang: Annotated[Language, typer.Option(help="Language of the sheet.")] = "zh",
    town: Annotated[list[str] | None, typer.Option(help="NBS code of a town; repeatable.")] = None,
    root: Root = None,
) -> None:
    """Print a page's map on A4 or A3."""
    subject = subject_of(load(root), page, Filter(towns=tuple(town or ())), lang)
    write_file(output, draw_sheet(subject, size, form))
    typer.echo(f"atlas sheet: {output} written")


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def serve(
    context: typer.Context,
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8501,
    root: Root = None,
) -> None:
    """Serve the atlas at http://localhost:PORT until interrupted.

    Further options, such as --server.address 127.0.0.1, are passed on to Streamlit.
    """
    raise typer.Exit(serve_atlas(port, root, context.args))


if __name__ == "__main__":
    app()
