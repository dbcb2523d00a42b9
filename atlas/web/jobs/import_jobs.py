"""Imports in workers: an uploaded file in, lines about the result out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from atlas.core.fatal_errors import described
from atlas.core.json_files import GeodataError
from atlas.core.messages import message
from atlas.core.paths import Paths
from atlas.core.temporary_folders import temporary_folder
from atlas.overrides.importer import Request, import_official, import_osm
from atlas.web.server.resources import store

#: maximum length of a file extension such as ``.osm.pbf``
_ENDING = 16


class ImportingError(ValueError):
    """The import failed; the message is that of the data file's error."""


@dataclass(frozen=True)
class Told:
    """The outcome of an import: lines of text, and whether it was written."""

    lines: tuple[str, ...]
    written: bool


def import_file(
    name: str, content: bytes, description: Request | str, write: bool, lang: str
) -> Told:
    """Import a file into the private folder, or preview the import.

    Parameters
    ----------
    name : str
        File name from the browser.
    content : bytes
    description : Request or str
        Description of an official file, or the date of an OpenStreetMap file.
    write : bool
    lang : str

    Raises
    ------
    ReaderError, ImportingError
    """
    with temporary_folder() as folder:
        # keep only the extension: the name comes from the browser and must not become a path
        path = Path(folder) / f"file{''.join(Path(name).suffixes[-2:])[-_ENDING:]}"
        path.write_bytes(content)
        try:
            if isinstance(description, Request):
                return _official(path, description, name, write, lang)
            return _osm(path, description, write, lang)
        except (GeodataError, OSError) as error:
            raise ImportingError(described(error)) from error


def _official(path: Path, request: Request, name: str, write: bool, lang: str) -> Told:
    made = import_official(Paths.at(), path, request, write=write, name=name)
    lines = [note.text(lang) for note in made.notes]
    for feature, names in made.placed.replaced.items():
        theirs = message("list.joiner", lang).join(dict.fromkeys(names))
        lines.append(message("import.replaced", lang, ours=_name(feature, lang), theirs=theirs))
    lines += [message("import.added", lang, name=added) for added in made.placed.added]
    if made.placed.kept:
        lines.append(message("import.kept", lang, n=len(made.placed.kept)))
    return Told(tuple(lines), made.written)


def _osm(path: Path, day: str, write: bool, lang: str) -> Told:
    matches = import_osm(Paths.at(), path, day, write=write)
    found = [one for one in matches if one.outcome == "matched"]
    lines = [
        message(
            "import.matched",
            lang,
            name=_name(one.feature, lang),
            by=one.by,
            mean=round(one.off_mean_m or 0),
            most=round(one.off_max_m or 0),
        )
        for one in found
    ]
    lines.append(message("import.unmatched", lang, n=len(matches) - len(found)))
    return Told(tuple(lines), write and bool(found))


def _name(feature: str, lang: str) -> str:
    return str(store().records[feature]["name_en" if lang == "en" else "name_zh"])
