"""Links with unknown or hostile content: ignored with a notice, never executed."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.e2e.driver import Reader
from tests.support.project import built

HOSTILE = "<script>window.__xss=1</script><img src=x onerror=window.__xss=1>"


def test_unknown_and_hostile_parameters_are_ignored_with_a_notice(reader: Reader) -> None:
    reader.open(
        "transport",
        town=HOSTILE,
        id="../../x",
        foo="bar",
        lang="xx",
        status="nope",
        theme="javascript:alert(1)",
        off="rivers,../../etc/passwd",
        on="${alert(1)}",
    )
    notice = reader.page.locator(".atlas-problem")
    expect(notice).to_be_visible()
    for name in ("镇街", "主题", "进展", "图层", "项目或地方", "语言", "未知参数"):
        expect(notice).to_contain_text(name)
    assert "script" not in notice.inner_text() and "passwd" not in notice.inner_text()
    assert reader.js("window.__xss") is None
    # Known parts apply, and the rest is ignored.
    assert len(reader.rows) == len(built("transport-projects"))
    assert reader.selection()["card"] == [] and reader.state["selected"] is None
    assert "rivers" in reader.state["hidden"] and not reader.drawn("rivers")
    assert reader.js("document.documentElement.lang") == "zh-CN"
    # The next choice cleans the URL.
    reader.row("tp-metro-14").click()
    reader.eventually(lambda: reader.query, {"off": "rivers", "id": "tp-metro-14"})
    expect(notice).to_have_count(0)


#: query → its understood part (``None``: either town may remain)
STRANGE: list[tuple[str, dict[str, str] | None]] = [
    ("town=370283105,1,370283105&id=constructor&status=%E0%A4%A&theme=%00", {"town": "370283105"}),
    ("town=370283105&town=370283116", None),
    (
        "town="
        + ",".join(["x"] * 5000)
        + "&id=__proto__&off=__proto__/x"
        + "&lang=en'%22%3E%3Cimg src=x onerror=window.__xss=1%3E&"
        + quote(HOSTILE)
        + "="
        + quote(HOSTILE),
        {},
    ),
]


def test_other_strange_links_do_no_harm(reader: Reader, subtests: pytest.Subtests) -> None:
    for query, known in STRANGE:
        with subtests.test(query[:60]):
            reader.visit(f"{reader.server.url}/ecology?{query}")
            assert reader.rows and reader.drawn("city-boundary")
            assert reader.js("window.__xss") is None
            if known is None:
                continue
            assert reader.state["towns"] == [c for c in known.get("town", "").split(",") if c]
            assert reader.state["selected"] is None
            expect(reader.page.locator(".atlas-problem")).to_be_visible()


def test_a_valid_link_shows_no_notice(reader: Reader) -> None:
    reader.open("transport", town="370283105", status="planned", theme="ecology", embed="true")
    expect(reader.page.locator(".atlas-problem")).to_have_count(0)
