"""HTML pages that the server writes itself, without Streamlit, and the language of a request."""

from __future__ import annotations

import html
from collections.abc import Mapping

from atlas.core.messages import language_code
from atlas.core.model import Language
from atlas.web.server.resources import assets


def language_of(query: Mapping[str, str]) -> Language:
    """Return the language that the parameters of a URL ask for.

    Examples
    --------
    >>> language_of({"lang": "en"}), language_of({"lang": "en-US"}), language_of({})
    ('en', 'en', 'zh')
    """
    return "en" if query.get("lang", "").partition("-")[0] == "en" else "zh"


def icon_url() -> str:
    """Return the URL of the atlas's icon."""
    files = assets()
    return files.url(files.main).replace("main.js", "icon.svg")


def html_page(lang: str, title: str, body: str) -> str:
    """Return a page with the atlas's styles and icon.

    Parameters
    ----------
    lang : str
    title : str
        Plain text.
    body : str
        HTML.
    """
    files = assets()
    return (
        f'<!doctype html><html lang="{language_code(lang)}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title>"
        f'<link rel="icon" href="{icon_url()}">'
        f'<link rel="stylesheet" href="{files.url(files.stylesheet)}">{body}</html>'
    )
