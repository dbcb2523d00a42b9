"""The pages: key, path, script and theme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from atlas.core.settings import settings
from atlas.store.query import Topic
from atlas.store.topics import TOPICS
from atlas.web.server.resources import urls

FOLDER = Path(__file__).parents[3] / "pages"


#: fields of the filter that each page offers
ALWAYS = ("towns", "themes", "statuses")


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
    mapless : bool
        Whether the panel takes the whole window. The map stays in the document, unseen, and the
        bar offers only the filters that the page follows.
    plates : bool
        Whether the map shows a plate.
    tours : bool
        Whether it offers the guided tours; the map then shows the step of the open one.
    focus : str
        What the map shows on this page: ``all`` layers; features in the section of ``text`` in
        view; features in the chosen ``towns``; or ``spot``, where a click asks for the location
        report.
    colours : str
        What the colours of the map mean: ``symbol``, those of the layers, or ``outcome``, what had
        become of the projects, the towns shaded by what is known; or ``measure``: while no town is
        chosen, towns are shaded by the measure that the reader chooses.
    parts : tuple of str
        What the browser shows below the introduction, in this order: ``doors``, ``tours``,
        ``glance``, ``states``, ``towns``, ``shortlist``, ``finder``, ``own``, ``table``. ``own`` is
        what the page's script makes, which only Python can; a page without parts has it too.
    choices : tuple of str
        Fields of the filter that its filter bar offers.
    columns : tuple of str
        Columns of the table; by default those of its first feature's layer.
    follows : tuple of str
        Fields of the filter that the page's script reads, or ``*`` for all: it runs again when one
        changes.
    importing : bool
        Whether the page exists only with the setting ``ATLAS_IMPORT``.
    """

    topic: Topic
    path: str
    counts: bool = True
    wide: bool = False
    mapless: bool = False
    plates: bool = False
    tours: bool = False
    focus: Literal["all", "text", "towns", "spot"] = "all"
    colours: Literal["symbol", "outcome", "measure"] = "symbol"
    parts: tuple[str, ...] = ()
    choices: tuple[str, ...] = ALWAYS
    columns: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()
    importing: bool = False

    @property
    def offered(self) -> bool:
        """Whether the page exists under the current settings."""
        return not self.importing or settings().import_page

    @property
    def script(self) -> Path:
        """The page's script."""
        return FOLDER / f"{self.topic.key}.py"


#: of a page whose script reads the whole state
EVERYTHING = ("*",)
EVERY = (
    Page(
        TOPICS["overview"],
        "",
        parts=("doors", "tours", "glance", "table"),
        columns=("name", "status", "towns"),
    ),
    Page(Topic("tours"), "tours", counts=False, wide=True, tours=True, parts=("tours",)),
    Page(TOPICS["structure"], "structure", parts=("table",)),
    Page(
        TOPICS["industry"],
        "industry",
        parts=("shortlist", "finder", "table"),
        choices=(*ALWAYS, "industries"),
    ),
    Page(TOPICS["transport"], "transport", parts=("states", "table")),
    Page(TOPICS["ecology"], "ecology", parts=("table",)),
    Page(
        Topic("indicators"),
        "indicators",
        counts=False,
        mapless=True,
        choices=("themes",),
        follows=("themes",),
    ),
    Page(
        Topic("evaluation", whole=True, projects=True),
        "evaluation",
        wide=True,
        colours="outcome",
        parts=("own", "table"),
        choices=("towns", "themes", "chapters", "outcomes"),
        columns=("name", "status", "towns"),
        follows=("year", "part", "towns", "themes", "chapters", "outcomes"),
    ),
    Page(Topic("plates"), "plates", plates=True, follows=("plate",)),
    Page(
        Topic("reader", whole=True),
        "reader",
        wide=True,
        focus="text",
        follows=("clause", "selected", "towns"),
    ),
    Page(
        Topic("towns", whole=True),
        "towns",
        counts=False,  # the page counts its town's projects; the map shows more than these
        wide=True,
        focus="towns",
        colours="measure",
        parts=("towns", "own"),
        follows=("towns", "year"),
    ),
    Page(Topic("workbench"), "workbench", counts=False, focus="spot", follows=EVERYTHING),
    Page(Topic("data"), "data", counts=False, follows=EVERYTHING),
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
