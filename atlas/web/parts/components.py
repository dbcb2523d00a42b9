"""The components in the page, without iframes: panels and the plan's text.

Each is a tiny loader; the code is in ``static/`` and fetched once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from atlas.core.templates import render
from atlas.web.server.resources import assets, urls
from atlas.web.server.streamlit_internals import UploadedFile
from atlas.web.state.page_view import address, take_address

#: key of the component that hears addresses
PAGE = "page"


def _loader(function: str) -> str:
    # A component's script runs from a blob: URL, so resolve the URL against the document.
    return (
        "export default component => { import(new URL(component.data.main, document.baseURI).href)"
        f".then(atlas => atlas.{function}(component)); }};"
    )


_shown = st.components.v2.component("atlas_page", js=_loader("mountPage"), isolate_styles=False)
_listed = st.components.v2.component(
    "atlas_listed", js=_loader("mountListed"), isolate_styles=False
)
_panel = st.components.v2.component(
    "atlas_panel", js=_loader("mountSections"), isolate_styles=False
)
_reader = st.components.v2.component(
    "atlas_reader", js=_loader("mountReader"), isolate_styles=False
)


def _reader_url() -> str:
    return urls().page("reader")


def main_url() -> str:
    """Return the URL of the entry script."""
    files = assets()
    return files.url(files.main)


def page_shown(page: str) -> None:
    """Tell the browser to which page and address this run belongs; take addresses that it tells."""
    _shown(
        key=PAGE,
        data={"main": main_url(), "page": page, "query": urlencode(address())},
        on_address_change=_take_address,
        height="content",
    )


def _take_address() -> None:
    query = st.session_state[PAGE].get("address")
    if isinstance(query, str):
        take_address(query)


def listed(page: str, ids: Sequence[str]) -> None:
    """Tell the browser which features a page's table lists; see ``static/page.js``."""
    data = {"main": main_url(), "page": page, "query": urlencode(address()), "ids": ids}
    _listed(key="listed", data=data, height="content")


def panel(key: str, data: dict[str, Any]) -> None:
    """Show a panel; see ``static/panels/sections.js`` for the data."""
    _panel(key=key, data={"main": main_url(), "reader": _reader_url(), **data}, height="content")


def reader(data: dict[str, Any]) -> None:
    """Show the plan's text; see ``static/panels/reader.js`` for the data."""
    files = assets()
    _reader(key="reader", data={"main": main_url(), "url": files.url(files.text), **data})


def markup(template: str, **values: Any) -> None:
    """Show a template of ``atlas/web/templates`` filled with values."""
    st.html(render(f"web/templates/{template}", **values))


def problem(text: str) -> None:
    """Show an error."""
    markup("problem.html.j2", text=text)


def hint(text: str, *, strong: bool = False) -> None:
    """Show a line of help."""
    markup("hint_line.html.j2", text=text, strong=strong, live=False)


def notes(lines: Sequence[str]) -> None:
    """Show a list of notes."""
    markup("notes.html.j2", lines=lines)


def takes(links: Sequence[tuple[str, str]]) -> None:
    """Show links to files, each a text and an address; taking one changes nothing on the page."""
    markup("takes.html.j2", links=links)


def files(label: str, endings: Sequence[str], key: str) -> list[UploadedFile]:
    """Show a file input with a labelled button; return the chosen files."""
    _name_button(label, key)
    return st.file_uploader(
        label, list(endings), accept_multiple_files=True, key=key, label_visibility="collapsed"
    )


def one_file(label: str, endings: Sequence[str], key: str) -> UploadedFile | None:
    """Show a file input with a labelled button; return the chosen file."""
    _name_button(label, key)
    return st.file_uploader(label, list(endings), key=key, label_visibility="collapsed")


def _name_button(label: str, key: str) -> None:
    # Streamlit's own labels are English only: the stylesheet replaces them with these
    markup("file_label.html.j2", key=key, label=css_string(label))


def css_string(text: str) -> str:
    r"""Return a text for between the quotes of a CSS string; it is safe in a style element too.

    Examples
    --------
    >>> print(css_string('the "new" plan'))
    the \22 new\22  plan
    """
    return re.sub(r"""["'<>&\\\n\r\f]""", lambda found: rf"\{ord(found[0]):x} ", text)


def plain(text: str) -> str:
    """Return a text escaped for a widget label, which is Markdown."""
    return re.sub(r"[^\w\s]|_", lambda sign: "\\" + sign[0] if sign[0].isascii() else sign[0], text)
