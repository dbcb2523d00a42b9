"""The page of town profiles."""

from __future__ import annotations

from functools import partial

import streamlit as st

from atlas.export.profile import profile_pdf
from atlas.model import Language
from atlas.present.profile import profiles, town_list
from atlas.ui import components
from atlas.ui.resources import store
from atlas.ui.view import View
from atlas.ui.waiting import file_of

#: maximum number of towns side by side
SIDE_BY_SIDE = 2


def town_pages(view: View) -> None:
    """Show the profiles of the first two chosen towns, or the list of towns if none is chosen."""
    codes = view.chosen.towns[:SIDE_BY_SIDE]
    if not codes:
        components.sheet("profile", town_list(view.store, view.lang))
        return
    hint = {1: "profile.compare", SIDE_BY_SIDE: None}.get(
        len(view.chosen.towns), "profile.first_two"
    )
    if hint:
        st.html(f'<p class="atlas-hint-line">{view.text(hint)}</p>')
    with st.container(key="downloads", horizontal=True, gap="small"):
        for code in codes:
            name = view.name(view.store.towns[code])
            st.download_button(
                view.text("profile.pdf", town=name),
                data=partial(file_of, "profile", profile_file, code, view.query.lang),
                file_name=view.text("profile.file", town=name),
                mime="application/pdf",
                key=f"pdf_{code}",
                on_click="ignore",
            )
    components.sheet("profile", profiles(view.store, codes, view.lang))


def profile_file(code: str, lang: Language) -> bytes:
    """Return the profile of a town as a PDF. For workers."""
    return profile_pdf(store(), code, lang)
