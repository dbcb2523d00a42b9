"""The pages: key, path, script and theme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from atlas.core.settings import settings
from atlas.store.query import Topic
from atlas.web.server.resources import urls

FOLDER = Path(__file__).parents[3] / "pages"


@dataclass(frozen=True)
class Page:
    """A page of the atlas.

    Attributes
    ----------
    topic : Topic
        Key (also in ``layers/*.toml`` and the messages) and theme.
    path : str
        URL path below the root; empty for the default page.
    counts : bool
        Whether it shows the number of features on its map.
    wide : bool
        Whether the panel takes half of the window; the legend then starts collapsed.
    plates : bool
        Whether the map shows a plate.
    focus : str
        What the map shows on this page: ``all`` layers; features in the section of ``text`` in
        view; features in the chosen ``towns``; or ``spot``, where a click asks for the location
        report.
    importing : bool
        Whether the page exists only with the setting ``ATLAS_IMPORT``.
    """

    topic: Topic
    path: str
    counts: bool = True
    wide: bool = False
    plates: bool = False
    focus: Literal["all", "text", "towns", "spot"] = "all"
    importing: bool = False

    @property
    def offered(self) -> bool:
        """Whether the page exists under the current settings."""
        return not self.importing or settings().import_page

    @property
    def script(self) -> Path:
        """The page's script."""
        return FOLDER / f"{self.topic.key}.py"


EVERY = (
    Page(Topic("overview"), ""),
    Page(Topic("structure", "structure"), "structure"),
    Page(Topic("industry", "industry"), "industry"),
    Page(Topic("transport", "transport"), "transport"),
    Page(Topic("ecology", "ecology"), "ecology"),
    Page(Topic("indicators"), "indicators", counts=False, wide=True),
    Page(Topic("plates"), "plates", plates=True),
    Page(Topic("reader", whole=True), "reader", wide=True, focus="text"),
    Page(Topic("towns", whole=True), "towns", wide=True, focus="towns"),
    Page(Topic("workbench"), "workbench", counts=False, focus="spot"),
    Page(Topic("data"), "data", counts=False),
    Page(Topic("official"), "official", counts=False, importing=True),
)
PAGES = tuple(page for page in EVERY if page.offered)


def page_address(page: Page, query: Mapping[str, str]) -> str:
    """Return the URL of a page with query parameters."""
    return urls().page(page.path, query)


def page_on(theme: str) -> Page:
    """Return the page of a theme, or the overview if there is none."""
    return next((page for page in PAGES if page.topic.theme == theme), page_of("overview"))


def page_of(key: str) -> Page:
    """Return the page with this key.

    Raises
    ------
    KeyError
        If there is none.
    """
    for page in PAGES:
        if page.topic.key == key:
            return page
    raise KeyError(key)
