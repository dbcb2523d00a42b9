"""Opening every page by URL and by click, and other responses of the server."""

from __future__ import annotations

import json
import re
import tomllib
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import expect

from atlas.core import paths
from atlas.core.paths import GEODATA
from tests.e2e.driver import NAMES_ZH, PAGES, Reader
from tests.support.project import built
from tests.support.server import Server


@cache
def layers() -> dict[str, dict[str, Any]]:
    """Return the layer definitions from their files."""
    return {
        path.stem: tomllib.loads(path.read_text("utf-8"))
        for path in sorted(paths.LAYERS.glob("*.toml"))
    }


def layers_of(page: str) -> set[str]:
    """Return the layers that a page shows initially, by their definitions."""
    return {
        name
        for name, layer in layers().items()
        if (page in layer.get("pages", ()) or "*" in layer.get("pages", ()))
        and not layer.get("min_zoom")  # shows near only
        and (page == "overview" or layer["theme"] in ("base", page) or layer.get("context"))
    }


def drawn_layers(reader: Reader) -> set[str]:
    """Return the layers with visible elements in the document."""
    return {
        name for name, one in layers().items() if not one.get("min_zoom") and reader.drawn(name)
    }


def test_a_page_opened_by_its_address_draws_its_map(
    reader: Reader, subtests: pytest.Subtests
) -> None:
    for page in PAGES:
        with subtests.test(page):
            reader.open(page)
            reader.eventually(lambda: drawn_layers(reader), layers_of(page))
            assert NAMES_ZH[page] in reader.page.title()
            assert reader.js("document.documentElement.lang") == "zh-CN"
            # Layers are drawn within the view, not only in the document.
            assert reader.js("eyes.pathsInView") > 100
            # The map fills the screen without scrolling.
            box = reader.page.locator(".atlas-canvas").bounding_box()
            assert box and box["width"] > 800 and box["height"] > 600
            assert box["y"] + box["height"] == pytest.approx(768, abs=1)


def test_every_page_reached_by_a_click_draws_its_map(reader: Reader) -> None:
    reader.open("overview")
    for page in ["structure", "industry", "transport", "ecology", "overview"]:
        reader.go_to(page)
        reader.eventually(lambda: drawn_layers(reader), layers_of(page))
        expect(reader.page).to_have_title(re.compile(NAMES_ZH[page]))


def test_an_entry_link_of_the_overview_leads_to_its_page(
    reader: Reader, subtests: pytest.Subtests
) -> None:
    doors = {"planner": "structure", "investor": "industry", "citizen": "transport"}
    reader.open("overview")
    for who, page in doors.items():
        with subtests.test(who):
            if reader.path:
                reader.go_to("overview")
            reader.page.locator(f".door-{who} a").first.click()
            reader.eventually(lambda: reader.path, page)
            reader.wait_until_drawn()
            reader.eventually(lambda: drawn_layers(reader), layers_of(page))


def test_an_unknown_page_says_so_and_leads_home(reader: Reader) -> None:
    reader.expected.append(r"/nowhere")
    for language, home in (("zh", "总览"), ("en", "overview")):
        answer = reader.page.goto(f"{reader.server.url}/nowhere/?lang={language}")
        assert answer and answer.status == 404
        assert reader.js("document.documentElement.lang") == {"zh": "zh-CN", "en": "en"}[language]
        assert "Streamlit" not in reader.page.content()
        link = reader.page.get_by_role("link", name=home)
        expect(link).to_be_visible()
    link.click()
    reader.wait_until_drawn()
    assert reader.path == ""


# ---- what the server answers ------------------------------------------------------------------


def test_the_server_reports_that_it_is_healthy(server: Server) -> None:
    status, headers, text = server.get("/healthz")
    assert status == 200
    assert headers["content-type"] == "application/json"
    assert json.loads(text) == {"ok": True}
    status, _, text = server.get("/readyz")
    told = json.loads(text)
    assert (status, told["ready"], told["whole"], told["broken"]) == (200, True, True, {})
    assert told["code"] and told["data"]


def test_streamlit_s_metrics_are_not_public(server: Server) -> None:
    status, _, text = server.get("/_stcore/metrics")
    assert (status, text) == (404, "Not found")


def test_map_files_may_be_cached_forever(server: Server) -> None:
    _, headers, document = server.get("/transport", accept="text/html")
    assert headers["cache-control"] == "no-cache"
    hashed = re.findall(r'href="(/atlas/[^"]+)"', document)
    assert {
        re.sub(r".*/([a-z-]+)-[0-9a-f]+\.geojson", r"\1", p) for p in hashed if "geojson" in p
    } == (layers_of("transport"))
    origin = re.sub(r"(//[^/]+).*", r"\1", server.url)
    for path in hashed:
        status, headers, text = server.get(origin + path)
        assert status == 200, path
        assert "immutable" in headers["cache-control"], path
        if path.endswith(".geojson"):
            assert headers["content-type"] == "application/geo+json"
            layer = re.sub(r".*/([a-z-]+)-[0-9a-f]+\.geojson", r"\1", path)
            assert text == (GEODATA / f"{layer}.geojson").read_text("utf-8")
    assert server.get("/atlas/static-000000000000/main.js")[0] == 404
    assert server.get("/atlas/../pyproject.toml")[0] in (400, 404)


@pytest.mark.parametrize("path", ["/", "/transport", "/healthz", "/nowhere", "/_stcore/health"])
def test_every_response_has_a_strict_policy(server: Server, path: str) -> None:
    _, headers, _ = server.get(path, accept="text/html")
    policy = dict(
        part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == "'self'"
    assert "unsafe" not in policy["script-src"]
    assert "*" not in policy["script-src"] and "http" not in policy["script-src"]
    assert "http" not in policy["connect-src"]
    assert policy["object-src"] == "'none'"
    assert headers["x-content-type-options"] == "nosniff"


def test_an_unknown_address_is_answered_with_404(server: Server) -> None:
    for path in ("/nowhere", "/transport/nowhere", "/transportx"):
        status, headers, text = server.get(path, accept="text/html,application/xhtml+xml")
        assert (status, headers["content-type"]) == (404, "text/html; charset=utf-8"), path
        assert "没有这个页面" in text
    assert "Page not found" in server.get("/nowhere?lang=en", accept="text/html")[2]


def test_the_document_has_the_language_before_any_script(server: Server) -> None:
    assert '<html lang="zh-CN">' in server.get("/", accept="text/html")[2]
    assert '<html lang="en">' in server.get("/?lang=en", accept="text/html")[2]


def test_every_layer_shows_on_some_page_or_with_its_theme() -> None:
    near = {name for name, one in layers().items() if one.get("min_zoom")}
    shown = set().union(*(layers_of(page) for page in PAGES))
    assert shown == {name for name, one in layers().items() if one["pages"]} - near
    assert all(any(f["geometry"] for f in built(name)) for name in layers())
