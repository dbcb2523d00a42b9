"""The pages: key, address, script and theme."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from atlas.query import Topic

FOLDER = Path(__file__).parent.parent.parent / "pages"


@dataclass(frozen=True)
class Page:
    """A page of the atlas.

    Attributes
    ----------
    topic : Topic
        Key (also in ``layers/*.toml`` and the messages) and theme.
    path : str
        Address below the root; empty for the default page.
    counts : bool
        Whether it says how many features its map shows.
    """

    topic: Topic
    path: str
    counts: bool = True

    @property
    def script(self) -> Path:
        """The page's script."""
        return FOLDER / f"{self.topic.key}.py"


PAGES = (
    Page(Topic("overview"), ""),
    Page(Topic("structure", "structure"), "structure"),
    Page(Topic("industry", "industry"), "industry"),
    Page(Topic("transport", "transport"), "transport"),
    Page(Topic("ecology", "ecology"), "ecology"),
    Page(Topic("indicators"), "indicators", counts=False),
    Page(Topic("plates"), "plates"),
    Page(Topic("reader", whole=True), "reader"),
    Page(Topic("towns", whole=True), "towns"),
    Page(Topic("data"), "data", counts=False),
)


def page_of(key: str) -> Page:
    """Return the page with this key.

    Raises
    ------
    KeyError
        When there is none.
    """
    for page in PAGES:
        if page.topic.key == key:
            return page
    raise KeyError(key)
