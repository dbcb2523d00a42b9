"""The browser suggests what Python's search finds by name, in the same order."""

from __future__ import annotations

import random

from atlas.store.search import Index
from atlas.store.search_words import search_words
from atlas.web.browsing.search_data import search_data
from tests.support.javascript import call
from tests.support.project import store

#: as people type, in both languages
TYPED = (
    "旧店 高速",
    "旧店高速",
    "旧店的高速什么时候通车？",
    "南村、污水",
    "jiudian gaosu",
    "jd gs",
    "NC",
    "Nan Cun",
    "ｓ２１７",
    "明 村 至 董 家 口",
    "when does the motorway near Jiudian come?",
    "is the metro coming",
    "what is the",
    "什么时候",
    "《海信》",
    "high-speed rail",
    "red lines",
    "x" * 80,
    "<img src=x>",
    "(((",
    " ",
    "",
)


def queries(index: Index) -> list[str]:
    """Return queries: typed ones, everyday words, names, parts of names, and pairs of these."""
    rng = random.Random(14)
    titles = [entry.title for entry in index.entries if entry.suggested]
    english = [entry.names.english[0] for entry in index.entries if entry.suggested]
    spelt = [s for entry in index.entries for s in entry.names.syllables[:1]]
    words = [word for one in search_words().word for word in one.says]
    parts = []
    for title in rng.sample([*titles, *english], 60):
        start = rng.randrange(len(title))
        parts.append(title[start : start + rng.randint(1, 6)])
    sounds = [f(s) for s in rng.sample(spelt, 20) for f in ("".join, lambda s: s[0][:1] + s[-1])]
    alone = [*words, *rng.sample(titles, 25), *rng.sample(english, 25), *parts, *sounds]
    pairs = [
        rng.choice((" ", "", ", ")).join(rng.sample([*words, *parts, *sounds], 2))
        for _ in range(80)
    ]
    return [*TYPED, *alone, *pairs]


def test_the_browser_suggests_what_python_finds_in_the_same_order() -> None:
    index = Index.of(store())
    asked = queries(index)
    matches = call(
        "search/match.js", "match", [[query] for query in asked], search_data(store(), "en")
    )
    found = [[entry["id"] for entry in entries] for entries in matches]
    wanted = [index.suggest(query) for query in asked]
    differ = [each for each in zip(asked, wanted, found, strict=True) if each[1] != each[2]]
    assert not differ, f"{len(differ)} of {len(asked)}, such as {differ[0]}"
    assert sum(map(bool, wanted)) > len(asked) / 2
