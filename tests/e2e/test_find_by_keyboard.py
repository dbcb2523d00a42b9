"""A resident without a mouse finds a road, reads its card and its clause, and comes back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.driver import NewReader, Reader

JIUDIAN = "370283122"
ROAD = "tp-exp-laizhou-qingdao"
SAID, SUMMED = "#atlas-item-said", "#atlas-view-said"
#: whether a feature, and no other, is marked where nothing covers the map: its symbol, or a vertex
IN_VIEW = """id => {
  const {canvas, map, marks, view} = eyes.atlas();
  const mark = marks.marks.hover;
  if (!mark?.key.startsWith(id)) return false;
  const {left, top} = canvas.getBoundingClientRect();
  const {w, n, e, s} = view.clearBox();
  const within = (x, y) => x >= w && x <= e && y >= n && y <= s;
  const [icon] = mark.group.getLayers().flatMap(({_icon}) => _icon ?? []);
  const box = icon?.getBoundingClientRect();
  if (box) return within(box.x + box.width / 2 - left, box.y + box.height / 2 - top);
  const all = eyes.atlas().find(id).geometry.coordinates.flat(Infinity);
  return all.some((lon, i) => {
    if (i % 2) return false;
    const {x, y} = map.latLngToContainerPoint([all[i + 1], lon]);
    return within(x, y);
  });
}"""
#: the accessibility tree at each step, by language
LIST = {
    "zh": """
- grid "交通项目，列表":
  - rowgroup:
    - row:
      - columnheader "名称":
        - button "名称"
      - columnheader "进展":
        - button "进展"
      - columnheader "市内长度（千米）":
        - button "市内长度（千米）"
      - columnheader "镇街":
        - button "镇街"
  - rowgroup:
    - row "青岛经平度至莱州高速公路新建工程（莱州至青岛高速）":
      - gridcell /高速公路$/
      - gridcell /规划 · 2025-10/
      - gridcell "16.675"
      - gridcell "旧店镇"
    - row "县道096崔马路（旧店至航空小镇）拓宽改建工程":
      - gridcell /县道$/
      - gridcell "规划 · 2021-06"
      - gridcell "–"
      - gridcell "旧店镇"
""",
    "en": """
- grid "Transport, list":
  - rowgroup:
    - row:
      - columnheader "Name":
        - button "Name"
      - columnheader "Status":
        - button "Status"
      - columnheader
      - columnheader "Towns":
        - button "Towns"
  - rowgroup:
    - row "Laizhou–Qingdao Expressway (Qingdao–Pingdu–Laizhou)":
      - gridcell /Expressway$/
      - gridcell /Planned · 2025-10/
      - gridcell "16.675"
      - gridcell "Jiudian"
    - row "County road X096 Cuima Road widening, Jiudian to the Aviation Town":
      - gridcell /County road$/
      - gridcell "Planned · 2021-06"
      - gridcell "–"
      - gridcell "Jiudian"
""",
}
CARD = {
    "zh": """
- article "青岛经平度至莱州高速公路新建工程（莱州至青岛高速）":
  - button "关闭卡片"
  - heading "青岛经平度至莱州高速公路新建工程（莱州至青岛高速）"
  - blockquote:
    - paragraph: 青岛经平度至莱州高速公路新建工程
    - button "规划项目表 1"
""",
    "en": """
- article "Laizhou–Qingdao Expressway (Qingdao–Pingdu–Laizhou)":
  - button
  - heading "Laizhou–Qingdao Expressway (Qingdao–Pingdu–Laizhou)"
  - blockquote:
    - paragraph: 青岛经平度至莱州高速公路新建工程
    - button "Plan, project table 1"
""",
}
#: in the plan's text, which is Chinese in either language; the road's name is a link to it
CLAUSE = """
- paragraph:
  - button "青岛经平度至莱州高速公路新建工程"
"""
SENTENCES = {
    "zh": (
        "交通项目：2 项；旧店镇",
        "青岛经平度至莱州高速公路新建工程（莱州至青岛高速），高速公路，规划（2025 年 10 月），"
        "旧店镇；第 1 项，共 2 项",
    ),
    "en": (
        "Transport: 2 items; Jiudian Town",
        "Laizhou–Qingdao Expressway (Qingdao–Pingdu–Laizhou), Expressway, Planned (October 2025), "
        "Jiudian; item 1 of 2",
    ),
}


def focused(reader: Reader) -> str | None:
    """Return the name of the focused element, as in ``panels/focus.js``."""
    name: str | None = reader.js("document.activeElement.dataset.focus ?? null")
    return name


def skip_to_the_list(reader: Reader) -> None:
    """Follow the second of the links at the top."""
    reader.page.locator(".atlas-skip").first.focus()
    reader.page.keyboard.press("Tab")
    reader.page.keyboard.press("Enter")
    assert focused(reader) == f"row:{reader.rows[0]}"


def marked(reader: Reader) -> bool:
    """Return whether a shape is marked on the map without being selected."""
    return bool(reader.js("Boolean(eyes.atlas().marks.marks.hover)"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_list_card_clause_and_back(reader: Reader, lang: str) -> None:
    reader.open("transport", town=JIUDIAN, **({"lang": "en"} if lang == "en" else {}))
    page, keyboard = reader.page, reader.page.keyboard
    summed, said = SENTENCES[lang]
    expect(page.locator(SUMMED)).to_have_text(summed)
    expect(page.locator(".atlas-tablebox")).to_match_aria_snapshot(LIST[lang])

    skip_to_the_list(reader)
    expect(page.locator(SAID)).to_have_text(said)
    keyboard.press("Enter")
    reader.eventually(lambda: focused(reader), "title")
    expect(page.locator(".atlas-cardbox")).to_match_aria_snapshot(CARD[lang])

    for _ in range(30):
        keyboard.press("Tab")
        if str(focused(reader)).startswith("quote:"):
            break
    keyboard.press("Enter")
    reader.eventually(lambda: reader.path, "reader")
    here = page.locator(".reader-text .here")
    expect(here).to_match_aria_snapshot(CLAUSE)
    expect(here).to_be_focused()
    expect(here).to_have_attribute("lang", "zh-CN")

    page.go_back()
    reader.eventually(lambda: reader.path, "transport")
    reader.eventually(lambda: focused(reader), "title")
    keyboard.press("Escape")
    reader.eventually(lambda: reader.cards, [])
    assert focused(reader) == f"row:{ROAD}"
    expect(page.locator(".atlas-tablebox")).to_match_aria_snapshot(LIST[lang])
    expect(page.locator(SUMMED)).to_have_text(summed)


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_the_map_follows_through_the_list(new_reader: NewReader, phone: bool) -> None:
    reader = new_reader(phone=phone)
    # A view of the far south-west, where few of the projects are.
    reader.open("transport", "map=13/36.5600/119.7500")
    page, keyboard, rows = reader.page, reader.page.keyboard, reader.rows
    steps = reader.js("history.length")
    address, stops = page.url, page.locator(".atlas-table [data-row][tabindex='0']")
    drawn = [row for row in rows if reader.js("id => Boolean(eyes.atlas().find(id).geometry)", row)]
    reader.row(rows[0]).focus()
    for row in drawn[:4]:
        while focused(reader) != f"row:{row}":
            keyboard.press("ArrowDown")
        reader.eventually(lambda row=row: reader.js(IN_VIEW, row), True, 15)
    assert reader.view[0] == 13  # it moves, and does not zoom
    # What is in view already does not move it; elsewhere, the mark is gone.
    still = reader.rest_of_map()
    page.locator(".atlas-search input").focus()
    reader.eventually(lambda: marked(reader), False)
    expect(page.locator(SAID)).to_have_text("")
    reader.row(drawn[3]).focus()
    reader.eventually(lambda: marked(reader), True)
    expect(page.locator(SAID)).to_contain_text(
        f"第 {rows.index(drawn[3]) + 1} 项，共 {len(rows)} 项"
    )
    assert reader.rest_of_map() == still
    keyboard.press("End")
    assert focused(reader) == f"row:{rows[-1]}"
    expect(page.locator(SAID)).to_contain_text(f"第 {len(rows)} 项，共 {len(rows)} 项")
    keyboard.press("Home")
    keyboard.press("PageDown")
    assert focused(reader) not in (f"row:{rows[0]}", f"row:{rows[-1]}")
    expect(stops).to_have_count(1)
    assert (page.url, reader.js("history.length"), reader.cards) == (address, steps, [])


def test_a_view_is_summed_up_once_after_each_change(reader: Reader) -> None:
    reader.open("transport")
    said = reader.page.locator(SUMMED)
    reader.js(
        """selector => {
          window.said = [];
          const node = document.querySelector(selector);
          const note = () => window.said.push(node.textContent);
          new MutationObserver(note).observe(node, {childList: true});
        }""",
        SUMMED,
    )
    reader.choose("towns", "旧店镇")
    reader.choose("statuses", "规划")
    expect(said).to_have_text("交通项目：2 项；旧店镇、规划")
    reader.close_popover()
    reader.go_to("ecology")
    expect(said).to_contain_text("生态红线：")
    expect(said).to_contain_text("；旧店镇、规划")
    reader.go_to("overview")
    reader.js("eyes.go", "/indicators")
    expect(said).to_contain_text("指标：")
    assert reader.page.title().startswith("指标")
    found = reader.js("said")
    assert len(found) == len(set(found))
    # a region that is shown anew would be read again
    assert reader.page.locator("[role=status]").count() == 2
