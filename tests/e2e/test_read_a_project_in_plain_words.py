"""A resident with a phone asks when something comes; the first sentence of its card answers."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.driver import NewReader


def test_when_does_the_motorway_near_jiudian_come(new_reader: NewReader) -> None:
    phone = new_reader(phone=True).open("overview")
    box = phone.page.locator(".atlas-search input")
    box.tap()  # the first tap
    box.fill("旧店 高速")
    phone.page.locator(".atlas-suggestions [role=option]").first.tap()  # the second
    words = phone.page.locator(".atlas-card .plain strong")
    expect(words).to_have_text(
        "计划 2026 年 12 月开工、2029 年 12 月建成（平度市交通运输局，2025 年 10 月，征求意见稿）。"
    )
    # its course, and the town on it as a link: the third tap
    stops = phone.page.locator(".atlas-card .course ol > li")
    expect(stops).to_have_count(3)
    expect(stops.nth(0)).to_contain_text("市外")
    stops.nth(1).get_by_role("button", name="旧店镇").tap()
    phone.eventually(lambda: phone.query.get("town"), "370283122")


def test_is_the_metro_coming(new_reader: NewReader) -> None:
    phone = new_reader(phone=True, viewport={"width": 320, "height": 640}).open("overview")
    box = phone.page.locator(".atlas-search input")
    box.tap()
    box.fill("地铁")
    phone.page.locator(".atlas-suggestions [role=option]").first.tap()
    card = phone.page.locator(".atlas-card")
    expect(card.locator(".plain strong")).to_contain_text("还没有批准，也没有开工时间")
    expect(card.locator(".chip").first).to_have_text("研究中 · 2024")
    # ten stations one below the other, as an ordered list that fits the screen
    stops = card.locator(".course ol > li")
    expect(stops).to_have_count(10)
    boxes = [stop.bounding_box() for stop in stops.all()]
    assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= 320 for box in boxes)
    tops = [box["y"] for box in boxes if box]
    assert tops == sorted(tops) and len(set(tops)) == 10
    # the long note is folded
    note = card.locator("details.more .note").first
    expect(note).to_be_hidden()
    card.locator("details.more > summary", has_text="详情").tap()
    expect(note).to_be_visible()
