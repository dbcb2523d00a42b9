"""A file that the server cannot give: the page says why in its language, nothing else changes."""

from __future__ import annotations

from playwright.sync_api import Route, expect

from tests.e2e.driver import Reader

LINK = ".st-key-takeaway a"
FOREIGN = ("Failed to", "Streamlit", "Error", "503", "410")


def test_a_busy_server_is_asked_again_and_a_refusal_is_shown(fresh_reader: Reader) -> None:
    reader, refused = fresh_reader, "It was deleted."
    reader.expected += [r"status of 503|status of 410|^503 |^410 "]
    answers = [
        {"status": 503, "headers": {"Retry-After": "1"}, "content_type": "text/plain"},
        {"status": 410, "body": refused, "content_type": "text/plain; charset=utf-8"},
    ]

    def answer(route: Route) -> None:
        route.fulfill(**answers.pop(0))

    reader.visit("data?lang=en", LINK)
    reader.page.route("**/download/**", answer)
    body, before = reader.page.locator("body"), reader.page.url
    already = body.inner_text()
    reader.page.locator(LINK).click()
    told = reader.page.locator(".atlas-taking")
    expect(told).to_contain_text("trying again in a moment")
    expect(told).to_contain_text(refused)
    assert not answers
    shown = body.inner_text()
    assert {
        word: shown.count(word) for word in FOREIGN if shown.count(word) > already.count(word)
    } == {}
    told.get_by_role("button").click()
    expect(told).to_have_count(0)
    assert reader.page.url == before


def test_a_full_server_that_makes_room_gives_the_file(fresh_reader: Reader) -> None:
    reader = fresh_reader
    reader.expected += [r"status of 503|^503 "]
    asked = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) == 1:
            route.fulfill(status=503, headers={"Retry-After": "1"}, content_type="text/plain")
        else:
            route.continue_()

    reader.visit("towns?town=370283105", ".town-page .take")
    reader.page.route("**/download/**", answer)
    with reader.page.expect_download() as waiting:
        reader.page.locator(".town-page .take").click()
    assert waiting.value.path().read_bytes().startswith(b"%PDF")
    assert len(asked) == 2
    assert asked[0] == asked[1]
