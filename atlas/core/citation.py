"""How a source is cited: its title, marked as a re-post where the page read was a copy."""

from __future__ import annotations

from atlas.core.messages import message
from atlas.core.model import Source


def source_title(source: Source, lang: str) -> str:
    """Return the title of a source, followed by “re-post” if the page read was not the publisher's.

    Only sources on reviewed hosts have a web address, so a re-post is cited without a link.
    """
    title = source.title_en if lang == "en" else source.title_zh
    return message("citation.reposted", lang, title=title) if source.reposted else title
