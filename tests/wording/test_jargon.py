"""Public pages say things in residents' words: the list of others is ``.ci/jargon.toml``."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from atlas import wording
from atlas.core.messages import LANGUAGES, messages
from tests.support.project import failures, store

ROOT = Path(__file__).parents[2]
#: layers whose cards and rows residents read first
PUBLIC = frozenset(
    {"transport-projects", "transport-network", "ecological-redlines", "ecology-projects"}
    | {"water-projects", "energy", "public-services", "rivers", "reservoirs"}
)


@cache
def listed() -> dict[str, Any]:
    """Return the list of words."""
    return tomllib.loads((ROOT / ".ci/jargon.toml").read_text(encoding="utf-8"))


def jargon(text: str, lang: str) -> list[str]:
    """Return the words of a text that residents do not use."""
    if lang == "zh":
        return [word for word in listed()["zh"] if word in text]
    return [w for w in listed()["en"] if re.search(rf"\b{w}\b", text, re.IGNORECASE)]


def test_messages_of_public_pages_have_no_jargon() -> None:
    def check(prefix: str, lang: str) -> None:
        found = messages(prefix, lang)
        assert found, "no such message"
        for key, text in found.items():
            words = re.sub(r"\{\w+\}", "", str(text))
            assert not jargon(words, lang), f"{key}: {text}"

    assert failures(check, listed()["public"], LANGUAGES) == {}


def test_what_cards_and_lists_say_at_first_sight_has_no_jargon() -> None:
    def check(identifier: str, lang: str) -> None:
        record = store().records[identifier]
        card = wording.card(store(), identifier, lang)
        shown = [
            *(card["kind"], *card["plain"].values()),
            *(chip["text"] for chip in card["chips"]),
            *(note["text"] for note in card["notes"]),
            *(row["label"] for row in card["rows"]),
            *(quote["clause"] + quote["relation"] for quote in card["quotes"]),
        ]
        if course := card.get("course"):
            shown += [course["title"], course["length"], course.get("mark", "")]
        for key in ("name", "status", "towns", "clause"):
            cell: Any = wording.cell(store(), record, key, lang)
            shown.append(cell.get("below", "") if isinstance(cell, dict) else cell or "")
        for text in shown:
            assert not jargon(text, lang), f"{jargon(text, lang)}: {text}"

    public = [name for name, record in store().records.items() if record["layer"] in PUBLIC]
    assert failures(check, public, LANGUAGES) == {}
