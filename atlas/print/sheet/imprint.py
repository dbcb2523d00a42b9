"""The notes of a sheet: sources, coordinate system, precision, author and date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from babel.dates import format_date

from atlas.core.citation import source_title
from atlas.core.messages import message
from atlas.core.model import vocabulary
from atlas.core.settings import settings
from atlas.print.map.drawn_features import Drawn
from atlas.print.map.subject import Subject
from atlas.print.map.window import scale_text
from atlas.wording.phrases import Record, accuracy, joined
from atlas.wording.status_text import states_summary

#: maximum number of sources named, those with most features first
NAMED = 5


def sources_note(subject: Subject, content: Sequence[Drawn]) -> str:
    """Return the sources of the drawn features, those with most features first."""
    known, lang = subject.store.sources, subject.lang
    count = Counter(
        identifier
        for one in content
        for identifier in dict.fromkeys([*one.record["sources"], one.record["status_source"]])
        if identifier in known
    )
    # sources of official data are always named
    own = {one.record["sources"][0] for one in content if one.record["precision"] == "official"}
    ranked = sorted(count, key=lambda name: (name not in own, -count[name]))
    titles = [source_title(known[name], lang) for name in ranked[:NAMED]]
    more = len(count) - len(titles)
    text = joined(titles, lang)
    if more:
        text += message("sheet.more_sources", lang, n=more)
    return message("sheet.sources", lang, text=text)


def precision_note(subject: Subject, content: Sequence[Drawn]) -> str:
    """Return the number of features of each precision, and the largest uncertainty."""
    lang = subject.lang
    own = [one for one in content if not one.layer.context] or list(content)
    parts = []
    for word in vocabulary().precision:
        members = [one for one in own if one.record["precision"] == word]
        if not members:
            continue
        worst = max((one.record["accuracy_m"] or 0 for one in members), default=0)
        parts.append(
            message(f"sheet.precision_{word}", lang, n=len(members), accuracy=accuracy(worst, lang))
        )
    return message("sheet.precision", lang, text=joined(parts, lang)) if parts else ""


def _own_records(content: Sequence[Drawn]) -> list[Record]:
    """Return the records of the features that are not context."""
    return [one.record for one in content if not one.layer.context]


def paragraphs(subject: Subject, content: Sequence[Drawn]) -> list[str]:
    """Return the notes, the most important first."""
    lang, store = subject.lang, subject.store
    found = [message("sheet.not_statutory", lang)]
    if any(one.layer.id == "ecological-redlines" for one in content):
        found.append(message("sheet.redlines", lang))
    found += [precision_note(subject, content), message("sheet.crs", lang)]
    found.append(states_summary(store, _own_records(content), lang, short=True))
    found += [sources_note(subject, content), message("paper.credit", lang)]
    gone = [name for name in store.broken if name not in ("coverage", "indicators", "aliases")]
    if gone:
        found.append(message("sheet.broken", lang, layers=joined(gone, lang)))
    return [text for text in found if text]


def imprint(subject: Subject, scale: int, size: str, today: date) -> list[tuple[str, str]]:
    """Return the rows of the title block: labels and values."""
    lang = subject.lang
    return [
        (message("sheet.name", lang), subject.title),
        (message("sheet.unit", lang), settings().sheet_unit),
        (
            message("sheet.number", lang),
            settings().sheet_number or message("sheet.no_number", lang),
        ),
        (message("sheet.scale", lang), scale_text(scale)),
        (message("sheet.date", lang), format_date(today, "long", locale=lang)),
        (message("sheet.format", lang), size),
    ]
