"""Rendering of a sheet: a subject in, a PDF or PNG out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import shapely

from atlas.core.messages import message
from atlas.print.map.drawn_features import Drawn, drawn
from atlas.print.map.label_placement import place_labels
from atlas.print.map.legend import Arranged, Entry, arrange, draw_legend, entries
from atlas.print.map.map_drawing import draw_labels, draw_map
from atlas.print.map.map_text import LINE, wrapped, write, write_lines
from atlas.print.map.north_and_scale import draw_north, draw_scale
from atlas.print.map.pen import Drawing, Pen
from atlas.print.map.subject import SheetError, Subject
from atlas.print.map.trays import centre_box, trays
from atlas.print.map.window import Box, Window
from atlas.print.sheet.graticule import draw_graticule
from atlas.print.sheet.imprint import imprint, paragraphs
from atlas.print.sheet.locator import draw_locator
from atlas.print.sheet.marginalia import (
    block_height,
    draw_block,
    draw_frames,
    draw_title,
)
from atlas.print.sheet.page_layout import Layout, Size, lay_out, wide, window
from atlas.print.typesetting import INK, SOFT, Format, fonts, typeset

TEMPLATE = Path(__file__).with_name("sheet.typ")
#: factors by which the column or strip may widen for a long legend
WIDER = (1.0, 1.25, 1.55, 1.9, 2.3)
#: lengths on A3 (mm): type size of notes and title block; height of locator, scale and heading
NOTE, BLOCK, LOCATOR, SCALE, HEAD = 2.55, 2.9, 44.0, 13.5, 3.9


@dataclass(frozen=True)
class Panels:
    """The boxes of the parts beside the map."""

    locator: Box
    legend: Box
    scale: Box
    notes: Box
    block: Box


@dataclass(frozen=True)
class Plan:
    """The arrangement of a sheet before it is drawn.

    Attributes
    ----------
    layout : Layout
    window : Window
    content : list of Drawn
    groups : list of list of Entry
        The legend.
    legend : Arranged
    panels : Panels
    notes : list of str
        Lines of the notes.
    rows : list of (str, str)
        The title block.
    """

    layout: Layout
    window: Window
    content: list[Drawn] = field(repr=False)
    groups: list[list[Entry]] = field(repr=False)
    legend: Arranged = field(repr=False)
    panels: Panels
    notes: list[str] = field(repr=False)
    rows: list[tuple[str, str]] = field(repr=False)


def plan(subject: Subject, size: Size, today: date) -> Plan:
    """Return the arrangement of a subject's sheet, on the paper orientation with the larger scale.

    Raises
    ------
    SheetError
        If the legend does not fit in either orientation.
    """
    best: Plan | None = None
    lies = wide(subject.extent)
    for landscape in (lies, not lies):
        for wider in WIDER:
            layout = lay_out(size, landscape, wider)
            view = window(layout, subject.extent)
            if best and view.scale >= best.window.scale:
                break
            found = _filled(subject, layout, view, today)
            if found:
                best = found
                break
    if best is None:
        raise SheetError("no room for the legend")
    return best


def _filled(subject: Subject, layout: Layout, view: Window, today: date) -> Plan | None:
    """Return a layout with its contents; ``None`` if the legend does not fit."""
    content = drawn(subject, view, layout.pixel)
    groups = entries(subject, content)
    rows = imprint(subject, view.scale, layout.size, today)
    lines, panels = _divide(layout, paragraphs(subject, content), rows)
    legend = arrange(groups, panels.legend, layout.pixel)
    return Plan(layout, view, content, groups, legend, panels, lines, rows) if legend else None


def _divide(
    layout: Layout, notes: Sequence[str], rows: Sequence[tuple[str, str]]
) -> tuple[list[str], Panels]:
    """Divide the panels among the parts; the legend gets the remaining space."""
    unit = layout.type
    size, gap, head = NOTE * unit, 3.2 * unit, (HEAD + 3.4) * unit
    block = block_height(len(rows), BLOCK * unit)
    last = layout.panels[-1]
    lines = [line for text in notes for line in wrapped(text, size, last.width)]
    written = len(lines) * LINE * size
    table = Box(last.left, last.bottom, last.width, block)
    notes_box = Box(last.left, table.top + gap, last.width, written)
    tall, high = LOCATOR * unit, SCALE * unit
    if layout.landscape:
        scale = Box(last.left, notes_box.top + gap, last.width, high)
        locator = Box(last.left, last.top - tall, last.width, tall)
        low = scale.top + gap
        legend = Box(last.left, low, last.width, locator.bottom - gap - head - low)
    else:
        first, second = layout.panels[0], layout.panels[1]
        scale = Box(second.left, second.bottom, second.width, high)
        tall = min(second.top - scale.top - gap, 0.8 * second.width)
        locator = Box(second.left, second.top - tall, second.width, tall)
        # nor is there space for the legend if the notes overlap the title block
        room = first.height - head if last.height - written - block > gap else 0.0
        legend = Box(first.left, first.bottom, first.width, room)
        notes_box = Box(last.left, last.top - written, last.width, written)
    return lines, Panels(locator, legend, scale, notes_box, table)


def draw(planned: Plan, subject: Subject) -> Drawing:
    """Return a sheet as a drawing."""
    layout, window = planned.layout, planned.window
    drawing = Drawing(layout.width, layout.height)
    pen = Pen(drawing, layout.pixel, window.box)
    edge = Pen(drawing, layout.pixel)
    found = trays(planned.content, layout.pixel, centre_box(subject.store, window))
    draw_map(pen, window, subject, planned.content, found)
    draw_graticule(pen, edge, window, 2.3 * layout.type)
    north = draw_north(edge, window, 17 * layout.type, subject.lang)
    labels = place_labels(
        window,
        layout.pixel,
        planned.content,
        found,
        lang=subject.lang,
        selected=subject.selected,
        furniture=[north],
    )
    draw_labels(edge, labels)
    draw_frames(edge, layout)
    lines = [message("sheet.subtitle", subject.lang), *subject.notes]
    draw_title(edge, layout, subject.title, lines)
    _draw_panels(edge, planned, subject)
    return drawing


def _draw_panels(pen: Pen, planned: Plan, subject: Subject) -> None:
    layout, panels, unit = planned.layout, planned.panels, planned.layout.type
    draw_locator(pen, subject, planned.window, panels.locator, 2.3 * unit)
    legend = panels.legend
    head = message("map.legend", subject.lang)
    write(
        pen.drawing,
        legend.middle[0],
        legend.top + (HEAD / 2 + 2.4) * unit,
        head,
        HEAD * unit,
        align="center",
        bold=0.035,
    )
    draw_legend(pen, planned.legend)
    draw_scale(pen, planned.window, panels.scale, 2.6 * unit, subject.lang)
    write_lines(
        pen.drawing, panels.notes.left, panels.notes.top, planned.notes, NOTE * unit, colour=SOFT
    )
    draw_block(pen, panels.block, planned.rows, BLOCK * unit)
    if layout.landscape:
        x = panels.legend.left - 4 * unit
        rule = shapely.LineString([(x, layout.frame.bottom + 1.1), (x, layout.title.bottom)])
    else:
        y = layout.map.bottom - 5
        rule = shapely.LineString([(layout.frame.left + 1.1, y), (layout.frame.right - 1.1, y)])
    pen.stroke(rule, {"color": INK, "weight": 0.18 / pen.pixel}, 890)


def warm_up(subject: Subject) -> None:
    """Fill the caches that a process's first sheet needs, in a process that will be forked."""
    draw(plan(subject, "A4", date.today()), subject).svg()
    fonts()


def sheet(subject: Subject, size: Size, form: Format, today: date | None = None) -> bytes:
    """Return the sheet of a subject.

    Parameters
    ----------
    subject : Subject
    size : {"A4", "A3"}
        Paper size; the extent decides the orientation.
    form : {"pdf", "png"}
        PNG has 300 dpi.
    today : datetime.date, optional
        Date printed on it.

    Raises
    ------
    SheetError
        If the legend does not fit.
    """
    planned = plan(subject, size, today or date.today())
    layout = planned.layout
    data = {
        "title": subject.title,
        "author": message("app.title", subject.lang),
        "lang": subject.lang,
        "size": [layout.width, layout.height],
        "picture": draw(planned, subject).svg(),
    }
    return typeset(TEMPLATE.read_text(encoding="utf-8"), data, form)
