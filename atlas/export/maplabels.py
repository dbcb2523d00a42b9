"""Names on the maps of papers: placed by the rules of the sheet, written on plates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fpdf import FPDF
from fpdf.drawing import color_from_hex_string as colour
from shapely.geometry.base import BaseGeometry

from atlas.export.drawing import PIXEL_MM
from atlas.export.paper import FONT, PAPER
from atlas.export.sheet.content import Drawn
from atlas.export.sheet.labels import Label, place_labels
from atlas.export.sheet.layout import Box, Window
from atlas.export.sheet.text import BELOW, CAPITAL, POINTS
from atlas.present.words import Record
from atlas.store import Store
from atlas.symbology import shape_of, style

#: between the plates of names one above the other, in millimetres
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
    """Write the names of features that find room, and return them.

    Parameters
    ----------
    pdf : fpdf.FPDF
        With the font of :mod:`atlas.export.paper` added; units mm.
    store : Store
    window : Window
        Of the sheet: millimetres from the lower left corner of the page.
    features : iterable of (dict, shapely geometry)
        Records and their shapes (EPSG:4549).
    lang : str
    selected : str, optional
        Id of the feature whose name comes first.
    furniture : iterable of Box
        What stands over the map: no name does.
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
        # names that stand one above the other stay apart
        pdf.rect(left, top + APART / 2, box.width, box.height - APART, style="F")
    pdf.set_font(FONT, size=label.size * POINTS)
    pdf.set_text_color(colour(look.colour))
    base = top + box.height / 2 + (CAPITAL - BELOW) / 2 * label.size
    pdf.text(left + (box.width - pdf.get_string_width(label.text)) / 2, base, label.text)
