"""Checks that the data link only to reviewed hosts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from atlas.core.model import Source
from atlas.pipeline.build.reviewed_hosts import is_listed
from atlas.pipeline.validation.complaint import Complaint, Complaints

#: a web address ends at a space, quote, bracket, comma or Chinese punctuation
_ADDRESS = re.compile(r"https?://[^\s\"'<>(),;\\\u3000-\u303f\uff00-\uffef]+")


def check_sources(sources: Mapping[str, Source], hosts: Collection[str]) -> Complaints:
    """Check that every source with a web address is on a reviewed host."""
    for source in sources.values():
        if source.url and not is_listed(source.url, hosts):
            message = f"expected a host of hosts.csv, found {source.url}"
            yield Complaint("geodata/sources.json", source.id, "url", message)


def check_texts(paths: Collection[Path], root: Path, hosts: Collection[str]) -> Complaints:
    """Check that these files (notes, layer definitions …) link only to listed hosts."""
    for path in paths:
        for url in _addresses(path):
            if not is_listed(url, hosts):
                message = f"expected a host of hosts.csv, found {url}"
                yield Complaint(path.relative_to(root).as_posix(), "", "", message)


def _addresses(path: Path) -> Iterator[str]:
    return iter(dict.fromkeys(_ADDRESS.findall(path.read_text(encoding="utf-8", errors="ignore"))))
