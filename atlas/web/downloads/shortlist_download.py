"""The download of a shortlist: ``/download/shortlist?page=industry&list=…&format=pdf``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from atlas.print.documents.shortlist_pdf import shortlist_pdf
from atlas.web.downloads.download_file import PUBLIC, Download, DownloadError, File
from atlas.web.state.page_view import View
from atlas.writers.export import FORMATS
from atlas.writers.shortlist_workbook import shortlist_workbook


def shortlist_file(view: View, asked: Mapping[str, str]) -> File:
    """Return the shortlist of an address as a PDF or a spreadsheet. For workers.

    Raises
    ------
    DownloadError
        If the address has no site, or the format does not exist.
    """
    sites = view.chosen.sites.shortlist
    if not sites:
        raise DownloadError(view.text("shortlist.nothing"))
    lang, day, form = view.query.lang, date.today(), asked.get("format", "pdf")
    if form == "pdf":
        content = shortlist_pdf(view.store, sites, lang, day, asked.get(PUBLIC, ""))
    elif form == "xlsx":
        content = shortlist_workbook(view.store, sites, lang, day)
    else:
        raise DownloadError(view.text("shortlist.bad_format"))
    return File(f"{view.text('shortlist.file')}.{form}", SHORTLIST.media[form], content)


SHORTLIST = Download(
    "shortlist",
    "shortlist",
    shortlist_file,
    {"pdf": "application/pdf", "xlsx": FORMATS["xlsx"].media_type},
    addressed=True,
)
