"""Every kind of PDF, rendered by PDFium: legible, without overlapping texts."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from functools import cache

import numpy as np
import pypdfium2
from pypdfium2 import raw

from atlas.core.messages import LANGUAGES
from atlas.print.documents.blocks import document
from tests.support.papers import PAPERS, paper, text_of_pages
from tests.support.project import failures

#: pixels per point, so that small type is several pixels high
SCALE = 2.0
#: WCAG 2.2, 1.4.3: minimum contrast of text against its background
CONTRAST = 4.5
#: minimum contrast on maps, where the halo is narrower than the sampled rim
ON_THE_MAP = 4.0
#: maximum share of a text that another may cover
OVERLAP = 0.05
#: width of the rim sampled around a text, in points
RIM = 0.75
#: sum of the differences of red, green and blue up to which a dot has a text's own colour
OWN = 90
#: minimum length of a text in points; shorter ones are punctuation
LEAST = 2.0
#: credits required by the data licences, equal in both languages
CREDITED = ("OpenStreetMap", "ODbL", "OpenMapTiles", "MapTiler", "GeoNames")


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

    def behind(self, bounds: tuple[float, ...], ink: tuple[int, ...]) -> np.ndarray:
        """Return the background colour of a text, from a rim around it.

        Dots of the text's own colour are left out, unless there are no others: the text of a map
        consists of single letters, whose neighbours are no background.
        """
        foot, (rows, columns) = round(self.height * SCALE), self.picture.shape[:2]

        def dots(by: float) -> tuple[int, int, int, int]:
            """Return the text's box, grown, as left, top, right, bottom in dots."""
            grown = np.add(bounds, (-by, -by, by, by)) * SCALE
            left, low, right, high = np.round(grown).astype(int)
            return (
                *(max(left, 0), max(foot - high, 0)),
                *(min(max(right, 0), columns), min(max(foot - low, 0), rows)),
            )

        left, top, right, bottom = dots(RIM)
        rim = np.ones((bottom - top, right - left), dtype=bool)
        west, north, east, south = dots(0)
        rim[north - top : south - top, west - left : east - left] = False
        found = self.picture[top:bottom, left:right][rim].astype(float)
        other = found[np.abs(found - ink).sum(axis=1) > OWN]
        found = other if len(other) else found
        # nearer to the text's colour are the blends of both at the edges of letters
        apart = np.abs(found - ink).sum(axis=1)
        return found[np.argsort(apart)[len(found) * 2 // 3]]


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
    found = [(text, contrast(ink, page.behind(bounds, ink))) for text, bounds, ink in page.texts]
    return [f"{text} {ratio:.1f}" for text, ratio in found if ratio < least]


def covered(page: Rendered) -> list[str]:
    """Return the pairs of overlapping texts; the next letter of a word may reach below this one."""
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
        if not (b == a + 1 and len(page.texts[a][0]) == len(page.texts[b][0]) == 1)
    ]


@cache
def pages(kind: str, lang: str) -> list[Rendered]:
    """Return the pages of a PDF; of a long extract, one of each kind."""
    document = pypdfium2.PdfDocument(paper(kind, lang))
    numbers = range(len(document))
    chosen = [*numbers[:3], numbers[-1]] if len(numbers) > 4 else list(numbers)
    return [Rendered(document[number]) for number in chosen]


def test_every_text_of_every_pdf_is_legible_and_credited():
    def check_paper(kind: str, lang: str) -> None:
        for number, page in enumerate(pages(kind, lang)):  # every kind has its map in front
            assert page.texts
            assert (faint(page, CONTRAST if number else ON_THE_MAP), covered(page)) == ([], [])
        text = "".join(text_of_pages(paper(kind, lang)))
        assert [one for one in CREDITED if one not in text] == []

    # each kind in one language, both in turn: the gallery shows the others
    pairs = [(kind, LANGUAGES[number % 2]) for number, kind in enumerate(PAPERS)]
    assert failures(lambda pair: check_paper(*pair), pairs) == {}


def test_illegible_text_is_detected():
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="100mm" height="60mm" viewBox="0 0 100 60">'
        '<rect width="100" height="20" fill="#3c3c46"/>'
        '<g font-family="Noto Sans CJK SC" font-size="3.2" fill="#2f2a24">'
        '<text x="5" y="10">暗底黑字</text><text x="5" y="40">甲乙丙丁</text>'
        '<text x="7" y="41">戊己庚辛</text></g></svg>'
    )
    picture = {"kind": "picture", "svg": svg, "width": 100, "alt": ""}
    [page] = [Rendered(page) for page in pypdfium2.PdfDocument(document("t", "", [picture], "zh"))]
    assert {text.split()[0] for text in faint(page, CONTRAST)} == set("暗底黑字")
    pairs = {(one[0], one.split(" × ")[1][0]) for one in covered(page)}
    assert ("甲", "戊") in pairs or ("乙", "戊") in pairs
