"""Shared parts of the fpdf2 documents: page, font, colours, and text breaking.

Text is set in Noto Sans CJK, which ``mplfonts`` ships; only the glyphs in use are embedded.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any, Literal

from fpdf import FPDF
from fpdf.drawing import color_from_hex_string as colour
from fpdf.fonts import TTFFont

from atlas.core.messages import message
from atlas.print.documents.line_breaking import broken
from atlas.store.store import Store
from atlas.writers.file_metadata import missing

FONT = "Noto Sans CJK SC"
#: width of the label column in rows
LABEL_MM = 34.0
#: minimum space for two lines of a row, which stay on one page
ROW_MM = 10.0
INK, SOFT, LINE, WORLD, PAPER = "#2f2a24", "#6b6355", "#c8c0b2", "#f1ede3", "#fffdf8"
#: replacements: the font has no thin space, and its apostrophe is as wide as a Chinese character
_PLAIN = str.maketrans({"\u2009": " ", "\u2019": "'"})


def plain(text: str) -> str:
    """Return a text with characters that the font lacks replaced."""
    return text.translate(_PLAIN)


class Pages(FPDF):
    """A PDF of A4 pages with the font, margins and footer of all documents.

    Parameters
    ----------
    title : str
        Title of the document.
    foot : str
        Text at the foot of every page, beside the page number.
    """

    def __init__(self, title: str, foot: str) -> None:
        super().__init__(format="A4", unit="mm")
        self.foot = foot
        path = files("mplfonts").joinpath("fonts", "NotoSansCJKsc-Regular.otf")
        self.add_font(FONT, fname=str(path))
        font = self.fonts[FONT.lower()]
        if isinstance(font, TTFFont):  # the bounds of a subset are slow to compute
            font.ttfont.recalcBBoxes = False
        self._widths: dict[tuple[float, str], float] = {}
        self.set_title(title)
        self.set_creator(message("app.title", "zh"))
        self.set_margins(16, 14, 16)
        self.set_auto_page_break(True, margin=18)

    def footer(self) -> None:
        """Write the footer and the page number."""
        self.set_y(-15)
        self.write_text(self.foot, size=7.5, ink=SOFT, width=self.epw - 12)
        self.set_y(-15)
        self.cell(w=0, h=4, text=f"{self.page_no()}", align="R")

    def lines(self, text: str, *, size: float, width: float = 0) -> list[str]:
        """Return the lines in which :meth:`write_text` would set a text."""
        self.set_font(FONT, size=size)
        room = (width or self.w - self.r_margin - self.get_x()) - 2 * self.c_margin
        return broken(plain(text), room, self._width)

    def _width(self, text: str) -> float:
        """Return the width of a text in the current font, from a cache."""
        key = self.font_size_pt, text
        if key not in self._widths:
            self._widths[key] = self.get_string_width(text)
        return self._widths[key]

    def write_text(
        self,
        text: str,
        *,
        size: float,
        ink: str = INK,
        width: float = 0,
        align: Literal["L", "R"] = "L",
    ) -> None:
        """Write a paragraph and move below it, back to its left edge."""
        lines = self.lines(text, size=size, width=width)
        self.set_text_color(colour(ink))
        left = self.get_x()
        for line in lines:
            self.set_x(left)
            self.cell(w=width, h=size * 0.55, text=line, align=align, new_x="LEFT", new_y="NEXT")
        self.set_x(left)


def write_section(pdf: Pages, section: dict[str, Any]) -> None:
    """Write a section (:mod:`atlas.wording.panel`): its title and rows."""
    pdf.ln(3)
    if pdf.get_y() > pdf.h - 40:
        pdf.add_page()
    pdf.write_text(section["title"], size=12.5, ink=section.get("colour") or INK)
    pdf.set_draw_color(colour(LINE))
    pdf.line(pdf.l_margin, pdf.get_y() + 0.5, pdf.w - pdf.r_margin, pdf.get_y() + 0.5)
    pdf.ln(2)
    for row in section["rows"]:
        if pdf.will_page_break(ROW_MM):
            pdf.add_page()
        top, page, below = pdf.get_y(), pdf.page_no(), 0.0
        if row["label"]:
            pdf.write_text(row["label"], size=9, ink=SOFT, width=LABEL_MM - 2)
            if pdf.page_no() == page:
                below = pdf.get_y()
                pdf.set_y(top)
        left = pdf.l_margin + (LABEL_MM if row["label"] else 0)
        for item in row["cells"][0]:
            pdf.set_x(left)
            small = f"  ({item['small']})" if item.get("small") else ""
            pdf.write_text(item["text"] + small, size=9, width=pdf.w - pdf.r_margin - left)
        if pdf.page_no() == page:  # a label may be taller than its text
            pdf.set_y(max(pdf.get_y(), below))
        pdf.set_x(pdf.l_margin)
        pdf.ln(1)


def write_missing(pdf: Pages, store: Store, lang: str) -> None:
    """Write which data could not be read, so that their absence is not read as “none”."""
    note = missing(store, lang)
    if note:
        pdf.ln(1)
        pdf.write_text(note, size=9, ink=INK)


def write_credit(pdf: Pages, lang: str) -> None:
    """Write the attribution that the data licences require."""
    pdf.ln(1.5)
    pdf.write_text(message("paper.credit", lang), size=8, ink=SOFT)
