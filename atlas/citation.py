"""How a source is named: its title, and whether it was read on a page that re-posted it."""

from __future__ import annotations

from atlas.i18n import message
from atlas.model import Source


def source_title(source: Source, lang: str) -> str:
    """Return the title of a source; “re-post” follows when the page read was not its publisher's.

    A source has an address only on a host that was reviewed; a re-post is cited without a link.
    """
    title = source.title_en if lang == "en" else source.title_zh
    return message("citation.reposted", lang, title=title) if source.reposted else title
