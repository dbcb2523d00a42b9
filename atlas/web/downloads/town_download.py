"""The download of a town's projects on one page: ``/download/town?town=370283105``."""

from __future__ import annotations

from collections.abc import Mapping

from atlas.print.documents.town_sheet import town_sheet
from atlas.web.downloads.download_file import PUBLIC, Download, DownloadError, File
from atlas.web.state.page_view import View


def town_file(view: View, asked: Mapping[str, str]) -> File:
    """Return the projects of the town that an address names, as a PDF. For workers.

    Raises
    ------
    DownloadError
        When it names none, or several.
    """
    codes = view.chosen.towns
    if len(codes) != 1:
        raise DownloadError(view.text("download.one_town"))
    [code] = codes
    name = view.text("townpage.file", town=view.name(view.store.towns[code]))
    content = town_sheet(view.store, code, view.lang, asked.get(PUBLIC, ""))
    return File(name, TOWN_SHEET.media["pdf"], content)


TOWN_SHEET = Download("town", "profile", town_file, {"pdf": "application/pdf"}, addressed=True)
