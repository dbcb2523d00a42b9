"""The download of a site's fact sheet: ``/download/site?page=industry&id=ind-xinhe``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from atlas.analysis.site_search.site_profile import is_site
from atlas.print.documents.site_sheet import site_sheet
from atlas.web.downloads.download_file import PUBLIC, Download, DownloadError, File
from atlas.web.state.page_view import View

#: characters not allowed in file names
_UNFIT = str.maketrans(dict.fromkeys('/\\:*?"<>|', "_"))


def site_file(view: View, asked: Mapping[str, str]) -> File:
    """Return the fact sheet of the park or district that an address names. For workers.

    Raises
    ------
    DownloadError
        When it names none.
    """
    site = view.chosen.selected
    if site is None or not is_site(view.store, site):
        raise DownloadError(view.text("factsheet.no_site"))
    what = view.name(view.store.records[site]).translate(_UNFIT)
    content = site_sheet(view.store, site, view.lang, date.today(), asked.get(PUBLIC, ""))
    return File(view.text("factsheet.file", what=what), SITE.media["pdf"], content)


SITE = Download("site", "profile", site_file, {"pdf": "application/pdf"}, addressed=True)
