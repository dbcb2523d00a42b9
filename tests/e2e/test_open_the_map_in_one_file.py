"""The one-file map, opened from disk without a network, on desktop and phone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from atlas.core.messages import message
from atlas.core.model import vocabulary
from atlas.store.query import BASE_THEME, Filter, Selection, Topic, select
from atlas.store.store import Store, load
from atlas.webmap.one_file_map import one_file
from atlas.wording import card
from tests.e2e.driver import DESKTOP, PHONE, eventually
from tests.support.project import store as load_once
from tests.support.server import PATIENCE

OVERVIEW, TRANSPORT = Topic("overview"), Topic("transport", "transport")
DAY = date(2026, 1, 2)
THEMES = [theme for theme in vocabulary().theme if theme != BASE_THEME]
NAME = "平度规划图集.html"
ZOOM = "({map}) => map.getZoom()"
HOSTILE = "</script><img src=x onerror=\"document.title='hacked'\">"
both_sizes = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def store() -> Store:
    return load_once()


@cache
def written(topic: Topic, chosen: Filter, lang: str) -> bytes:
    """Return the project's atlas as one file."""
    return one_file(load_once(), topic, chosen, lang, DAY)


@pytest.fixture
def open_file(browser: Browser, store: Store, tmp_path: Path) -> Iterator[Open]:
    """Open a file from disk; afterwards nothing else was requested, and nothing failed."""
    contexts: list[BrowserContext] = []
    asked: list[str] = []
    errors: list[str] = []

    def opened(
        topic: Topic = OVERVIEW,
        chosen: Filter | None = None,
        size: dict[str, Any] = DESKTOP,
        store: Store = store,
        lang: str = "zh",
        **options: Any,
    ) -> Page:
        path = tmp_path / NAME
        if store is load_once() and not options:
            path.write_bytes(written(topic, chosen or Filter(), lang))
        else:
            path.write_bytes(one_file(store, topic, chosen or Filter(), lang, DAY, **options))
        context = browser.new_context(offline=True, reduced_motion="reduce", **size)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: errors.append(message.text))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(path.as_uri())
        expect(page.locator(".atlas-frame[data-ready=true]")).to_be_attached()
        ask(
            page,
            """async atlas => {
          while ([...atlas.layers.values()].some(layer => layer.near && !layer.loaded))
            await new Promise(done => setTimeout(done, 20));
        }""",
        )
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not errors
    others = {url.split("#")[0] for url in asked if not url.startswith("data:")}
    assert others == {(tmp_path / NAME).as_uri()}


def ask(page: Page, function: str, value: Any = None) -> Any:
    """Return the result of a function of the map and a value."""
    return page.locator(".atlas-frame").evaluate(
        f"(frame, value) => ({function})(frame.atlas, value)", value
    )


def shown(page: Page) -> dict[str, list[str]]:
    """Return layer → ids shown on the map, except layers for closer zooms."""
    found: dict[str, list[str]] = ask(
        page,
        """atlas => Object.fromEntries([...atlas.layers.values()]
          .filter(layer => !layer.definition.min_zoom)
          .map(layer => [layer.id, layer.features.filter(f => f.shown).map(f => f.id)])
          .filter(([, ids]) => ids.length))""",
    )
    return found


def expected(store: Store, selection: Selection) -> dict[str, list[str]]:
    """Return layer → ids of a selection, except layers for closer zooms."""
    found = {}
    for layer, ordinals in selection.layers.items():
        if store.catalogue[layer].min_zoom:
            continue
        frame = store.frames[layer]
        rows = frame if ordinals is None else frame.iloc[ordinals]
        kinds = zip(rows["id"], rows["kind"], strict=True)
        hidden = selection.hidden
        ids = [i for i, kind in kinds if not hidden & {layer, f"{layer}/{kind}"}]
        if ids:
            found[layer] = ids
    return found


def listed(page: Page) -> list[str]:
    rows = page.locator(".atlas-table tbody tr")
    ids: list[str] = rows.evaluate_all("rows => rows.map(row => row.dataset.id)")
    return ids


def press(page: Page, choice: str, label: str) -> None:
    """Press a choice of the bar by touch or mouse."""
    open_filters(page)
    box = page.locator(f".choice-{choice}")
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    box.get_by_role("button", name=label, exact=True).click()


def open_filters(page: Page) -> None:
    """On a phone, open the drawer of filters."""
    button = page.locator(".atlas-filter-button")
    if button.is_visible() and page.locator(".atlas-filters").get_attribute("open") is None:
        button.click()


def row(page: Page, identifier: str) -> Locator:
    return page.locator(f'.atlas-table tr[data-id="{identifier}"]')


@both_sizes
def test_map_card_filter_and_language_work_without_a_server(open_file, store, size):
    page = open_file(size=size)
    every_feature_is_drawn(page, store)
    a_card_has_the_quotes_word_for_word(page, store)
    a_filter_applies_to_map_and_list(page, store, size)
    the_language_switches_everything(page, store)


def every_feature_is_drawn(page: Page, store: Store) -> None:
    drawn = ask(
        page,
        """atlas => Object.fromEntries([...atlas.layers.values()].map(({id, features}) =>
          [id, [features.length, features.filter(f => f.paths.length).length]]))""",
    )
    near = {name for name, layer in store.catalogue.items() if layer.min_zoom}
    assert all(drawn.pop(layer) == [0, 0] for layer in near), "it shows near only"
    assert drawn == {
        layer: [len(frame), int(frame.geometry.notna().sum())]
        for layer, frame in store.frames.items()
        if layer not in near
    }
    assert shown(page) == expected(store, select(store, OVERVIEW, Filter()))
    # it fills the space left by the bars, and is visible
    assert page.viewport_size
    width, height = page.viewport_size["width"], page.viewport_size["height"]
    box = page.locator(".atlas-canvas").bounding_box()
    assert box
    assert box["width"] > width * 0.65
    assert box["height"] > height * 0.5
    expect(page.locator(".atlas-label.town").first).to_be_visible()
    expect(page.locator(".leaflet-townships-pane path").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(page.locator(".onefile-foot")).to_contain_text("OpenStreetMap 贡献者（ODbL）")
    expect(page.locator(".onefile-foot")).to_contain_text("不作为法定依据")
    assert page.title() == "平度规划图集 · 总览 · 2026-01-02"


def a_filter_applies_to_map_and_list(page: Page, store: Store, size: dict[str, Any]) -> None:
    open_filters(page)
    page.get_by_role("button", name="清除筛选").click()
    assert shown(page) == expected(store, select(store, OVERVIEW, Filter()))
    press(page, "towns", "南村镇")
    press(page, "themes", "交通")
    wanted = select(store, OVERVIEW, Filter(towns=("370283105",), themes=("transport",)))
    assert store.towns["370283105"]["name_zh"] == "南村镇"
    expect(page.locator("summary", has_text="镇街")).to_have_text("镇街 · 南村镇")
    assert shown(page) == expected(store, wanted)
    assert listed(page) == list(wanted.features["id"])
    n = message("filter.count", "zh", n=len(wanted.features))
    expect(page.locator(".atlas-count" if size is DESKTOP else ".said")).to_contain_text(n)
    # the map has moved to the town, and its surroundings are muted
    zoom = ask(page, ZOOM)
    assert zoom > 10.5 if size is DESKTOP else zoom > 9.5
    expect(page.locator(".leaflet-mask-pane path").first).to_be_attached()
    page.keyboard.press("Escape")


def test_the_legend_switches_and_its_switches_outlive_a_filter(open_file, store):
    page = open_file(TRANSPORT)
    before = len(listed(page))
    box = page.locator('.legend-row input[value="transport-projects/metro"]')
    box.uncheck()
    off = Filter(off=frozenset({"transport-projects/metro"}))
    expect(page.locator(".atlas-table tr[data-id=tp-metro-14]")).to_have_count(0)
    assert shown(page) == expected(store, select(store, TRANSPORT, off))
    assert len(listed(page)) < before
    press(page, "themes", "生态")
    chosen = Filter(off=off.off, themes=("ecology",))
    assert shown(page) == expected(store, select(store, TRANSPORT, chosen))
    page.keyboard.press("Escape")
    box.evaluate("box => box.click()")  # it now stands in the fold of what is off
    expect(page.locator(".atlas-table tr[data-id=tp-metro-14]")).to_have_count(1)
    chosen = Filter(themes=("ecology",))
    assert shown(page) == expected(store, select(store, TRANSPORT, chosen))
    # an initially hidden layer, switched on
    hidden = select(store, TRANSPORT, chosen).hidden
    token = next(t for t in sorted(hidden) if page.locator(f'input[value="{t}"]').count())
    page.locator(f'input[value="{token}"]').evaluate("box => box.click()")
    shown_too = Filter(themes=("ecology",), on=frozenset({token}))
    wanted = expected(store, select(store, TRANSPORT, shown_too))
    eventually(page, lambda: shown(page), wanted)


def a_card_has_the_quotes_word_for_word(page: Page, store: Store) -> None:
    wanted = card(store, "tp-metro-14", "zh")
    row(page, "tp-metro-14").click()
    shown_card = page.locator(".atlas-card")
    expect(shown_card.locator("h3")).to_have_text(wanted["title"])
    quotes = shown_card.locator("blockquote p")
    assert quotes.all_text_contents() == [quote["text"] for quote in wanted["quotes"]]
    places = shown_card.locator("blockquote footer").all_text_contents()
    assert places == [f"{q['clause']} · {q['relation']}" for q in wanted["quotes"]]
    # it has no links to pages that do not exist
    assert shown_card.locator("blockquote button").count() == 0
    expect(shown_card.locator(".chip")).to_have_text(wanted["chips"][0]["text"])
    expect(shown_card.locator("dd").first).to_have_text(wanted["rows"][0]["value"])
    expect(shown_card.locator(".note.schematic")).to_contain_text("±")
    assert page.locator(".leaflet-glow-pane path").count() > 0
    shown_card.locator(".town", has_text="南村镇").click()
    expect(page.locator("summary", has_text="镇街")).to_have_text("镇街 · 南村镇")
    shown_card.get_by_role("button", name="关闭卡片").click()
    expect(page.locator(".atlas-card")).to_have_count(0)


def test_a_click_on_the_map_opens_the_card(open_file, store):
    page = open_file(Topic("ecology", "ecology"))
    reserve = next(
        r
        for r in store.records.values()
        if r["layer"] == "ecological-redlines" and r["kind"] == "nature_reserve"
    )
    x, y = ask(
        page,
        """({map}, [lon, lat]) => {
          const p = map.latLngToContainerPoint([lat, lon]);
          const box = map.getContainer().getBoundingClientRect();
          return [box.left + p.x, box.top + p.y];
        }""",
        reserve["label_point"],
    )
    page.mouse.move(x, y)
    expect(page.locator(".atlas-tip")).to_be_visible()
    page.mouse.click(x, y)
    expect(page.locator(".atlas-card")).to_have_attribute("data-id", reserve["id"])


def the_language_switches_everything(page: Page, store: Store) -> None:
    row(page, "tp-metro-14").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.title() == "Pingdu Planning Atlas · Overview · 2026-01-02"
    expect(page.locator("summary", has_text="Towns")).to_have_text("Towns · Nancun Town")
    expect(page.locator(".legend-button")).to_have_text("Legend")
    expect(page.locator(".atlas-card h3")).to_have_text(card(store, "tp-metro-14", "en")["title"])
    chinese = page.evaluate(
        """() => {
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
          while (walk.nextNode()) {
            const {data, parentElement: at} = walk.currentNode;
            const may = at.closest('blockquote p, .onefile-language');
            if (/[\\u3400-\\u9fff]/.test(data) && !may) found.push(data);
          }
          return found;
        }"""
    )
    assert chinese == []
    page.get_by_role("button", name="中文").click()
    expect(page.locator(".legend-button")).to_have_text("图例")


def test_the_file_opens_in_the_exported_view(open_file, store):
    west, south, east, north = 119.85, 36.45, 120.15, 36.65
    chosen = Filter(towns=("370283105",), themes=("ecology",), selected="tp-metro-14")
    page = open_file(TRANSPORT, chosen, lang="en", bounds=(west, south, east, north))
    expect(page.locator(".atlas-card")).to_have_attribute("data-id", "tp-metro-14")
    assert shown(page) == expected(store, select(store, TRANSPORT, chosen))
    view = ask(page, "({map}) => map.getBounds().toBBoxString().split(',').map(Number)")
    assert view[0] <= west < east <= view[2]
    assert view[1] <= south < north <= view[3]
    assert (view[2] - view[0]) * (view[3] - view[1]) < 6 * (east - west) * (north - south)
    # moved, and read again: the address keeps the view
    before = ask(page, ZOOM)
    page.locator(".control-in").click()
    expect(page).to_have_url(re.compile(f"#map={before + 0.5:g}/"))
    page.reload()
    expect(page.locator(".atlas-frame[data-ready=true]")).to_be_attached()
    after = ask(page, ZOOM)
    assert after == before + 0.5


def test_hostile_texts_stay_text(open_file, root_copy):
    path = root_copy / "geodata/transport-projects.geojson"
    layer = json.loads(path.read_text("utf-8"))
    for feature in layer["features"]:
        for key in ("name_zh", "name_en", "note_zh", "note_en"):
            feature["properties"][key] = HOSTILE + (feature["properties"][key] or "")
    path.write_text(json.dumps(layer), encoding="utf-8")
    path = root_copy / "layers/transport-projects.toml"
    text = path.read_text("utf-8")
    quoted = HOSTILE.replace('"', '\\"')
    path.write_text(text.replace('title = { zh = "', f'title = {{ zh = "{quoted}', 1), "utf-8")
    page = open_file(TRANSPORT, store=load(root_copy))
    row(page, "tp-metro-14").click()
    expect(page.locator(".atlas-card h3")).to_contain_text(HOSTILE)
    expect(page.locator(".atlas-card .note").first).to_be_visible()
    expect(page.locator(".legend-layer", has_text=HOSTILE)).to_have_count(1)
    # an image that is no text would have failed to load by then
    ask(page, "() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 100)))")
    assert page.locator("img").count() == 0
    assert page.title() == "平度规划图集 · 交通项目 · 2026-01-02"
