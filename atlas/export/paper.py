"""What the pages of paper share: font, colours, text as the font sets it.

Text is set in Noto Sans CJK, which ``mplfonts`` ships; only the glyphs in use are embedded.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any, Literal

from fpdf import FPDF
from fpdf.drawing import color_from_hex_string as colour
from fpdf.fonts import TTFFont

from atlas.export.about import missing
from atlas.export.lines import broken
from atlas.i18n import message
from atlas.store import Store

FONT = "Noto Sans CJK SC"
#: the column of labels before the rows of a section
LABEL_MM = 34.0
#: two lines of a row stay together
ROW_MM = 10.0
INK, SOFT, LINE, WORLD, PAPER = "#2f2a24", "#6b6355", "#c8c0b2", "#f1ede3", "#fffdf8"
#: the font has no thin space, and sets an apostrophe as wide as a Chinese sign
_PLAIN = str.maketrans({"\u2009": " ", "\u2019": "'"})


def plain(text: str) -> str:
    """Return a text in signs that the font has."""
    return text.translate(_PLAIN)


class Pages(FPDF):
    """A PDF of A4 pages with the font, margins and foot that all papers of the atlas have.

    Parameters
    ----------
    title : str
        Of the document.
    foot : str
        Stands at the foot of every page beside its number.
    """

    def __init__(self, title: str, foot: str) -> None:
        super().__init__(format="A4", unit="mm")
        self.foot = foot
        path = files("mplfonts").joinpath("fonts", "NotoSansCJKsc-Regular.otf")
        self.add_font(FONT, fname=str(path))
        font = self.fonts[FONT.lower()]
        if isinstance(font, TTFFont):  # the whole font's bounds do: those of a part take a while
            font.ttfont.recalcBBoxes = False
        self._widths: dict[tuple[float, str], float] = {}
        self.set_title(title)
        self.set_creator(message("app.title", "zh"))
        self.set_margins(16, 14, 16)
        self.set_auto_page_break(True, margin=18)

    def footer(self) -> None:
        """Write the foot and the number of the page."""
        self.set_y(-15)
        self.write_text(self.foot, size=7.5, ink=SOFT, width=self.epw - 12)
        self.set_y(-15)
        self.cell(w=0, h=4, text=f"{self.page_no()}", align="R")

    def lines(self, text: str, *, size: float, width: float = 0) -> list[str]:
        """Return a text as the lines that :meth:`write_text` sets it in."""
        self.set_font(FONT, size=size)
        room = (width or self.w - self.r_margin - self.get_x()) - 2 * self.c_margin
        return broken(plain(text), room, self._width)

    def _width(self, text: str) -> float:
        """Return a text's width in the font as it is set, measured once: signs come again."""
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
        """Write a paragraph and go below it, back to where it began."""
        lines = self.lines(text, size=size, width=width)
        self.set_text_color(colour(ink))
        left = self.get_x()
        for line in lines:
            self.set_x(left)
            self.cell(w=width, h=size * 0.55, text=line, align=align, new_x="LEFT", new_y="NEXT")
        self.set_x(left)


def write_section(pdf: Pages, section: dict[str, Any]) -> None:
    """Write a section of a sheet (:mod:`atlas.present.sheets`): its title and its rows."""
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
        if pdf.page_no() == page:  # a label may be longer than what stands beside it
            pdf.set_y(max(pdf.get_y(), below))
        pdf.set_x(pdf.l_margin)
        pdf.ln(1)


def write_missing(pdf: Pages, store: Store, lang: str) -> None:
    """Write which data were out of use, so that nobody reads their absence as “there is none”."""
    told = missing(store, lang)
    if told:
        pdf.ln(1)
        pdf.write_text(told, size=9, ink=INK)


def write_credit(pdf: Pages, lang: str) -> None:
    """Write whom the data are owed to, as their licences ask."""
    pdf.ln(1.5)
    pdf.write_text(message("paper.credit", lang), size=8, ink=SOFT)
