"""The download of an extract for a shape, a feature or a spot in the URL."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from atlas.analysis.land_extract import extract, has_place
from atlas.print.documents.extract_pdf import extract_pdf
from atlas.spatial.shape_text import ShapeError, parse_shape
from atlas.web.downloads.download_file import Download, DownloadError, File
from atlas.web.state.page_view import View
from atlas.wording.extract_text import subject_title

#: characters not allowed in file names
_UNFIT = str.maketrans(dict.fromkeys('/\\:*?"<>|', "_"))


def extract_file(view: View, asked: Mapping[str, str]) -> File:
    """Return the extract of the first of ``shape``, ``id`` and ``at`` in the parameters.

    Raises
    ------
    DownloadError
        If there is no subject, or it is invalid or has no location.
    """
    made = extract(view.store, _subject(view, asked))
    what = subject_title(view.store, made.subject, view.lang).translate(_UNFIT)
    content = extract_pdf(view.store, made, view.lang, date.today())
    return File(view.text("extract.file", what=what), EXTRACT.media["pdf"], content)


EXTRACT = Download("extract", "extract", extract_file, {"pdf": "application/pdf"})


def take_extract(view: View, **subject: str) -> dict[str, str]:
    """Return the link to an extract for a card or panel; ``subject``: ``at``, ``id``, ``shape``."""
    query = {"page": view.page.topic.key, **subject, "lang": view.lang}
    return {"text": view.text("extract.link"), "href": EXTRACT.address(query)}


def _subject(view: View, asked: Mapping[str, str]) -> BaseGeometry | str:
    if "shape" in asked:
        try:
            return parse_shape(asked["shape"])
        except ShapeError as error:
            raise DownloadError(error.text(view.lang)) from error
    if {"at", "id"} & set(view.query.problems):
        raise DownloadError(view.text("extract.bad_subject"))
    selected, spot = view.chosen.selected, view.chosen.spot
    if selected:
        record = view.store.records[selected]
        if not has_place(view.store, record):
            raise DownloadError(view.text("extract.no_place", name=view.name(record)))
        return selected
    if spot:
        return Point(spot)
    raise DownloadError(view.text("extract.no_subject"))
