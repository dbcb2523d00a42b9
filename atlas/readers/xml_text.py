"""Decodes XML documents of planners and recognises those with a document type."""

from __future__ import annotations

import re

from atlas.readers.planners_file import Answers
from atlas.readers.raw_file import Member
from atlas.readers.text_encoding import Decision, decide

_DECLARED = re.compile(rb"""<\?xml[^>]*encoding=["']([\w-]+)["']""")
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
#: a document type stands before the root element, after comments and instructions only; further
#: on, as in an HTML description, it is text
_DOCTYPE = re.compile(r"(?>\s|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.DOTALL)


def decoded(file: Member, answers: Answers) -> tuple[str, Decision]:
    """Return a document without its XML declaration, and how its encoding was found."""
    declared = _DECLARED.search(file.content[:200])
    claimed = declared.group(1).decode("ascii") if declared else "utf-8"
    decision = decide(file.name, file.content.splitlines(), claimed, answers.encoding)
    text = file.content.decode(decision.encoding, errors="replace").lstrip("\ufeff")
    declaration = _DECLARATION.match(text)
    return text[declaration.end() if declaration else 0 :].strip(), decision


def has_doctype(text: str) -> bool:
    """Return whether a document has a document type.

    Its entities could expand a small file to any size, or stand for other files.

    Examples
    --------
    >>> has_doctype("<!-- a --> <!DOCTYPE kml [<!ENTITY a 'b'>]><kml/>")
    True
    >>> has_doctype("<kml><![CDATA[<!DOCTYPE html>]]></kml>")
    False
    """
    return _DOCTYPE.match(text) is not None
