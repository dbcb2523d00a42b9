"""Full-text search over towns, features and clauses.

Chinese, English, pinyin (``nancun``), pinyin initials (``nc``) and everyday words
(``search_words.toml``) are searched alike; of several words, each must fit. If nothing fits
exactly, one wrong Chinese character is corrected (:mod:`atlas.store.search_correction`), and texts
that resemble the query count too. What the search box suggests while one types
(:meth:`Index.suggest`) is the part of it that needs names only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from rapidfuzz import fuzz, process

from atlas.core.model import vocabulary
from atlas.plan.coverage import short_name
from atlas.store.search_correction import corrections
from atlas.store.search_match import Groups, Names, Query, fit, fold
from atlas.store.search_words import search_words
from atlas.store.store import GROUND, Store

Kind = Literal["town", "feature", "clause"]
#: characters of context shown before and after a match
BEFORE, AFTER = 18, 42
#: score of a query that a text has whole, and of one whose words it has
TEXT, WORDS = 50.0, 45.0
#: minimum score (of 100) of a fuzzy match, and minimum length of a query for fuzzy matching
FUZZY_SCORE, FUZZY_LENGTH = 74, 3
#: score from which an exact match makes fuzzy ones unnecessary
CERTAIN = WORDS
#: features of a layer above which none is suggested: they are thousands of one name
MANY = 2000

NAMELESS = Names()
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
class Entry:
    """Something that can be found.

    Attributes
    ----------
    kind, id
        As of :class:`Hit`.
    order : int
        Place among those of its kind.
    title : str
        Chinese name.
    names : Names
    belongs : frozenset of str
        Keys of what it belongs to, in :attr:`Index.groups`.
    body, body_en : str
        Further text, in Chinese and in English.
    suggested : bool
        Whether it is suggested while one types.
    """

    kind: Kind
    id: str
    order: int
    title: str = ""
    names: Names = NAMELESS
    belongs: frozenset[str] = frozenset()
    body: str = field(default="", repr=False)
    body_en: str = field(default="", repr=False)
    suggested: bool = False


class Index:
    """Search index of a store.

    Attributes
    ----------
    entries : list of Entry
        Towns, features, clauses.
    groups : dict of str to Names
        Categories, themes, industries and towns, and everyday words for them.
    idle : tuple of str
        Words of a question that name nothing.
    """

    def __init__(
        self, entries: Iterable[Entry], groups: dict[str, Names], idle: tuple[str, ...]
    ) -> None:
        self.entries = sorted(entries, key=lambda e: (_RANK[e.kind], e.order))
        self.groups, self.idle = groups, idle
        named = (name for entry in self.entries for name in entry.names.chinese)
        grouped = (name for names in groups.values() for name in names.chinese)
        self._names = list(dict.fromkeys((*grouped, *named)))
        self._texts = [
            fold("".join((e.title, *e.names.english[:1], e.body, e.body_en))) for e in self.entries
        ]

    @classmethod
    def of(cls, store: Store) -> Index:
        """Return the index of a store: towns, listed features, clauses."""
        groups = dict(_groups(store))
        entries = [_town(n, code, t) for n, (code, t) in enumerate(store.towns.items())]
        entries += [_feature(store, groups, n, name) for n, name in enumerate(_features(store))]
        clauses = enumerate(store.clauses.values())
        entries += [Entry("clause", clause.id, n, body=clause.text) for n, clause in clauses]
        return cls(entries, groups, search_words().idle)

    def suggest(self, query: str, limit: int | None = None) -> list[str]:
        """Return the ids of towns and features that fit by name, the best first.

        ``static/search/match.js`` does the same in the browser.

        Examples
        --------
        >>> from atlas.store.store import load
        >>> Index.of(load()).suggest("旧店 高速")
        ['tp-exp-laizhou-qingdao']
        """
        asked = Query.of(query, self.idle)
        groups = Groups(self.groups)
        entries = (entry for entry in self.entries if entry.suggested)
        found = [(fit(entry.names, entry.belongs, asked, groups), entry) for entry in entries]
        found.sort(key=lambda each: -each[0])
        return [entry.id for score, entry in found if score][:limit]

    def search(self, query: str, limit: int | None = None) -> list[Hit]:
        """Return the results for a query, the best first.

        Parameters
        ----------
        query : str
            Any text; longer ones are cut to :data:`.search_match.MAX_QUERY`.
        limit : int, optional
            Maximum number of results per kind; by default all.

        Examples
        --------
        >>> from atlas.store.store import load
        >>> [(hit.kind, hit.id) for hit in Index.of(load()).search("nancun", limit=1)]
        [('town', '370283105'), ('feature', 'ss-link-nancun-core')]
        """
        asked = Query.of(query, self.idle)
        wanted = fold(asked.text)
        if not wanted:
            return []
        hits = self._exact(asked)
        if not any(hit.score >= CERTAIN for hit in hits) and len(wanted) >= FUZZY_LENGTH:
            for query_meant in corrections(wanted, self._names):
                _add(hits, self._exact(Query.of(query_meant, self.idle)))
            if not any(hit.score >= CERTAIN for hit in hits):
                _add(hits, self._guesses(wanted))
        hits.sort(key=lambda hit: -hit.score)  # stable: towns, features, clauses in their order
        return [hit for kind in _RANK for hit in [h for h in hits if h.kind == kind][:limit]]

    def _exact(self, asked: Query) -> list[Hit]:
        groups = Groups(self.groups)
        return [hit for entry in self.entries if (hit := _look(entry, asked, groups))]

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


def _add(hits: list[Hit], more: Iterable[Hit]) -> None:
    """Add the hits whose entry is not among them yet."""
    seen = {(hit.kind, hit.id) for hit in hits}
    hits += [hit for hit in more if (hit.kind, hit.id) not in seen]


def _look(entry: Entry, asked: Query, groups: Groups) -> Hit | None:
    """Return the best match of an entry, if any."""
    score = fit(entry.names, entry.belongs, asked, groups)
    if score:
        words = (asked.text, *asked.words)
        marks = (_place(entry.title, fold(entry.title).find(fold(w)), fold(w)) for w in words)
        return Hit(entry.kind, entry.id, "", next(filter(None, marks), None), score)
    if found := _in_text(entry, asked.text):
        return Hit(entry.kind, entry.id, *found, TEXT)
    return _words_of_text(entry, asked, groups)


def _words_of_text(entry: Entry, asked: Query, groups: Groups) -> Hit | None:
    """Return a match of which each word is in the text or fits the name."""
    if asked.words == (asked.text,):
        return None
    shown: tuple[str, tuple[int, int] | None] | None = None
    for word in asked.words:
        found = _in_text(entry, word)
        fits = fit(entry.names, entry.belongs, Query(word, (word,)), groups)
        if not found and not fits:
            return None
        shown = shown or found
    return Hit(entry.kind, entry.id, *(shown or ("", None)), WORDS)


def _in_text(entry: Entry, words: str) -> tuple[str, tuple[int, int] | None] | None:
    """Return where an entry's text has these words: the text around them, and their place in it."""
    wanted = fold(words)
    if not wanted or (_ASCII.fullmatch(words) and len(wanted) < 2):
        return None
    for body in (entry.body, entry.body_en):
        start = fold(body).find(wanted)
        if start >= 0:
            return _cut(body, start, start + len(wanted))
    return None


def _places(text: str) -> list[int]:
    """Return the position in the text of each character of the folded text."""
    return [i for i, character in enumerate(text) for _ in fold(character)]


def _place(text: str, start: int, wanted: str) -> tuple[int, int] | None:
    places = _places(text)
    end = start + len(wanted)
    if start < 0 or not wanted or end > len(places):
        return None
    return places[start], places[end - 1] + 1


def _cut(text: str, start: int, end: int) -> tuple[str, tuple[int, int] | None]:
    """Return the text around a match (given in folded characters) and its place in it."""
    place = _place(text, start, fold(text)[start:end])
    if place is None:
        return text[: BEFORE + AFTER], None
    first, last = place
    begin, stop = max(0, first - BEFORE), min(len(text), last + AFTER)
    head, tail = "…" if begin else "", "…" if stop < len(text) else ""
    shift = len(head) - begin
    return f"{head}{text[begin:stop]}{tail}", (first + shift, last + shift)


def _town(order: int, code: str, town: dict[str, Any]) -> Entry:
    names = _town_names(town)
    own = frozenset({f"town:{code}"})
    return Entry("town", code, order, town["name_zh"], names, own, suggested=True)


def _town_names(town: dict[str, Any]) -> Names:
    return Names.of((town["name_zh"], short_name(town["name_zh"])), (town["name_en"],), spelt=1)


def _groups(store: Store) -> Iterator[tuple[str, Names]]:
    """Yield the keys and names of the towns, themes, industries, kinds and words of features."""
    words = vocabulary()
    for code, town in store.towns.items():
        yield f"town:{code}", _town_names(town)
    for table in ("theme", "industry"):
        for key, term in words.terms(table).items():
            yield f"{table}:{key}", Names.of((term.text.zh,), (term.text.en,))
    for layer, definition in store.catalogue.items():
        for category in definition.categories:
            label = category.label
            yield f"kind:{layer}/{category.value}", Names.of((label.zh,), (label.en,))
    for number, word in enumerate(search_words().word):
        latin = [one for one in word.says if one.isascii()]
        yield f"word:{number}", Names.of((one for one in word.says if one not in latin), latin)


def _belongs(record: dict[str, Any]) -> Iterator[str]:
    """Yield the keys of the groups that a feature belongs to; see :func:`_groups`."""
    theme, layer, kind = record["theme"], record["layer"], record["kind"]
    yield f"kind:{layer}/{kind}"
    yield f"theme:{theme}"
    yield from (f"industry:{word}" for word in record.get("industries") or [])
    yield from (f"town:{code}" for code in record["towns"])
    for number, word in enumerate(search_words().word):
        if word.means(theme, layer, kind):
            yield f"word:{number}"


def _features(store: Store) -> list[str]:
    """Return the ids to index: listed features, then the network, rivers and reservoirs."""
    listed = list(store.features["id"])
    known = {*listed, *(town["id"] for town in store.towns.values())}
    rest = [r["id"] for r in store.records.values() if r["id"] not in known]
    return listed + [name for name in rest if store.records[name]["layer"] not in GROUND]


def _feature(store: Store, groups: dict[str, Names], order: int, identifier: str) -> Entry:
    record = store.records[identifier]
    words = vocabulary()
    definition = store.catalogue[record["layer"]]

    def details(lang: str) -> list[str]:
        texts = [definition.category(record["kind"]).label.in_(lang)]
        texts += [words.industry[word].text.in_(lang) for word in record.get("industries") or []]
        own = (f"{key}_{lang}" for key in ("firms", "role", "figures", "note"))
        return texts + [str(record[key]) for key in own if record.get(key)]

    def names(lang: str) -> list[str]:
        return [str(record[key]) for key in (f"name_{lang}", f"label_{lang}") if record.get(key)]

    quotes = [link.quote for link in store.links.get(identifier, [])]
    return Entry(
        "feature",
        identifier,
        order,
        title=record["name_zh"],
        names=Names.of(names("zh"), names("en")),
        belongs=frozenset(_belongs(record)) & groups.keys(),
        body="；".join(details("zh") + quotes),
        body_en="; ".join(details("en")),
        suggested=len(store.frames[record["layer"]]) <= MANY,
    )
