"""Groups files of multi-file formats: Shapefile, File Geodatabase and MapInfo table."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from atlas.core.temporary_folders import temporary_folder
from atlas.readers.gdal_reader import read_layers
from atlas.readers.mapinfo_reader import read_mapinfo
from atlas.readers.planners_file import Answers
from atlas.readers.raw_file import Member, Raw
from atlas.readers.shapefile_reader import read_shapefile

#: extensions of the parts that are read; the first of each format is the main file
SHAPEFILE = ("shp", "shx", "dbf", "prj", "cpg")
TAB = ("tab", "dat", "map", "id", "ind")
MIF = ("mif", "mid")
#: extensions of auxiliary files beside a Shapefile
BESIDE = (
    *("sbn", "sbx", "shp.xml", "dbf.xml", "xml", "qix", "qpj", "qmd", "qml", "sld", "fix", "lyr"),
    *("ain", "aih", "atx", "fbn", "fbx", "ixs", "mxs", "idm", "ind", "cst", "lyrx"),
)
#: extensions of the files of a File Geodatabase
GEODATABASE = ("gdbtable", "gdbtablx", "gdbindexes", "spx", "atx", "horizon", "freelist")
#: their file names
_GEODATABASE = re.compile(
    r"^(a[0-9a-f]{8}\.\w+|gdb|timestamps|[^/]*\.(lock|freelist|gdbtable|gdbtablx))$", re.IGNORECASE
)


@dataclass(frozen=True)
class Bundle:
    """Files that are read together: their name and the function that reads them."""

    name: str
    read: Callable[[Answers], list[Raw]] = field(repr=False)


def bundles(members: list[Member]) -> tuple[list[Bundle], list[Member]]:
    """Return the bundles among the files, and the files that belong to none."""
    found: list[Bundle] = []
    rest = members
    for take in (_geodatabases, _shapefiles, _mapinfo):
        taken, rest = take(rest)
        found += taken
    return found, rest


def beside(path: Path) -> list[Path]:
    """Return a file on disk and those read with it: parts of a bundle, or a folder's content."""
    if path.is_dir():
        return sorted(p for p in path.rglob("*") if p.is_file())
    suffix = path.suffix.lower().lstrip(".")
    for parts in (SHAPEFILE, TAB, MIF):
        if suffix == parts[0]:
            near = (p for p in path.parent.iterdir() if p.stem == path.stem)
            return sorted(p for p in near if p.suffix.lower().lstrip(".") in parts)
    return [path]


def _split(member: Member) -> tuple[str, str]:
    """Split a file's path into folder and name."""
    folder, _, last = member.name.replace("\\", "/").rpartition("/")
    return folder, last


def _geodatabases(members: list[Member]) -> tuple[list[Bundle], list[Member]]:
    folders = {_split(m)[0] for m in members if m.suffix == "gdbtable"}
    parts: dict[str, list[Member]] = {folder: [] for folder in folders}
    rest = []
    for member in members:
        folder, last = _split(member)
        if folder in folders and _GEODATABASE.match(last):
            parts[folder].append(member)
        else:
            rest.append(member)
    made = [
        Bundle(folder, partial(_read_geodatabase, folder.rpartition("/")[2] or "File GDB", files))
        for folder, files in parts.items()
    ]
    return made, rest


def _read_geodatabase(name: str, files: list[Member], answers: Answers) -> list[Raw]:
    """Return the feature classes of a File Geodatabase; the format defines texts as UTF-8."""
    with temporary_folder() as parent:
        folder = Path(parent) / "file.gdb"
        folder.mkdir()
        for file in files:
            (folder / _split(file)[1]).write_bytes(file.content)
        return read_layers(folder, name)


def _shapefiles(members: list[Member]) -> tuple[list[Bundle], list[Member]]:
    found, rest = _sets(members, SHAPEFILE)
    also = tuple(f"{key}.{ending}" for key in found for ending in BESIDE)
    made = [
        Bundle(parts["shp"].name, partial(_one, partial(read_shapefile, parts)))
        for parts in found.values()
    ]
    return made, [m for m in rest if m.name.lower() not in also]


def _mapinfo(members: list[Member]) -> tuple[list[Bundle], list[Member]]:
    made: list[Bundle] = []
    for endings in (TAB, MIF):
        found, members = _sets(members, endings)
        made += [
            Bundle(parts[endings[0]].name, partial(_one, partial(read_mapinfo, parts)))
            for parts in found.values()
        ]
    return made, members


def _one(read: Callable[[Answers], Raw], answers: Answers) -> list[Raw]:
    return [read(answers)]


def _sets(
    members: list[Member], endings: tuple[str, ...]
) -> tuple[dict[str, dict[str, Member]], list[Member]]:
    """Group files by name, keyed by extension, if the main file is present; return the rest too."""
    made = {_key(m) for m in members if m.suffix == endings[0]}
    found: dict[str, dict[str, Member]] = {}
    rest = []
    for member in members:
        if member.suffix in endings and _key(member) in made:
            found.setdefault(_key(member), {})[member.suffix] = member
        else:
            rest.append(member)
    return found, rest


def _key(member: Member) -> str:
    return member.name.rpartition(".")[0].lower()
