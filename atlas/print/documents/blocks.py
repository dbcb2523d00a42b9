"""Blocks of a printed page: headings, rules, and rows of a label and its text."""

from __future__ import annotations

from fpdf.drawing import color_from_hex_string as colour

from atlas.print.documents.pages import INK, LINE, SOFT, Pages


def heading(pdf: Pages, title: str, *, size: float, ink: str = INK) -> None:
    """Write a title and, below it, a rule of the same colour."""
    pdf.write_text(title, size=size, ink=ink)
    rule(pdf, ink if ink != INK else LINE, 0.3)


def rule(pdf: Pages, ink: str, weight: float) -> None:
    """Draw a line across the page, ``weight`` mm thick, and move below it."""
    pdf.set_draw_color(colour(ink))
    pdf.set_line_width(weight)
    pdf.line(pdf.l_margin, pdf.get_y() + 0.5, pdf.w - pdf.r_margin, pdf.get_y() + 0.5)
    pdf.ln(2)


def room(pdf: Pages, height: float) -> None:
    """Start a new page if less than ``height`` mm is left on this one."""
    if pdf.will_page_break(height):
        pdf.add_page()


def row(
    pdf: Pages, label: str, value: str, *, size: float, label_mm: float, left: float = 0
) -> None:
    """Write a label and the text beside it, and move below both."""
    lines = max(
        len(pdf.lines(label, size=size, width=label_mm - 2)),
        len(pdf.lines(value, size=size, width=pdf.epw - left - label_mm)),
    )
    height = size * 0.55 * lines
    if height < pdf.eph / 2:
        room(pdf, height)
    top, page = pdf.get_y(), pdf.page
    pdf.set_x(pdf.l_margin + left)
    pdf.write_text(label, size=size, ink=SOFT, width=label_mm - 2)
    foot = pdf.get_y()
    if pdf.page == page:
        pdf.set_y(top)
    pdf.set_x(pdf.l_margin + left + label_mm)
    pdf.write_text(value, size=size, width=pdf.epw - left - label_mm)
    if pdf.page == page:
        foot = max(foot, pdf.get_y())
        pdf.set_y(foot)
    pdf.set_xy(pdf.l_margin, pdf.get_y() + 0.8)
