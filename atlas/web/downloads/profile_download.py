"""The download of a town's profile: ``/download/profile?page=towns&town=370283105``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from atlas.print.documents.profile_pdf import profile_pdf
from atlas.web.downloads.download_file import Download, DownloadError, File
from atlas.web.state.page_view import View


def profile_file(view: View, _: Mapping[str, str]) -> File:
    """Return the profile of the town that an address names, as a PDF. For workers.

    Raises
    ------
    DownloadError
        When it names none, or several.
    """
    codes = view.chosen.towns
    if len(codes) != 1:
        raise DownloadError(view.text("download.one_town"))
    name = view.text("profile.file", town=view.name(view.store.towns[codes[0]]))
    return File(name, PROFILE.media["pdf"], profile_pdf(view.store, codes[0], view.query.lang))


PROFILE = Download("profile", "profile", profile_file, {"pdf": "application/pdf"})


def profile_address(view: View, code: str) -> str:
    """Return the URL of a town's profile under the view's filter."""
    query = {"page": view.page.topic.key, **view.link(replace(view.chosen, towns=(code,)))}
    return PROFILE.address(query)
