"""The addresses of the atlas: pages, downloads, live service, files of the map, health."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True)
class Urls:
    """The addresses below a base.

    Attributes
    ----------
    base : str
        Without a trailing slash: a path prefix such as ``/plans``, empty at the root, or the
        public URL.

    Examples
    --------
    >>> Urls("/plans").page("data", {"lang": "en"})
    '/plans/data?lang=en'
    >>> Urls("https://atlas.example").ogc
    'https://atlas.example/ogc'
    """

    base: str = ""

    def page(self, path: str = "", query: Mapping[str, str] | None = None) -> str:
        """Return the address of a page; the overview's path is empty."""
        return _with_query(f"{self.base}/{path}", query)

    def download(self, what: str, query: Mapping[str, str] | None = None) -> str:
        """Return the address of a download."""
        return _with_query(f"{self.base}/download/{what}", query)

    def streamlit(self, path: str) -> str:
        """Return the address of one of Streamlit's own paths, such as ``/static/js/a.js``."""
        return f"{self.base}{path}"

    @property
    def assets(self) -> str:
        """The folder of the map's files, without a trailing slash."""
        return f"{self.base}/atlas"

    @property
    def ogc(self) -> str:
        """The live service."""
        return f"{self.base}/ogc"

    @property
    def feedback(self) -> str:
        """Where readers' remarks are sent."""
        return f"{self.base}/feedback"

    @property
    def healthz(self) -> str:
        """Whether the process is alive."""
        return f"{self.base}/healthz"

    @property
    def readyz(self) -> str:
        """The state of the data, and versions."""
        return f"{self.base}/readyz"

    def is_route(self, path: str) -> bool:
        """Return whether the atlas itself answers a path, and not Streamlit."""
        own = (self.ogc, self.feedback, self.healthz, self.readyz)
        roots = (*own, self.download("").rstrip("/"))
        return f"{path}/".startswith(tuple(f"{root}/" for root in roots))


def _with_query(address: str, query: Mapping[str, str] | None) -> str:
    return f"{address}?{urlencode(query)}" if query else address
