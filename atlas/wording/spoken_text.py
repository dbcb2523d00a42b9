"""The sentence with which assistive technology announces a feature."""

from __future__ import annotations

from atlas.core.messages import message
from atlas.store.store import Store
from atlas.wording.milestone_text import date_in_words
from atlas.wording.phrases import Record, kind, name
from atlas.wording.status_text import completed, status_text
from atlas.wording.table_cells import towns_cell


def spoken(store: Store, record: Record, lang: str) -> str:
    """Return a feature's name, kind, dated status and towns as one phrase, without a full stop.

    For example “莱青高速，高速公路，规划（2025 年 10 月），旧店镇”.
    """
    parts = [
        name(record, lang),
        kind(store, record, lang),
        _status(store, record, lang),
        _place(store, record, lang),
    ]
    if record["id"] not in store.drawn:
        parts.append(message("spoken.no_place", lang))
    return message("list.comma", lang).join(part for part in parts if part)


def _status(store: Store, record: Record, lang: str) -> str:
    """Return the status with its month; empty if there is none."""
    if not record["status"]:
        return ""
    text = status_text(store, record["layer"], record["status"], lang)
    day = completed(store, record) or record["status_as_of"]
    if not day:
        return text
    return message("spoken.dated", lang, status=text, date=date_in_words(str(day)[:7], lang))


def _place(store: Store, record: Record, lang: str) -> str:
    """Return the towns as tables have them; empty for a town itself."""
    if record["layer"] == "townships":
        return ""
    if record["towns_unknown"]:
        return message("spoken.unknown_towns", lang)
    return towns_cell(store, record, lang)
