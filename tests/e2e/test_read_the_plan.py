"""The plan's text beside the map: links from the text to the map and back."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.e2e.driver import Reader

MINGDONG = "tp-exp-mingcun-dongjiakou"
NANCUN = "370283105"


def open_text(reader: Reader, query: str = "") -> None:
    """Open the page of the plan's text and wait until map and text stand."""
    reader.visit(f"reader{query}", ".reader-text p:visible")


def clause(reader: Reader, identifier: str) -> Locator:
    """Return the paragraph of a clause."""
    return reader.page.locator(f".reader-text [data-clause='{identifier}']")


def test_a_project_in_the_text_moves_the_map_and_opens_its_card(reader: Reader) -> None:
    open_text(reader, "?clause=5.4.1-2")
    words = clause(reader, "5.4.1-2").locator(".mark", has_text="明村至董家口高速公路")
    expect(words.first).to_be_in_viewport()
    for _ in range(2):
        reader.drag_map(-300, 0)  # the road lies in the west: out of view
    before = reader.rest_of_map()
    words.first.click()
    reader.eventually(lambda: reader.cards, [MINGDONG])
    reader.settle()
    assert reader.query["id"] == MINGDONG
    assert reader.rest_of_map(left=before) != before
    assert MINGDONG in reader.drawn("transport-projects")  # its road lies under it
    card = reader.page.locator(".atlas-card")
    expect(card).to_contain_text("2023-12-15")
    sources = card.locator(".sources a").evaluate_all("links => links.map(link => link.href)")
    assert "https://m.gmw.cn/2023-12/16/content_1303602706.htm" in sources


def test_a_card_s_clause_opens_in_the_text_and_back_returns(reader: Reader) -> None:
    reader.open("transport", id=MINGDONG)
    reader.js("eyes.mark")
    reader.page.locator(".atlas-card blockquote footer .link").first.click()
    reader.eventually(lambda: reader.path, "reader")
    expect(reader.page.locator(".reader-text p.here")).to_be_in_viewport()
    assert "明村至董家口高速公路" in reader.page.locator(".reader-text p.here").inner_text()
    reader.settle()
    assert reader.js("eyes.same"), "the map was mounted anew"
    assert reader.cards == [MINGDONG]
    reader.page.go_back()
    reader.eventually(lambda: reader.path, "transport")
    reader.wait_until_drawn()
    assert reader.cards == [MINGDONG]


def test_scrolling_causes_no_rerun_and_the_section_in_view_shows_its_features(
    reader: Reader,
) -> None:
    open_text(reader)
    quiet = reader.messages
    top = "document.querySelector('.reader-text').scrollTop"
    reader.page.locator(".reader-text").hover()
    reader.page.mouse.wheel(0, 4000)
    reader.eventually(lambda: reader.js(f"{top} > 1000"), True)
    reader.never_told(quiet)
    reader.page.locator(".reader-outline button", has_text="构建交通基础设施网络体系").click()
    reader.eventually(lambda: MINGDONG in reader.shown("transport-projects"), True)
    assert not reader.shown("industrial-parks")
    reader.page.locator(".reader-outline button", has_text="发展三大产业集聚区").click()
    reader.eventually(lambda: bool(reader.shown("industrial-parks")), True)
    assert MINGDONG not in reader.shown("transport-projects")


def test_a_town_narrows_the_text_to_the_clauses_that_apply_there(reader: Reader) -> None:
    open_text(reader, f"?town={NANCUN}")
    expect(reader.page.locator(".reader-head .count")).to_contain_text("南村镇")
    expect(clause(reader, "5.2-1")).to_be_visible()
    expect(clause(reader, "5.2-2")).to_be_hidden()
    reader.page.get_by_role("button", name="显示全文").click()
    expect(clause(reader, "5.2-2")).to_be_visible()


def test_a_box_on_the_map_lists_the_clauses_of_its_features_or_is_cancelled(reader: Reader) -> None:
    open_text(reader)
    # The button cancels a box that is not drawn yet.
    view = reader.rest_of_map()
    reader.page.get_by_role("button", name="在图上框选").click()
    expect(reader.page.locator(".atlas-canvas.drawing")).to_have_count(1)
    reader.page.get_by_role("button", name="取消框选").click()
    expect(reader.page.locator(".atlas-canvas.drawing")).to_have_count(0)
    expect(reader.page.locator(".reader-head .count")).to_have_text("全文")
    reader.drag_map(60, 40)
    assert reader.rest_of_map(left=view) != view
    reader.page.get_by_role("button", name="在图上框选").click()
    expect(reader.page.locator(".atlas-canvas.drawing")).to_have_count(1)
    box = reader.page.locator(".atlas-canvas").bounding_box()
    assert box
    for act, x, y in (("move", 0.3, 0.3), ("down", 0, 0), ("move", 0.45, 0.5), ("up", 0, 0)):
        if act == "move":
            across, down = box["width"] * x, box["height"] * y
            reader.page.mouse.move(box["x"] + across, box["y"] + down, steps=4)
        else:
            getattr(reader.page.mouse, act)()
    expect(reader.page.locator(".reader-head .count")).to_contain_text("框内要素")
    visible = reader.page.locator(".reader-text p:visible").count()
    assert 0 < visible < reader.page.locator(".reader-text p").count()
    # The box stays visible, its instruction does not.
    expect(reader.page.locator(".leaflet-hover-pane path")).to_have_count(1)
    expect(reader.page.locator(".atlas-notice")).to_have_count(0)
    reader.page.get_by_role("button", name="取消框选").click()
    expect(reader.page.locator(".reader-head .count")).to_have_text("全文")
    expect(reader.page.locator(".leaflet-hover-pane path")).to_have_count(0)
    # The page speaks the reader's language.
    reader.page.locator(".atlas-language").click()
    expect(reader.page.locator(".reader-head")).to_contain_text("Draw a box")
