"""The download of the evaluation: ``/download/evaluation?page=evaluation&year=2023&format=pdf``."""

from __future__ import annotations

from collections.abc import Mapping

from atlas.analysis.evaluation.outcome_counts import day_of_evaluation
from atlas.print.documents.evaluation_pdf import evaluation_pdf
from atlas.web.downloads.download_file import Download, DownloadError, File
from atlas.web.state.page_view import View
from atlas.writers.evaluation_workbook import evaluation_workbook
from atlas.writers.export import FORMATS


def evaluation_file(view: View, asked: Mapping[str, str]) -> File:
    """Return the evaluation at the end of an address's year as a PDF or a spreadsheet. For workers.

    It is that of the whole plan, whatever else the address chooses.

    Raises
    ------
    DownloadError
        If the format does not exist.
    """
    year, lang, form = view.chosen.year, view.query.lang, asked.get("format", "pdf")
    if form == "pdf":
        content = evaluation_pdf(view.store, year, lang)
    elif form == "xlsx":
        content = evaluation_workbook(view.store, year, lang)
    else:
        raise DownloadError(view.text("shortlist.bad_format"))
    day = day_of_evaluation(view.store, year).isoformat()
    name = f"{view.text('evaluation.report')} {day}.{form}"
    return File(name, EVALUATION.media[form], content)


EVALUATION = Download(
    "evaluation",
    "evaluation",
    evaluation_file,
    {"pdf": "application/pdf", "xlsx": FORMATS["xlsx"].media_type},
)


def evaluation_address(view: View, form: str) -> str:
    """Return the URL of the evaluation in a format, at the end of the view's year."""
    query = {"page": view.page.topic.key, "format": form, "lang": view.lang}
    year = {"year": view.chosen.year} if view.chosen.year else {}
    return EVALUATION.address({**query, **year})
