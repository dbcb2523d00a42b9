"""The data page: a description of each layer, and downloads."""

from __future__ import annotations

import streamlit as st

from atlas.web.downloads import one_file_download
from atlas.web.downloads.format_choice import choose_form
from atlas.web.downloads.layer_download import address, notes, sets, title_of
from atlas.web.parts import components
from atlas.web.server.public_address import urls_for_reader
from atlas.web.state.page_view import View
from atlas.wording.data_text import data_panel
from atlas.wording.panel import panel
from atlas.wording.service_text import service_section
from atlas.writers.export import FORMATS


def data_page(view: View) -> None:
    """Show the downloads, filtered as the map, and the description of every layer."""
    offered = sets(view)
    with st.container(key="downloads", horizontal=True, gap="small", vertical_alignment="bottom"):
        what = st.selectbox(
            view.text("data.what"),
            list(offered),
            format_func=lambda key: title_of(view, key),
            key="data_what",
        )
        form, system = choose_form(view, "data", view.text("takeaway.format"))
    _link(view, what, form, system)
    components.takes([(view.text("one_file.link"), one_file_download.address(view))])
    service = service_section(urls_for_reader().ogc, view.lang)
    components.panel("service", panel([service]))
    order = [name for what, names in offered.items() if names == [what] for name in names]
    components.panel("layers", data_panel(view.store, order, view.chosen, view.lang))


def _link(view: View, what: str, form: str, system: str) -> None:
    """Show the download link of a file, and its caveats."""
    known = notes(view, what, form, system)
    if known is None:
        components.problem(view.text("takeaway.nothing"))
        return
    label = view.text("takeaway.get", format=FORMATS[form].name)
    with st.container(key="takeaway", gap=None):
        components.takes([(label, address(view, what, form, system))])
        components.notes(known)
