"""Sheets for the tests, each drawn once."""

from __future__ import annotations

import io
import re
from datetime import date
from functools import cache

from pypdf import PdfReader

from atlas.print.map.label_placement import Label, place_labels
from atlas.print.map.subject import Subject, subject_of
from atlas.print.map.trays import Tray, centre_box, trays
from atlas.print.sheet.render import Plan, sheet
from atlas.store.query import Filter, Selection, Topic, select
from tests.support.project import store

TODAY = date(2026, 11, 25)
NANCUN = "370283105"


def subject(page: str, lang: str = "zh", **chosen) -> Subject:
    return subject_of(store(), page, Filter(**chosen), lang)


@cache
def pdf(page: str, size: str, lang: str = "zh") -> PdfReader:
    return PdfReader(io.BytesIO(sheet(subject(page, lang), size, "pdf", TODAY)))


def text_of(reader: PdfReader) -> str:
    """Return the text of a sheet without white space, since a line may break anywhere."""
    return re.sub(r"\s", "", reader.pages[0].extract_text())


def legend_of(planned: Plan) -> set[str]:
    return {entry.token for group in planned.groups for entry in group if entry.token}


def words_of(planned: Plan) -> list[str]:
    return [entry.text for group in planned.groups for entry in group]


def trays_of(about: Subject, planned: Plan) -> list[Tray]:
    centre = centre_box(about.store, planned.window)
    return trays(planned.content, planned.layout.pixel, centre)


def labels_of(about: Subject, planned: Plan) -> list[Label]:
    pixel = planned.layout.pixel
    found = trays_of(about, planned)
    return place_labels(
        planned.window,
        pixel,
        planned.content,
        found,
        lang=about.lang,
        selected=about.selected,
        furniture=[],
    )


def everything() -> Selection:
    """Return a selection of all layers."""
    return select(store(), Topic("towns", whole=True), Filter())
