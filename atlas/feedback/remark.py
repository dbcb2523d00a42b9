"""A remark: what a reader reports about a feature, and the limits of what it may hold."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field

from atlas.core.model import Kebab, Language, Strict

#: what a reader says is wrong: the place, the status, the text, something else; or an opinion
Kind = Literal["place", "state", "text", "other", "opinion"]
KINDS: tuple[Kind, ...] = get_args(Kind)
#: maximum length of a text (characters)
MAX_TEXT = 1_000
#: format characters that scripts and emoji need: zero-width non-joiner and joiner
_JOINERS = "\u200c\u200d"
#: control, format (such as reversing the direction of writing), surrogate and private characters
_STRIPPED = ("Cc", "Cf", "Cs", "Co")


def clean_text(text: str) -> str:
    """Return a text without invisible characters, with at most one empty line in a row.

    Examples
    --------
    >>> clean_text("  a\\x00b\\u202ec\\r\\n\\n\\n\\nd ")
    'abc\\n\\nd'
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    kept = "".join(
        sign
        for sign in lines
        if sign == "\n" or sign in _JOINERS or unicodedata.category(sign) not in _STRIPPED
    )
    return re.sub(r"\n\s*\n+", "\n\n", kept).strip()


def _worth_keeping(text: str) -> str:
    cleaned = clean_text(text)
    if not cleaned:
        raise ValueError("expected a text")
    return cleaned


class SentRemark(Strict):
    """What a browser sends.

    Attributes
    ----------
    feature : str
        Id of a feature.
    kind : str
    text : str
        Cleaned; at most ``MAX_TEXT`` characters as sent.
    lang : str
    data : str
        Version of the geodata that the reader saw.
    """

    feature: Annotated[Kebab, Field(max_length=100)]
    kind: Kind
    text: Annotated[str, Field(max_length=MAX_TEXT), AfterValidator(_worth_keeping)]
    lang: Language
    data: Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]


@dataclass(frozen=True)
class Remark:
    """A remark as it is kept. Nothing in it says who wrote it.

    Attributes
    ----------
    time : str
        When it was received, UTC to the minute: ``2026-03-01T09:30Z``.
    feature, layer : str
    kind : str
    text : str
    lang : str
    link : str
        Path and query of the feature's page.
    data : str
        Version of the geodata that the reader saw.
    id : int
        Number in the file, never used twice; 0 before it is kept.
    """

    time: str
    feature: str
    layer: str
    kind: str
    text: str
    lang: str
    link: str
    data: str
    id: int = 0


def minute(moment: datetime) -> str:
    """Return a moment in UTC, to the minute.

    Examples
    --------
    >>> minute(datetime(2026, 3, 1, 9, 30, 59, tzinfo=UTC))
    '2026-03-01T09:30Z'
    """
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
