"""Every kind of PDF, rendered by PDFium: legible, without overlapping texts."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache

import geopandas as gpd
import numpy as np
import pypdfium2
import pytest
from pypdfium2 import raw
from shapely.geometry import LineString, Point, box

from atlas.analysis.land_extract import extract
from atlas.analysis.overlap import check, matrix, zones
from atlas.print.documents.check_files import check_pdf
from atlas.print.documents.extract_pdf import extract_pdf
from atlas.print.documents.pages import Pages
from atlas.print.documents.profile_pdf import profile_pdf
from atlas.print.sheet.render import sheet
from atlas.print.sheet.subject import subject_of
from atlas.store.query import Filter
from tests.support.project import failures, store

DAY = date(2026, 11, 25)
AREA = box(119.9, 36.7, 120.1, 36.9)
#: pixels per point, so that small type is several pixels high
SCALE = 2.0
#: WCAG 2.2, 1.4.3: minimum contrast of text against its background
CONTRAST = 4.5
#: minimum contrast on sheets, where the halo is narrower than the sampled rim
ON_THE_MAP = 4.0
#: maximum share of a text that another may cover
OVERLAP = 0.05
#: width of the rim sampled around a text, in points
RIM = 0.75
#: minimum length of a text in points; shorter ones are punctuation
LEAST = 2.0


def extract_of(what: object, lang: str) -> bytes:
    return extract_pdf(store(), extract(store(), what), lang, DAY)


def report(lang: str) -> bytes:
    subject = gpd.GeoDataFrame({"name": ["一块地"]}, geometry=[AREA], crs=4326)
    return check_pdf(store(), check(subject, zones(store())), lang)


def matrix_report(lang: str) -> bytes:
    every = matrix(store())
    return check_pdf(store(), every.report, lang, every)


def sheet_of(page: str, size: str, lang: str) -> bytes:
    return sheet(subject_of(store(), page, Filter(), lang), size, "pdf", DAY)


#: credits required by the data licences, equal in both languages
CREDITED = ("OpenStreetMap", "ODbL", "OpenMapTiles", "MapTiler", "GeoNames")

#: every kind of PDF, every page's sheet once, each language with each kind
PAPERS: dict[str, Callable[[], bytes]] = {
    "extract of a spot, zh": lambda: extract_of(Point(119.96, 36.78), "zh"),
    "extract of a drawn line, en": lambda: extract_of(
        LineString([(119.9, 36.7), (120.1, 36.9)]), "en"
    ),
    "extract of a drawn area, zh": lambda: extract_of(AREA, "zh"),
    "extract of a feature, en": lambda: extract_of("eco-dazeshan-reserve", "en"),
    "check, zh": lambda: report("zh"),
    "check, en": lambda: report("en"),
    "matrix, zh": lambda: matrix_report("zh"),
    "matrix, en": lambda: matrix_report("en"),
    "profile, zh": lambda: profile_pdf(store(), "370283119", "zh"),
    "profile, en": lambda: profile_pdf(store(), "370283001", "en"),
    "sheet of the overview, A3, zh": lambda: sheet_of("overview", "A3", "zh"),
    "sheet of the structure, A4, zh": lambda: sheet_of("structure", "A4", "zh"),
    "sheet of the parks, A4, en": lambda: sheet_of("industry", "A4", "en"),
    "sheet of transport, A3, en": lambda: sheet_of("transport", "A3", "en"),
    "sheet of ecology, A4, zh": lambda: sheet_of("ecology", "A4", "zh"),
}


class Rendered:
    """A rendered page: its texts with boxes and colours, and its image."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self.height = page.get_height()
        self.picture = page.render(scale=SCALE).to_numpy()[:, :, 2::-1].copy()
        texts = page.get_textpage()
        self.texts = list(self._texts(page, texts))

    def _texts(
        self, page: pypdfium2.PdfPage, texts: pypdfium2.PdfTextPage
    ) -> Iterator[tuple[str, tuple[float, ...], tuple[int, ...]]]:
        for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
            bounds = thing.get_bounds()
            length = raw.FPDFTextObj_GetText(thing.raw, texts.raw, None, 0)
            content = (ctypes.c_ushort * (length // 2 + 1))()
            raw.FPDFTextObj_GetText(thing.raw, texts.raw, content, length)
            text = bytes(content).decode("utf-16-le").strip("\0 \u00a0\ufffe")
            if not text or min(bounds[2] - bounds[0], bounds[3] - bounds[1]) < LEAST:
                continue
            inks = [ctypes.c_uint() for _ in range(4)]
            assert raw.FPDFPageObj_GetFillColor(thing.raw, *map(ctypes.byref, inks))
            yield text, bounds, tuple(ink.value for ink in inks[:3])

    def behind(self, bounds: tuple[float, ...]) -> np.ndarray:
        """Return the background colour of a text: the median brightness of a rim of :data:`RIM`."""
        wide = np.add(bounds, (-RIM, -RIM, RIM, RIM))
        inner, outer = ((np.round(part * SCALE)).astype(int) for part in (np.array(bounds), wide))
        foot, (rows, columns) = round(self.height * SCALE), self.picture.shape[:2]
        rim = np.zeros((rows, columns), dtype=bool)
        for (left, low, right, high), value in ((outer, True), (inner, False)):
            rim[max(foot - high, 0) : max(foot - low, 0), max(left, 0) : max(right, 0)] = value
        dots = self.picture[rim].astype(float)
        return dots[np.argsort(dots.sum(axis=1))[len(dots) // 2]]


def luminance(colour: np.ndarray | tuple[int, ...]) -> float:
    """Return WCAG's relative luminance of an sRGB colour."""
    parts = np.asarray(colour) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: np.ndarray | tuple[int, ...], other: np.ndarray | tuple[int, ...]) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def faint(page: Rendered, least: float) -> list[str]:
    """Return the texts with too little contrast."""
    found = [(text, contrast(ink, page.behind(bounds))) for text, bounds, ink in page.texts]
    return [f"{text} {ratio:.1f}" for text, ratio in found if ratio < least]


def covered(page: Rendered) -> list[str]:
    """Return the pairs of overlapping texts."""
    if not page.texts:
        return []
    boxes = np.array([bounds for _, bounds, _ in page.texts])
    low, high = boxes[:, None, :2], boxes[:, None, 2:]
    both = np.minimum(high, boxes[None, :, 2:]) - np.maximum(low, boxes[None, :, :2])
    common = np.clip(both, 0, None).prod(axis=2)
    size = (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)
    share = common / np.minimum(size[:, None], size[None, :])
    return [
        f"{page.texts[a][0]} × {page.texts[b][0]} {share[a, b]:.0%}"
        for a, b in np.argwhere(np.triu(share > OVERLAP, 1))
    ]


@cache
def paper(kind: str) -> bytes:
    return PAPERS[kind]()


@cache
def pages(kind: str) -> list[Rendered]:
    """Return the pages of a PDF; of a long extract, one of each kind."""
    document = pypdfium2.PdfDocument(paper(kind))
    numbers = range(len(document))
    chosen = [*numbers[:3], numbers[-1]] if len(numbers) > 4 else list(numbers)
    return [Rendered(document[number]) for number in chosen]


@pytest.mark.parametrize("kind", PAPERS)
def test_every_text_of_a_pdf_is_legible(kind):
    def check_page(number: int) -> None:
        page = pages(kind)[number]
        assert page.texts
        least = ON_THE_MAP if kind.startswith("sheet") else CONTRAST
        assert (faint(page, least), covered(page)) == ([], [])

    assert failures(check_page, range(len(pages(kind)))) == {}


@pytest.mark.parametrize("kind", PAPERS)
def test_every_pdf_credits_its_data(kind):
    document = pypdfium2.PdfDocument(paper(kind))
    text = "".join(page.get_textpage().get_text_range() for page in document)
    text = "".join(text.split())
    missing = [one for one in CREDITED if one not in text]
    assert missing == []


def test_illegible_text_is_detected():
    made = Pages("t", "")
    made.add_page()
    made.set_fill_color(60, 60, 70)
    made.rect(16, 20, 100, 20, style="F")
    made.set_xy(16, 24)
    made.write_text("暗底黑字", size=9)
    made.set_xy(16, 60)
    made.write_text("甲乙丙丁", size=9)
    made.set_xy(18, 61)
    made.write_text("戊己庚辛", size=9)
    [page] = [Rendered(page) for page in pypdfium2.PdfDocument(bytes(made.output()))]
    assert [text.split()[0] for text in faint(page, CONTRAST)] == ["暗底黑字"]
    [pair] = covered(page)
    assert "甲乙丙丁" in pair and "戊己庚辛" in pair
