"""The page of town profiles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from atlas.print.documents.profile_pdf import profile_pdf
from atlas.web.downloads.download_file import DownloadError, File
from atlas.web.parts import components
from atlas.web.server.resources import urls
from atlas.web.state.page_view import View
from atlas.wording.profile_text import profiles, town_list

#: maximum number of towns side by side
SIDE_BY_SIDE = 2


def town_pages(view: View) -> None:
    """Show the profiles of the first two chosen towns, or the list of towns if none is chosen."""
    codes = view.chosen.towns[:SIDE_BY_SIDE]
    if not codes:
        components.panel("profile", town_list(view.store, view.lang))
        return
    hint = {1: "profile.compare", SIDE_BY_SIDE: None}.get(
        len(view.chosen.towns), "profile.first_two"
    )
    if hint:
        st.html(f'<p class="atlas-hint-line">{view.text(hint)}</p>')
    names = [view.name(view.store.towns[code]) for code in codes]
    links = [
        (view.text("profile.pdf", town=name), _address(view, code))
        for code, name in zip(codes, names, strict=True)
    ]
    with st.container(key="downloads"):
        components.takes(links)
    components.panel("profile", profiles(view.store, codes, view.lang))


def profile_file(view: View, _: Mapping[str, str]) -> File:
    """Return the profile of the town that an address names, as a PDF. For workers.

    Raises
    ------
    DownloadError
        When it names none, or several.
    """
    codes = view.chosen.towns
    if len(codes) != 1:
        raise DownloadError(view.text("download.one_town"))
    name = view.text("profile.file", town=view.name(view.store.towns[codes[0]]))
    return File(name, "application/pdf", profile_pdf(view.store, codes[0], view.query.lang))


def _address(view: View, code: str) -> str:
    query = {"page": view.page.topic.key, **view.link(replace(view.chosen, towns=(code,)))}
    return urls().download("profile", query)
