"""HTML pages that the server writes itself, without Streamlit, and the language of a request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from atlas.core.messages import language_code
from atlas.core.model import Language
from atlas.core.templates import render
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


def html_page(template: str, lang: str, title: str, **values: Any) -> str:
    """Return a page with the atlas's styles and icon.

    Parameters
    ----------
    template : str
        File of ``atlas/web/templates`` that extends ``page.html.j2``.
    lang : str
    title : str
    **values
        What the template needs besides.
    """
    files = assets()
    return render(
        f"web/templates/{template}",
        code=language_code(lang),
        title=title,
        icon=icon_url(),
        stylesheet=files.url(files.stylesheet),
        **values,
    )
