"""The download of a view as a sheet: ``/download/sheet?page=…&size=A3&format=pdf&bbox=…``."""

from __future__ import annotations

from collections.abc import Mapping

from atlas.plan.plates import plates
from atlas.print.map.subject import SheetError, Subject, filter_notes, title_of
from atlas.print.sheet.page_layout import SIZES
from atlas.print.sheet.render import sheet
from atlas.print.typesetting import Format
from atlas.spatial.crs import Bounds
from atlas.web.downloads.download_file import Download, DownloadError, File, bbox
from atlas.web.state.page_view import View

FORMATS: tuple[Format, ...] = ("pdf", "png")


def sheet_file(view: View, asked: Mapping[str, str]) -> File:
    """Return the view of a page as a sheet.

    Parameters
    ----------
    view : View
    asked : mapping of str to str
        ``size`` (A4 or A3), ``format`` (pdf or png) and ``bbox`` (west, south, east, north in
        degrees; by default the plate, the chosen towns or the whole city).

    Raises
    ------
    DownloadError
        Names the parameter and what was expected.
    """
    size = next((known for known in SIZES if known == asked.get("size", "A4")), None)
    if size is None:
        raise DownloadError(view.text("sheet.bad_size"))
    form = next((known for known in FORMATS if known == asked.get("format", "pdf")), None)
    if form is None:
        raise DownloadError(view.text("sheet.bad_format"))
    subject = subject_of_view(view, _bounds(view, asked))
    try:
        content = sheet(subject, size, form)
    except SheetError as error:
        raise DownloadError(view.text("sheet.no_room")) from error
    return File(f"{subject.title} {size}.{form}", SHEET.media[form], content)


SHEET = Download("sheet", "sheet", sheet_file, {"pdf": "application/pdf", "png": "image/png"})


def _bounds(view: View, asked: Mapping[str, str]) -> Bounds | None:
    """Return the bounding box in the URL, else that of the open plate."""
    found = bbox(view, asked)
    return plates()[view.plate].bounds if found is None and view.plate else found


def subject_of_view(view: View, bounds: Bounds | None) -> Subject:
    """Return the subject of a view's sheet; without ``bounds``, its towns or the whole city."""
    chosen, applied, lang = view.chosen, view.applied, view.lang
    title = plates()[view.plate].title.in_(lang) if view.plate else title_of(view.topic.key, lang)
    return Subject(
        store=view.store,
        selection=view.selection,
        lang=lang,
        title=title,
        notes=filter_notes(view.store, applied, lang),
        towns=applied.towns,
        selected=chosen.selected,
        focus=_focus(view),
        spot=chosen.spot,
        bounds=bounds,
    )


def _focus(view: View) -> frozenset[str] | None:
    """Return the ids of the features to draw of those that pass; ``None``: all.

    Beside the plan's text these are the features of the open clause, since only the browser knows
    which section is in view.
    """
    selected = {view.chosen.selected} if view.chosen.selected else set()
    if view.page.focus == "text":
        clause = view.chosen.clause
        links = (link for links in view.store.links.values() for link in links)
        return frozenset({link.feature for link in links if link.clause == clause} | selected)
    if view.page.focus == "towns" and not view.applied.towns:
        return frozenset(selected)
    return None
