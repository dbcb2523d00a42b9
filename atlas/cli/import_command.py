"""``atlas import``: imports official or OpenStreetMap data, lists and removes imports."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from pydantic import TypeAdapter, ValidationError

from atlas.core.json_files import GeodataError
from atlas.core.messages import message
from atlas.core.model import PartialDate
from atlas.core.paths import Paths
from atlas.core.settings import named_root
from atlas.overrides.field_mapping import Mapping, read_mapping
from atlas.overrides.importer import (
    Imported,
    Request,
    import_official,
    import_osm,
    needed_folder,
    source_id,
)
from atlas.overrides.official_features import SCALE, accuracy_of_scale
from atlas.overrides.osm_match import Match
from atlas.overrides.osm_reader import is_osm_file
from atlas.readers.planners_file import Answers, Degrees, ReaderError, Shape
from atlas.store.override_datasets import dataset_names, dataset_provenance, remove_datasets

#: column headers of the table of OpenStreetMap matches
_HEADS = (
    "feature",
    "outcome",
    "by",
    "ways",
    "km",
    "ours km",
    "off mean m",
    "off max m",
    "claimed m",
)
#: explanations of the outcomes other than ``matched``
_WHY = {
    "missing": "nothing nearby has its number or name",
    "short": "the matching ways are less than half as long, so the OpenStreetMap file has gaps",
    "ambiguous": "several waters have its name, more than 1 km apart",
    "outside": "it lies outside the city",
}

Format = Literal["text", "json"]


def import_data(
    file: Annotated[
        Path | None, typer.Argument(help="Official vector data or OpenStreetMap file.")
    ] = None,
    *,
    layer: Annotated[str | None, typer.Option(help="Layer to import official data into.")] = None,
    source: Annotated[
        str | None, typer.Option(help="Title of the source; with --remove, title or id.")
    ] = None,
    source_en: Annotated[str | None, typer.Option(help="Title of the source in English.")] = None,
    date: Annotated[str | None, typer.Option(help="Date of the data: YYYY[-MM[-DD]].")] = None,
    mapping: Annotated[Path | None, typer.Option(help="TOML file that maps the fields.")] = None,
    kind: Annotated[str | None, typer.Option(help="Category of features that are added.")] = None,
    replace: Annotated[
        list[str] | None,
        typer.Option(help="ID=NAME: name in the file that replaces a feature; * takes the rest."),
    ] = None,
    accuracy: Annotated[float | None, typer.Option(help="Accuracy in metres.")] = None,
    scale: Annotated[
        int, typer.Option(help="Scale of the data, 1:N; gives the accuracy if none is set.", min=1)
    ] = SCALE,
    system: Annotated[str | None, typer.Option(help="Coordinate system, as in crs.toml.")] = None,
    swapped: Annotated[bool, typer.Option("--swapped", help="Northings come first.")] = False,
    encoding: Annotated[str | None, typer.Option(help="Text encoding.")] = None,
    shape: Annotated[Shape | None, typer.Option(help="What a table of points describes.")] = None,
    degrees: Annotated[
        Degrees | None, typer.Option(help="Decimal degrees, or packed as ddd.mmss.")
    ] = None,
    osm: Annotated[bool, typer.Option("--osm", help="The file is from OpenStreetMap.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; only report.")] = False,
    list_: Annotated[bool, typer.Option("--list", help="List the imports.")] = False,
    remove: Annotated[
        str | None, typer.Option(help="Remove a layer's imports, restoring the atlas's own shapes.")
    ] = None,
    format_: Annotated[Format, typer.Option("--format", help="Format of the output.")] = "text",
    root: Annotated[
        Path | None, typer.Option(help="Root of the project.", callback=named_root)
    ] = None,
) -> None:
    """Replace schematic shapes by official or OpenStreetMap ones, stored in ATLAS_PRIVATE."""
    paths = Paths.at(root)
    try:
        if list_:
            _list(paths, format_)
        elif remove is not None:
            _remove(paths, remove, source)
        elif file is None:
            raise typer.BadParameter("expected a file, --list or --remove LAYER")
        elif osm or (layer is None and is_osm_file(file)):
            when = _date(date) or _written(file)
            _print_matches(import_osm(paths, file, when, write=not dry_run), format_)
        else:
            if layer is None or source is None or date is None:
                raise typer.BadParameter("an official vector needs --layer, --source and --date")
            request = Request(
                layer=layer,
                title=source,
                title_en=source_en,
                date=_date(date) or date,
                mapping=_mapping(mapping, replace or []),
                answers=Answers(system, swapped or None, encoding, shape, degrees, for_all=True),
                accuracy_m=accuracy if accuracy is not None else accuracy_of_scale(scale),
                kind=kind,
            )
            _print_import(import_official(paths, file, request, write=not dry_run), format_)
    except (ReaderError, GeodataError) as error:
        typer.echo(f"atlas import: {error}", err=True)
        raise typer.Exit(2) from error


def _mapping(path: Path | None, replace: Sequence[str]) -> Mapping:
    """Return the mapping, extended by the replacements given on the command line."""
    own = read_mapping(path) if path else Mapping()
    said: dict[str, tuple[str, ...]] = {}
    for one in replace:
        identifier, equals, name = one.partition("=")
        if not (identifier and equals and name):
            raise ReaderError("official.bad_replace", found=one)
        said[identifier] = (*said.get(identifier, ()), name)
    return own.model_copy(update={"replace": own.replace | said})


def _date(text: str | None) -> str | None:
    try:
        return TypeAdapter(PartialDate | None).validate_python(text)
    except ValidationError as error:
        raise ReaderError("official.bad_date", found=text) from error


def _written(file: Path) -> str:
    """Return the date of a file's last change, used as the date of its data."""
    try:
        return datetime.fromtimestamp(file.stat().st_mtime, UTC).date().isoformat()
    except OSError as error:
        raise ReaderError("official.unreadable", file=file.name, why=error.strerror) from error


def _list(paths: Paths, format_: Format) -> None:
    folder = needed_folder(paths)
    found = [dataset_provenance(folder, name) for name in dataset_names(folder)]
    if format_ == "json":
        _echo_json([one.model_dump() for one in found])
        return
    for one in found:
        typer.echo(
            f"{one.layer}: {one.source.title_zh} ({one.source.date}, {one.source.id}), "
            f"{len(one.replaced)} replaced, {one.added} added, "
            f"imported {one.imported_at} from {one.file}"
        )
    typer.echo(f"atlas import: {message('command.datasets', 'en', n=len(found))}")


def _remove(paths: Paths, layer: str, source: str | None) -> None:
    folder = needed_folder(paths)
    names = {source, source_id(source)} if source else {"*"}
    found = [name for one in names for name in dataset_names(folder, layer, one or "*")]
    remove_datasets(folder, found)
    for name in found:
        typer.echo(f"atlas import: removed {name}")
    if not found:
        typer.echo(f"atlas import: nothing is imported into {layer}", err=True)
        raise typer.Exit(1)


def _print_import(imported: Imported, format_: Format) -> None:
    placed = imported.placed
    if format_ == "json":
        _echo_json(
            {
                "replaced": placed.replaced,
                "added": placed.added,
                "kept": placed.kept,
                "notes": [note.text("en") for note in imported.notes],
                "written": imported.written,
            }
        )
        return
    for note in imported.notes:
        typer.echo(note.text("en"))
    for identifier, names in placed.replaced.items():
        typer.echo(f"{identifier}: replaced by {', '.join(dict.fromkeys(names))}")
    for name in placed.added:
        typer.echo(f"{name}: added")
    if placed.kept:
        typer.echo(f"as before: {', '.join(placed.kept)}")
    _print_written(imported.written, len(placed.replaced), len(placed.added))


def _print_written(written: bool, replaced: int, added: int) -> None:
    did = "written" if written else "nothing written (--dry-run)"
    typer.echo(f"atlas import: {replaced} replaced, {added} added; {did}")


def _print_matches(matches: Sequence[Match], format_: Format) -> None:
    if format_ == "json":
        _echo_json([_plain(one) for one in matches])
        return
    replaced = [one for one in matches if one.outcome == "matched"]
    rows = [_HEADS, *(_row(one) for one in replaced)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADS))]
    for row in rows:
        cells = (text.ljust(w) if n < 3 else text.rjust(w) for n, (text, w) in _cells(row, widths))
        typer.echo("  ".join(cells).rstrip())
    for one in matches:
        if one.outcome != "matched":
            typer.echo(f"{one.feature}: stays as it is, {_WHY[one.outcome]}")
    typer.echo(f"atlas import: {len(replaced)} of {len(matches)} features matched")


def _cells(row: Sequence[str], widths: Iterable[int]) -> Iterable[tuple[int, tuple[str, int]]]:
    return enumerate(zip(row, widths, strict=True))


def _row(one: Match) -> tuple[str, ...]:
    def figure(value: float | None, digits: int) -> str:
        return "–" if value is None else f"{value:,.{digits}f}"

    return (
        one.feature,
        one.outcome,
        one.by or "–",
        str(one.ways),
        figure(one.length_km, 1),
        figure(one.ours_km, 1),
        figure(one.off_mean_m, 0),
        figure(one.off_max_m, 0),
        figure(one.accuracy_m, 0) + ("" if one.held else " !"),
    )


def _plain(one: Match) -> dict[str, Any]:
    named = {f.name: getattr(one, f.name) for f in fields(one) if f.name != "shape"}
    rounded = {k: round(v, 3) if isinstance(v, float) else v for k, v in named.items()}
    return {**rounded, "held": one.held}


def _echo_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1))
