"""The planners' part of the page of towns: the profiles of one town or of two.

The browser draws what everybody sees: the list of towns, and the projects of a town
(``static/towns/``).
"""

from __future__ import annotations

import streamlit as st

from atlas.web.downloads.town_downloads import profile_address
from atlas.web.parts import components
from atlas.web.parts.listed import listed
from atlas.web.state.page_view import View
from atlas.wording.profile_text import profiles

#: maximum number of towns side by side
SIDE_BY_SIDE = 2


def town_pages(view: View) -> None:
    """Show the profiles of the first two chosen towns; nothing if none is chosen."""
    listed(view)
    codes = view.chosen.towns[:SIDE_BY_SIDE]
    if not codes:
        return
    hint = {1: "profile.compare", SIDE_BY_SIDE: None}.get(
        len(view.chosen.towns), "profile.first_two"
    )
    if hint:
        components.hint(view.text(hint))
    names = [view.name(view.store.towns[code]) for code in codes]
    links = [
        (view.text("profile.pdf", town=name), profile_address(view, code))
        for code, name in zip(codes, names, strict=True)
    ]
    with st.container(key="profile_files"):
        components.takes(links)
    components.panel("profile", profiles(view.store, codes, view.lang, view.chosen.year))
