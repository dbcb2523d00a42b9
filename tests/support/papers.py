"""Every kind of printed document for the tests, each made once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

import geopandas as gpd
import pypdfium2
from shapely.geometry import LineString, Point, box

from atlas.analysis.land_extract import extract
from atlas.analysis.overlap import Matrix, check, matrix, zones
from atlas.print.documents.check_files import check_pdf
from atlas.print.documents.evaluation_pdf import evaluation_pdf
from atlas.print.documents.extract_pdf import extract_pdf
from atlas.print.documents.profile_pdf import profile_pdf
from atlas.print.documents.site_sheet import site_sheet
from atlas.print.documents.town_sheet import town_sheet
from atlas.print.map.subject import subject_of
from atlas.print.sheet.render import sheet
from atlas.store.as_of import on_day
from atlas.store.query import Filter
from tests.support.project import store

DAY = date(2026, 11, 25)
AREA = box(119.9, 36.7, 120.1, 36.9)
ROUTE = LineString([(119.9, 36.7), (120.1, 36.9)])


def extract_of(what: object, lang: str) -> bytes:
    return extract_pdf(store(), extract(store(), what), lang, DAY)


def report_of(lang: str) -> bytes:
    subject = gpd.GeoDataFrame({"name": ["一块地"]}, geometry=[AREA], crs=4326)
    return check_pdf(store(), check(subject, zones(store())), lang, day=DAY)


@cache
def every_pair() -> Matrix:
    return matrix(store())


def matrix_of(lang: str) -> bytes:
    return check_pdf(store(), every_pair().report, lang, every_pair(), day=DAY)


def sheet_of(page: str, size: str, lang: str) -> bytes:
    return sheet(subject_of(store(), page, Filter(), lang), size, "pdf", DAY)


#: kind of document → function of a language that makes it
PAPERS: dict[str, Callable[[str], bytes]] = {
    "extract-spot": lambda lang: extract_of(Point(119.96, 36.78), lang),
    "extract-line": lambda lang: extract_of(ROUTE, lang),
    "extract-area": lambda lang: extract_of(AREA, lang),
    "extract-feature": lambda lang: extract_of("eco-dazeshan-reserve", lang),
    "check": report_of,
    "matrix": matrix_of,
    "evaluation": lambda lang: evaluation_pdf(store(), "2025", lang),
    "profile": lambda lang: profile_pdf(store(), "370283119", lang),
    "site": lambda lang: site_sheet(store(), "ind-kaifaqu", lang, DAY, "https://atlas.example"),
    "town": lambda lang: town_sheet(
        on_day(store(), DAY), "370283122", lang, "https://atlas.example"
    ),
    "sheet-overview-A3": lambda lang: sheet_of("overview", "A3", lang),
    "sheet-structure-A4": lambda lang: sheet_of("structure", "A4", lang),
    "sheet-industry-A4": lambda lang: sheet_of("industry", "A4", lang),
    "sheet-transport-A3": lambda lang: sheet_of("transport", "A3", lang),
    "sheet-ecology-A4": lambda lang: sheet_of("ecology", "A4", lang),
}


@cache
def paper(kind: str, lang: str) -> bytes:
    """Return a document of a kind in a language."""
    return PAPERS[kind](lang)


def text_of_pages(pdf: bytes) -> list[str]:
    """Return the text that a reader can copy from each page, without white space."""
    texts = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]
    # PDFium's mark for a hyphen at the end of a line
    return ["".join(text.split()).replace("\ufffe", "-") for text in texts]
