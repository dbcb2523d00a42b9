"""Markup from Jinja2 templates: files in, HTML out.

A template is a file in the ``templates/`` folder of the package that uses it. It holds the markup;
Python passes the values, which are escaped. A value that a template needs and does not get is an
error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

ATLAS = Path(__file__).parents[1]
#: a line break with the spaces around it, beside a tag or a Jinja2 expression
_LAYOUT = re.compile(r"(?:\A|(?<=>))\s*\n\s*|\s*\n\s*(?=<|\Z)")


class CompactMarkup(Extension):
    """Drop line breaks and indentation between tags, because spaces between inline tags show."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Yield the tokens of a template, its markup without layout."""
        for token in stream:
            if token.type == "data":
                yield Token(token.lineno, token.type, _LAYOUT.sub("", token.value))
            else:
                yield token


def render(template: str, **values: Any) -> str:
    """Return a template filled with values.

    Parameters
    ----------
    template : str
        Path below ``atlas/``, such as ``web/templates/problem.html.j2``.
    **values
        Values by the names that the template uses.

    Raises
    ------
    jinja2.TemplateNotFound
        When there is no such template.
    jinja2.UndefinedError
        When the template uses a name that has no value.

    Examples
    --------
    >>> render("web/templates/problem.html.j2", text="a < b")
    '<p class="atlas-problem">a &lt; b</p>'
    """
    return _template(template).render(values)


def load_templates() -> None:
    """Compile all templates, so that no request waits for it."""
    for path in ATLAS.rglob("*.j2"):
        _template(path.relative_to(ATLAS).as_posix())


@cache
def _template(name: str) -> Template:
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(ATLAS),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=[CompactMarkup],
        auto_reload=False,
    )
