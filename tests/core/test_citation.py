"""Sources: links only to reviewed hosts, and reposts cited without a link."""

from __future__ import annotations

import re

from atlas import wording
from atlas.core.citation import source_title
from atlas.core.model import Source
from atlas.core.paths import Paths
from atlas.pipeline.build.reviewed_hosts import is_listed, read_hosts
from atlas.wording.extract_text import source_line
from tests.support.project import store

REPOSTED = Source(
    id="press-x", title_zh="青岛日报：某路", title_en="Qingdao Daily: a road", reposted=True,
    date="2020-12", confidence="medium",
)  # fmt: skip


def test_a_repost_is_marked_after_the_title() -> None:
    assert source_title(REPOSTED, "zh") == "青岛日报：某路（转载）"
    assert source_title(REPOSTED, "en") == "Qingdao Daily: a road (re-post)"
    assert source_line(REPOSTED, "zh").startswith("青岛日报：某路（转载） · 2020-12 · ")


def test_sources_link_only_to_reviewed_hosts_and_reposts_not_at_all() -> None:
    hosts, wrong = read_hosts(Paths.at(None).sources), []
    for source in store().sources.values():
        marked = re.search("转载|re-post", source.title_zh + source.title_en)
        if source.url and (source.reposted or not is_listed(source.url, hosts)):
            wrong.append((source.id, source.url))
        if marked:
            wrong.append((source.id, "the mark belongs into the column reposted"))
    assert wrong == []


def test_a_card_shows_a_repost_without_a_link() -> None:
    entries = wording.card(store(), "tp-road-s220", "zh")["sources"]
    found = {entry["title"]: entry.get("url") for entry in entries}
    assert found["半岛网：省道220平日路平度段大中修（转载）"] is None


def test_a_host_covers_only_its_subdomains() -> None:
    hosts = {"gmw.cn", "gov.cn"}
    assert is_listed("https://m.gmw.cn/1", hosts)
    assert is_listed("http://www.pingdu.gov.cn", hosts)
    for url in ("https://notgmw.cn", "https://gmw.cn.example.org", "ftp://gmw.cn", "gmw.cn"):
        assert not is_listed(url, hosts)
