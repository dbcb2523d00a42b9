"""Full-text search over towns, features and clauses.

Chinese, English, pinyin (``nancun``) and pinyin initials (``nc``) are searched alike. One or two
typing errors are tolerated if nothing matches exactly.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from pypinyin import Style, lazy_pinyin
from rapidfuzz import fuzz, process

from atlas.core.model import vocabulary
from atlas.plan.clauses import Clause
from atlas.plan.coverage import short_name
from atlas.store.store import GROUND, Store

Kind = Literal["town", "feature", "clause"]
#: longer queries are cut
MAX_QUERY = 60
#: characters of context shown before and after a match
BEFORE, AFTER = 18, 42
#: minimum score (of 100) of a fuzzy match, and minimum length of a query for fuzzy matching
FUZZY_SCORE, FUZZY_LENGTH = 74, 3
#: score from which an exact match makes fuzzy ones unnecessary
CERTAIN = 50

_ASCII = re.compile(r"[a-z0-9 '.-]+")
_RANK: dict[Kind, int] = {"town": 0, "feature": 1, "clause": 2}


@dataclass(frozen=True)
class Hit:
    """A search result.

    Attributes
    ----------
    kind : str
        ``town``, ``feature`` or ``clause``.
    id : str
        NBS code, feature id or clause id.
    context : str
        Text around the match, if it is not in the name.
    mark : (int, int) or None
        Position of the match in ``context``, or in the Chinese name if there is no context.
    score : float
        100 for the whole name, less for weaker matches.
    """

    kind: Kind
    id: str
    context: str
    mark: tuple[int, int] | None
    score: float


@dataclass(frozen=True)
class _Entry:
    kind: Kind
    id: str
    order: int
    names: tuple[str, ...]
    english: str
    syllables: tuple[str, ...]
    #: further searchable text, in Chinese and in English
    body: str
    body_en: str
    plain: str = field(repr=False)


def fold(text: str) -> str:
    """Return a text normalized for comparison: NFKC, lower case, no white space or quotes."""
    whole = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"[\s\"“”'‘’《》]+", "", whole)


class Index:
    """Search index of a store."""

    def __init__(self, entries: Iterable[_Entry]) -> None:
        self.entries = sorted(entries, key=lambda e: (_RANK[e.kind], e.order))
        self._texts = [e.plain for e in self.entries]

    @classmethod
    def of(cls, store: Store) -> Index:
        """Return the index of a store: towns, listed features, clauses."""
        entries = [_town(n, code, t) for n, (code, t) in enumerate(store.towns.items())]
        entries += [_feature(store, n, name) for n, name in enumerate(_features(store))]
        entries += [_clause(n, clause) for n, clause in enumerate(store.clauses.values())]
        return cls(entries)

    def search(self, query: str, limit: int | None = None) -> list[Hit]:
        """Return the results for a query, the best first.

        Parameters
        ----------
        query : str
            Any text; longer ones are cut to :data:`MAX_QUERY`.
        limit : int, optional
            Maximum number of results per kind; by default all.

        Examples
        --------
        >>> from atlas.store.store import load
        >>> [(hit.kind, hit.id) for hit in Index.of(load()).search("nancun", limit=1)]
        [('town', '370283105'), ('feature', 'ss-link-nancun-core')]
        """
        words = unicodedata.normalize("NFKC", query[:MAX_QUERY]).lower().strip()
        wanted = fold(words)
        if not wanted:
            return []
        hits = [hit for entry in self.entries if (hit := _look(entry, wanted, words))]
        if not any(hit.score >= CERTAIN for hit in hits) and len(wanted) >= FUZZY_LENGTH:
            seen = {(hit.kind, hit.id) for hit in hits}
            hits += [h for h in self._guesses(wanted) if (h.kind, h.id) not in seen]
        hits.sort(key=lambda hit: -hit.score)  # stable: towns, features, clauses in their order
        return [hit for kind in _RANK for hit in [h for h in hits if h.kind == kind][:limit]]

    def _guesses(self, wanted: str) -> list[Hit]:
        found = process.extract(
            wanted, self._texts, scorer=fuzz.partial_ratio, score_cutoff=FUZZY_SCORE, limit=40
        )
        hits = []
        for _, score, number in found:
            entry = self.entries[number]
            place = fuzz.partial_ratio_alignment(wanted, fold(entry.body))
            context, mark = "", None
            if place is not None and place.score >= FUZZY_SCORE and entry.kind == "clause":
                context, mark = _cut(entry.body, place.dest_start, place.dest_end)
            hits.append(Hit(entry.kind, entry.id, context, mark, score * 0.4))
        return hits


def _look(entry: _Entry, wanted: str, words: str) -> Hit | None:
    """Return the best match of an entry, if any."""
    score, mark = 0.0, None
    for name in entry.names:
        start = fold(name).find(wanted)
        if start < 0:
            continue
        share = len(wanted) / max(len(fold(name)), 1)
        fits = 100.0 if share == 1 else (88 if start == 0 else 78) + 8 * share
        if fits > score:
            score = fits
            mark = _place(name, start, len(wanted)) if name is entry.names[0] else None
    if _ASCII.fullmatch(words):
        score = max(score, _latin(entry, words))
    if score:
        return Hit(entry.kind, entry.id, "", mark, score)
    if _ASCII.fullmatch(words) and len(wanted) < 2:
        return None
    for body in (entry.body, entry.body_en):
        start = fold(body).find(wanted)
        if start >= 0:
            context, mark = _cut(body, start, start + len(wanted))
            return Hit(entry.kind, entry.id, context, mark, 50.0)
    return None


def _latin(entry: _Entry, words: str) -> float:
    """Return how well Latin letters match the English name or the pinyin of the Chinese one."""
    if re.search(rf"(^|[^a-z]){re.escape(words)}", entry.english):
        return 76.0 if entry.english.startswith(words) else 72.0
    letters = re.sub(r"[^a-z0-9]", "", words)
    if len(letters) < 2 or not entry.syllables:
        return 0.0
    for start in range(len(entry.syllables)):
        rest = entry.syllables[start:]
        if "".join(rest).startswith(letters):
            return 70.0 if start == 0 else 62.0
        if "".join(part[:1] for part in rest).startswith(letters):
            return 66.0 if start == 0 else 58.0
    return 0.0


def _places(text: str) -> list[int]:
    """Return the position in the text of each character of the folded text."""
    return [i for i, character in enumerate(text) for _ in fold(character)]


def _place(text: str, start: int, length: int) -> tuple[int, int] | None:
    places = _places(text)
    if start + length > len(places):
        return None
    return places[start], places[start + length - 1] + 1


def _cut(text: str, start: int, end: int) -> tuple[str, tuple[int, int] | None]:
    """Return the text around a match (given in folded characters) and its place in it."""
    place = _place(text, start, end - start)
    if place is None:
        return text[: BEFORE + AFTER], None
    first, last = place
    begin, stop = max(0, first - BEFORE), min(len(text), last + AFTER)
    head, tail = "…" if begin else "", "…" if stop < len(text) else ""
    shift = len(head) - begin
    return f"{head}{text[begin:stop]}{tail}", (first + shift, last + shift)


def _entry(
    kind: Kind,
    identifier: str,
    order: int,
    *,
    names: tuple[str, ...] = (),
    english: str = "",
    body: str = "",
    body_en: str = "",
) -> _Entry:
    spoken = re.sub(r"[^\u3400-\u9fffA-Za-z0-9]", "", names[0]) if names else ""
    syllables = tuple(part.lower() for part in lazy_pinyin(spoken, style=Style.NORMAL))
    plain = fold("".join(names[:1]) + english + body + body_en)
    return _Entry(kind, identifier, order, names, english.lower(), syllables, body, body_en, plain)


def _town(order: int, code: str, town: dict[str, Any]) -> _Entry:
    names = (town["name_zh"], short_name(town["name_zh"]))
    return _entry("town", code, order, names=names, english=town["name_en"])


def _features(store: Store) -> list[str]:
    """Return the ids to index: listed features, then the network, rivers and reservoirs."""
    listed = list(store.features["id"])
    known = {*listed, *(town["id"] for town in store.towns.values())}
    rest = [r["id"] for r in store.records.values() if r["id"] not in known]
    return listed + [name for name in rest if store.records[name]["layer"] not in GROUND]


def _feature(store: Store, order: int, identifier: str) -> _Entry:
    record = store.records[identifier]
    words = vocabulary()
    definition = store.catalogue[record["layer"]]

    def details(lang: str) -> list[str]:
        texts = [definition.category(record["kind"]).label.in_(lang)]
        texts += [words.industry[word].text.in_(lang) for word in record.get("industries") or []]
        own = (f"{key}_{lang}" for key in ("firms", "role", "figures", "note"))
        return texts + [str(record[key]) for key in own if record.get(key)]

    quotes = [link.quote for link in store.links.get(identifier, [])]
    names = tuple(dict.fromkeys(filter(None, (record["name_zh"], record.get("label_zh")))))
    return _entry(
        "feature",
        identifier,
        order,
        names=names,
        english=str(record["name_en"]),
        body="；".join(details("zh") + quotes),
        body_en="; ".join(details("en")),
    )


def _clause(order: int, clause: Clause) -> _Entry:
    return _entry("clause", clause.id, order, body=clause.text)
