"""Serving the atlas below a path of a bureau's web server (``server.baseUrlPath``)."""

from __future__ import annotations

from tests.e2e.driver import NewReader
from tests.support.server import Server


def test_health_is_below_the_prefix(prefixed: Server) -> None:
    status, headers, _ = prefixed.get("/healthz")
    assert (status, headers["content-type"]) == (200, "application/json")


def test_pages_below_the_prefix_draw_their_map(new_reader: NewReader, prefixed: Server) -> None:
    reader = new_reader(server=prefixed)
    reader.open("transport", town="370283105")
    assert reader.drawn("transport-projects")
    reader.go_to("ecology")
    assert reader.page.url.startswith(f"{prefixed.url}/ecology?town=370283105")
    assert reader.drawn("ecological-redlines")
    reader.go_to("overview")
    assert reader.drawn("industrial-districts")


def test_an_unknown_page_below_the_prefix_leads_home(
    new_reader: NewReader, prefixed: Server
) -> None:
    reader = new_reader(server=prefixed)
    reader.expected.append("/nowhere")
    answer = reader.page.goto(f"{prefixed.url}/nowhere")
    assert answer and answer.status == 404
    reader.page.get_by_role("link").click()
    reader.wait_until_drawn()
    assert reader.path == ""
