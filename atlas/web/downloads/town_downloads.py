"""The downloads about one town: its projects on a page, and its profile.

``/download/town?town=370283105`` and ``/download/profile?page=towns&town=370283105``
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from atlas.print.documents.profile_pdf import profile_pdf
from atlas.print.documents.town_sheet import town_sheet
from atlas.web.downloads.download_file import PUBLIC, Download, DownloadError, File
from atlas.web.state.page_view import View

PDF = "application/pdf"


def town_file(view: View, asked: Mapping[str, str]) -> File:
    """Return the projects of the town that an address names, as a PDF. For workers.

    Raises
    ------
    DownloadError
        When it names none, or several.
    """
    code, name = _named(view, "townpage.file")
    return File(name, PDF, town_sheet(view.store, code, view.lang, asked.get(PUBLIC, "")))


def profile_file(view: View, _: Mapping[str, str]) -> File:
    """Return the profile of the town that an address names, as a PDF. For workers.

    Raises
    ------
    DownloadError
        When it names none, or several.
    """
    code, name = _named(view, "profile.file")
    return File(name, PDF, profile_pdf(view.store, code, view.lang))


TOWN_SHEET = Download("town", "profile", town_file, {"pdf": PDF}, addressed=True)
PROFILE = Download("profile", "profile", profile_file, {"pdf": PDF})


def profile_address(view: View, code: str) -> str:
    """Return the URL of a town's profile under the view's filter."""
    query = {"page": view.page.topic.key, **view.link(replace(view.chosen, towns=(code,)))}
    return PROFILE.address(query)


def _named(view: View, key: str) -> tuple[str, str]:
    """Return the code of the one town that is chosen, and the file name for it."""
    if len(view.chosen.towns) != 1:
        raise DownloadError(view.text("download.one_town"))
    [code] = view.chosen.towns
    return code, view.text(key, town=view.name(view.store.towns[code]))
