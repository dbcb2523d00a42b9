"""What a site names itself: in its role, its titles, and what its firms make."""

from __future__ import annotations

import re

from atlas.analysis.site_search.site_profile import SiteProfile
from atlas.analysis.site_search.wants import Want, wants
from atlas.core.model import Text, vocabulary
from atlas.store.store import Store

#: groups of facts that may name what is made; others, such as supplies, name it in passing
GROUPS = ("permits", "industry")
#: title of a certified chemical park
CERTIFIED = "certified-name"

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def named_wants(store: Store, site: SiteProfile) -> dict[str, str]:
    """Return the wants that a site names: key → the Chinese word by which it does.

    Only wants of which it has an industry count, if its industries are known. A word that is part
    of the name of an industry, such as 化工, stands for the whole class and names no production.
    """
    texts = _texts(store, site)
    found = {}
    for key, want in wants().items():
        if site.industries and not set(site.industries) & set(want.industries):
            continue
        word = next((word for word in _words(want) if any(word in text for text in texts)), None)
        if word is not None:
            found[key] = word
    return found


def certified_chemical_park(site: SiteProfile) -> Text | None:
    """Return the name under which a site is certified as a chemical park, if it is."""
    texts = (fact.text for fact in site.of_kind(CERTIFIED))
    return next((text for text in texts if text is not None and "化工" in text.zh), None)


def _texts(store: Store, site: SiteProfile) -> list[str]:
    facts = [fact for group in site.groups if group.key in GROUPS for fact in group.facts]
    return [
        store.records[site.id]["role_zh"] or "",
        *(fact.text.zh for fact in facts if fact.text is not None),
        *(firm.product_zh for firm in site.firms),
    ]


def _words(want: Want) -> list[str]:
    """Return the Chinese words for a want, its name first, without those of a whole class."""
    classes = [term.text.zh for term in vocabulary().industry.values()]
    return [
        word
        for word in (want.label.zh, *want.words)
        if _CHINESE.search(word) and len(word) > 1 and not any(word in name for name in classes)
    ]
