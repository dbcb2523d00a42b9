"""The profiles of towns."""

from __future__ import annotations

from functools import partial

import streamlit as st

from atlas.export.profile import profile_pdf
from atlas.present.profile import profiles, town_list
from atlas.ui import components
from atlas.ui.view import View

#: towns that stand side by side
SIDE_BY_SIDE = 2


def town_pages(view: View) -> None:
    """Show the profiles of the chosen towns, the first two of them; without a choice, all towns."""
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
                data=partial(profile_pdf, view.store, code, view.lang),
                file_name=view.text("profile.file", town=name),
                mime="application/pdf",
                key=f"pdf_{code}",
                on_click="ignore",
            )
    components.sheet("profile", profiles(view.store, codes, view.lang))
