"""The reviewed list of web hosts that sources may link to."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from urllib.parse import urlsplit

from atlas.pipeline.build.source_tables import HOST_COLUMNS, read_table

FILE = "hosts.csv"


def read_hosts(sources: Path) -> frozenset[str]:
    """Return the hosts of ``geodata/sources/hosts.csv``.

    Raises
    ------
    BuildError
        Names row and column.
    """
    rows = read_table(sources / FILE, HOST_COLUMNS, more=())
    for row in rows:
        for column in HOST_COLUMNS:
            row.required(column)
    return frozenset(row.required("host") for row in rows)


def is_listed(url: str, hosts: Collection[str]) -> bool:
    """Return whether a web address is on a listed host or a subdomain of one.

    Examples
    --------
    >>> is_listed("https://m.gmw.cn/2023-12/16/content.htm", {"gmw.cn"})
    True
    >>> is_listed("https://notgmw.cn/", {"gmw.cn"})
    False
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    return parts.scheme in ("http", "https") and any(
        host == known or host.endswith(f".{known}") for known in hosts
    )
