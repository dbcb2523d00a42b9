"""The download of the one-file map in the current view: ``/download/atlas.html?page=…&bbox=…``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from atlas.web.downloads.download_file import Download, File, bbox
from atlas.web.state.page_list import page_of
from atlas.web.state.page_view import View, topic_of
from atlas.webmap.one_file_map import one_file


def make_one_file(view: View, asked: Mapping[str, str]) -> File:
    """Return the file of a view.

    Raises
    ------
    DownloadError
        If the bounds in the URL are invalid.
    """
    # pages whose map follows a text or a question have no map of their own
    own = view.page.counts and view.page.focus in ("all", "towns")
    page = view.page if own else page_of("overview")
    today = date.today()
    content = one_file(
        view.store,
        topic_of(page, view.chosen),
        replace(view.applied, plate=view.plate),
        view.lang,
        today,
        bounds=bbox(view, asked),
        focus=page.focus,
    )
    name = view.text(
        "one_file.file", page=view.text(f"page.{page.topic.key}"), date=today.isoformat()
    )
    return File(name, ONE_FILE.media["html"], content)


ONE_FILE = Download("atlas.html", "map", make_one_file, {"html": "text/html"})


def address(view: View) -> str:
    """Return the URL of the one-file map under the view's filter."""
    chosen = replace(view.chosen, off=frozenset(), on=frozenset(), selected=None)
    return ONE_FILE.address({"page": "overview", **view.link(chosen)})
