"""Export of frames to a file: formats, their coordinate systems, and what each cannot hold.

>>> made = export(frames, "gpkg", "cm120", store=store, lang="zh")   # doctest: +SKIP
>>> path.with_suffix(made.suffix).write_bytes(made.content)          # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import geopandas as gpd

from atlas.core.messages import message
from atlas.core.model import Language
from atlas.spatial.crs import systems
from atlas.store.store import Store
from atlas.writers.dbf_names import Cut, cuts
from atlas.writers.dxf_writer import as_dxf
from atlas.writers.feature_table import code_of, feature_tables
from atlas.writers.file_metadata import WriteRequest
from atlas.writers.geojson_writer import as_geojson
from atlas.writers.geopackage_writer import as_geopackage
from atlas.writers.kml_writer import as_kml
from atlas.writers.progress_columns import milestone_table, with_progress
from atlas.writers.shapefile_writer import as_shapefile, zipped
from atlas.writers.site_tables import site_tables
from atlas.writers.spreadsheet_writer import as_csv, as_excel

#: coordinate systems on offer, where this machine supports them
OFFERED = ("wgs84", "cgcs2000", "cm120", "gcj02")
DEGREES, METRES = ("wgs84",), ("cm120",)
#: suffix and media type of an archive
ZIP = (".zip", "application/zip")


class ExportError(ValueError):
    """The file cannot be made as requested; the message is localized."""


@dataclass(frozen=True)
class Made:
    """An exported file.

    Attributes
    ----------
    content : bytes
    media_type : str
    suffix : str
        With the dot.
    notes : tuple of str
        Caveats, in the reader's language.
    """

    content: bytes = field(repr=False)
    media_type: str
    suffix: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Format:
    """A file format.

    Attributes
    ----------
    key, name : str
        Key in URLs, and usual name.
    suffix, media_type : str
    systems : tuple of str
        Coordinate systems that it may use.
    undrawn : str
        What happens to features without a public location: ``kept`` without geometry, moved to
        a ``table`` without geometry, or ``dropped``.
    make : callable
    note : str
        Key of the message about this format alone, if any.
    cuts_headings : bool
        Whether it truncates the headings of columns.
    zips_several : bool
        Whether several layers are a zip archive of files in this format.
    """

    key: str
    name: str
    suffix: str
    media_type: str
    systems: tuple[str, ...]
    undrawn: Literal["kept", "table", "dropped"]
    make: Callable[[WriteRequest], bytes]
    note: str = ""
    cuts_headings: bool = False
    zips_several: bool = False

    @property
    def offered(self) -> tuple[str, ...]:
        """Its coordinate systems that this machine supports."""
        return tuple(key for key in self.systems if key in systems())


def _csv(order: WriteRequest) -> bytes:
    """Return one layer as CSV, or several as a zip of CSV files."""
    tables = as_csv(order)
    return (
        next(iter(tables.values()))
        if len(tables) == 1
        else zipped({f"{title}.csv": table for title, table in tables.items()})
    )


FORMATS: dict[str, Format] = {
    one.key: one
    for one in (
        Format(
            "gpkg",
            "GeoPackage",
            ".gpkg",
            "application/geopackage+sqlite3",
            OFFERED,
            "table",
            as_geopackage,
            note="takeaway.note_styles",
        ),
        Format(
            "geojson", "GeoJSON", ".geojson", "application/geo+json", DEGREES, "kept", as_geojson
        ),
        Format(
            "shp",
            "Shapefile",
            *ZIP,
            OFFERED,
            "table",
            as_shapefile,
            cuts_headings=True,
        ),
        Format(
            "kml", "KML", ".kml", "application/vnd.google-earth.kml+xml", DEGREES, "kept", as_kml
        ),
        Format("dxf", "DXF", ".dxf", "image/vnd.dxf", METRES, "dropped", as_dxf),
        Format(
            "csv",
            "CSV",
            ".csv",
            "text/csv; charset=utf-8",
            OFFERED,
            "kept",
            _csv,
            note="takeaway.note_csv",
            zips_several=True,
        ),
        Format(
            "xlsx",
            "Excel",
            ".xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            OFFERED,
            "kept",
            as_excel,
            note="takeaway.no_shapes",
        ),
    )
}


def export(
    frames: Mapping[str, gpd.GeoDataFrame],
    form: str,
    system: str,
    *,
    store: Store,
    lang: Language,
    titles: Mapping[str, str] | None = None,
    heads: Mapping[str, str] | None = None,
) -> Made:
    """Return frames as a file.

    Parameters
    ----------
    frames : mapping of str to geopandas.GeoDataFrame
        Layer id, or another key in ASCII letters → features in any CRS, lowest on the map first.
        Layers of the catalogue get their own titles, symbols and column headings; other frames
        (such as the result of a check) get a neutral symbol.
    form : str
        Key of :data:`FORMATS`.
    system : str
        Key of :func:`atlas.spatial.crs.systems`.
    store : Store
    lang : str
        ``zh`` or ``en``: language of titles, headings and notes.
    titles, heads : mapping of str to str, optional
        Key → title of a frame that is not a layer; column → its heading.

    Raises
    ------
    ExportError
        If the format or system is unknown, the format does not support the system, or there is
        nothing to export.
    """
    found = FORMATS.get(form)
    if found is None:
        raise ExportError(message("takeaway.no_format", lang, known=", ".join(FORMATS)))
    if system not in found.offered:
        known = ", ".join(found.offered)
        raise ExportError(message("takeaway.no_system", lang, format=found.name, known=known))
    today = date.today()
    order = WriteRequest(
        feature_tables(store, with_progress(store, frames, today), lang, titles, heads),
        system,
        lang,
        store,
        today,
        (*site_tables(store, frames, lang, today), *milestone_table(store, frames, lang, today)),
    )
    if not order.contents:
        raise ExportError(message("takeaway.nothing", lang))
    undrawn = sum(int(content.undrawn.sum()) for content in order.contents)
    lost = cuts(order.contents) if found.cuts_headings else []
    zips = found.zips_several and len(order.contents) > 1
    suffix, media_type = ZIP if zips else (found.suffix, found.media_type)
    return Made(
        content=found.make(order),
        media_type=media_type,
        suffix=suffix,
        notes=tuple(remarks(found, system, lang, undrawn, lost)),
    )


def remarks(
    form: Format, system: str, lang: Language, undrawn: int, lost: Sequence[Cut]
) -> list[str]:
    """Return the caveats of a download: what is lost, shifted or left out.

    Parameters
    ----------
    form : Format
    system : str
        Key of :func:`atlas.spatial.crs.systems`.
    lang : str
        ``zh`` or ``en``.
    undrawn : int
        Number of features without geometry.
    lost : sequence of Cut
        Columns whose headings the format truncates.
    """
    notes = []
    if form.systems == DEGREES:
        notes.append(message("takeaway.note_degrees_only", lang, format=form.name))
    if form.systems == METRES:
        notes.append(message("takeaway.note_metres_only", lang, format=form.name))
    if systems()[system].shift:
        notes.append(message("takeaway.note_shifted", lang))
    elif system in ("wgs84", "cgcs2000"):
        notes.append(message("takeaway.note_degrees", lang))
    if undrawn:
        notes.append(message(f"takeaway.undrawn_{form.undrawn}", lang, n=undrawn))
    if form.note:
        notes.append(message(form.note, lang))
    notes += [
        message("takeaway.note_cut", lang, title=cut.title, head=cut.head, n=cut.features)
        for cut in lost
    ]
    return notes


def file_name(title: str, system: str, suffix: str, lang: Language) -> str:
    """Return the file name: title and coordinate system."""
    return f"{message('takeaway.city', lang)}_{title}_{code_of(system)}{suffix}"
