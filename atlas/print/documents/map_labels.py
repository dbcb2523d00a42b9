"""Labels on the maps in fpdf2 documents: placed as on the sheet, written on plates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fpdf import FPDF
from fpdf.drawing import color_from_hex_string as colour
from shapely.geometry.base import BaseGeometry

from atlas.layers.symbology import shape_of, style
from atlas.print.documents.pages import FONT, PAPER
from atlas.print.documents.symbol_drawing import PIXEL_MM
from atlas.print.sheet.drawn_features import Drawn
from atlas.print.sheet.label_placement import Label, place_labels
from atlas.print.sheet.map_text import BELOW, CAPITAL, POINTS
from atlas.print.sheet.page_layout import Box, Window
from atlas.store.store import Store
from atlas.wording.phrases import Record

#: vertical gap between the plates of two labels, in millimetres
APART = 0.5


def write_labels(
    pdf: FPDF,
    store: Store,
    window: Window,
    features: Iterable[tuple[Record, BaseGeometry]],
    lang: str,
    *,
    selected: str | None = None,
    furniture: Iterable[Box] = (),
) -> list[Label]:
    """Write the labels for which there is space, and return them.

    Parameters
    ----------
    pdf : fpdf.FPDF
        With the font of :mod:`atlas.print.documents.pages` added; in mm.
    store : Store
    window : Window
        In millimetres from the lower left corner of the page.
    features : iterable of (dict, shapely geometry)
        Records and their shapes (EPSG:4549).
    lang : str
    selected : str, optional
        Id of the feature that is labelled first.
    furniture : iterable of Box
        Boxes over the map, which labels avoid.
    """
    labels = place_labels(
        window,
        PIXEL_MM,
        list(_drawn(store, window, features)),
        [],
        lang=lang,
        selected=selected,
        furniture=furniture,
    )
    for label in labels:
        _write(pdf, label)
    return labels


def _drawn(
    store: Store, window: Window, features: Iterable[tuple[Record, BaseGeometry]]
) -> Iterator[Drawn]:
    for ordinal, (record, shape) in enumerate(features):
        seen = window.place(shape).intersection(window.area)
        if seen.is_empty:
            continue
        layer, category = store.catalogue[record["layer"]], store.category(record)
        kind = shape_of(shape.geom_type)
        look = style(category, kind, record["status"], record["precision"])
        yield Drawn(record, layer, category, ordinal, look, seen)


def _write(pdf: FPDF, label: Label) -> None:
    look, box = label.look, label.box
    left, top = box.left, pdf.h - box.top
    plate = colour(look.ground or PAPER)
    with pdf.local_context(fill_color=plate, fill_opacity=1 if look.ground else 0.85):
        # keep a gap between labels above each other
        pdf.rect(left, top + APART / 2, box.width, box.height - APART, style="F")
    pdf.set_font(FONT, size=label.size * POINTS)
    pdf.set_text_color(colour(look.colour))
    base = top + box.height / 2 + (CAPITAL - BELOW) / 2 * label.size
    pdf.text(left + (box.width - pdf.get_string_width(label.text)) / 2, base, label.text)
