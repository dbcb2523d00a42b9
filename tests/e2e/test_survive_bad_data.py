"""Broken layers and hostile names: the rest of the atlas works, and names stay text."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.driver import NewReader, Reader
from tests.support.project import built, copy_of_the_data
from tests.support.server import Server


def spoil(root: Path, layer: str, change: Callable[[list[dict[str, Any]]], None]) -> None:
    path = root / "geodata" / f"{layer}.geojson"
    collection = json.loads(path.read_text("utf-8"))
    change(collection["features"])
    path.write_text(json.dumps(collection, ensure_ascii=False), "utf-8")


# ---- broken layers ----------------------------------------------------------------------------

#: layer → text of the message for reader and log: file, feature, field
BROKEN = {
    "rivers": ["rivers.geojson", "JSON"],
    "reservoirs": ["reservoirs.geojson", "LineString", "geometry"],
    "industrial-parks": ["industrial-parks.geojson", "no-such-kind", "kind"],
    "ecological-redlines": ["ecological-redlines.geojson", "eco-yunshan", "id"],
    "spatial-structure": ["spatial-structure.geojson", "tp-metro-14", "id"],
    "neighbours": ["neighbours.toml"],
    "industrial-districts": ["industrial-districts.geojson"],
}


@pytest.fixture(scope="session")
def broken(serve: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory) -> Server:
    """Return an atlas in which each kind of damage affects one layer."""
    root = copy_of_the_data(tmp_path_factory.mktemp("broken"))
    geodata = root / "geodata"
    text = (geodata / "rivers.geojson").read_text("utf-8")
    (geodata / "rivers.geojson").write_text(text[: len(text) // 2], "utf-8")

    def wrong_geometry(features: list[dict[str, Any]]) -> None:
        features[1]["geometry"] = {"type": "LineString", "coordinates": [[120, 36.7], [120, 36.8]]}

    def unknown_kind(features: list[dict[str, Any]]) -> None:
        features[2]["properties"]["kind"] = "no-such-kind"

    def twice(features: list[dict[str, Any]]) -> None:
        features[0]["properties"]["id"] = "eco-yunshan"

    def of_another_layer(features: list[dict[str, Any]]) -> None:
        features[0]["properties"]["id"] = "tp-metro-14"

    spoil(root, "reservoirs", wrong_geometry)
    spoil(root, "industrial-parks", unknown_kind)
    spoil(root, "ecological-redlines", twice)
    # The layer later in drawing order is left out: make it this one.
    path = root / "layers" / "spatial-structure.toml"
    path.write_text(path.read_text("utf-8").replace("order = 320", "order = 460"), "utf-8")
    spoil(root, "spatial-structure", of_another_layer)
    (root / "layers" / "neighbours.toml").write_text("theme = \n", "utf-8")
    (geodata / "industrial-districts.geojson").unlink()
    return serve(root)


def test_a_broken_layer_is_named_and_the_others_draw(
    new_reader: NewReader, broken: Server, subtests: pytest.Subtests
) -> None:
    reader = new_reader(server=broken)
    reader.open("overview")
    for page in ("overview", "ecology", "industry"):
        with subtests.test(page):
            if page != "overview":
                reader.go_to(page)
            notice = reader.page.locator(".atlas-problem")
            expect(notice).to_be_visible()
            for layer, words in BROKEN.items():
                line = notice.locator("p").filter(has_text=words[0])
                expect(line, layer).to_have_count(1)
                for word in words:
                    expect(line).to_contain_text(word)
                assert reader.drawn(layer) == set()
                assert reader.page.locator(f".atlas-legend input[value='{layer}']").count() == 0
            for layer in ("townships", "city-boundary", "land", "transport-network"):
                assert reader.drawn(layer), layer
            if page == "overview":
                assert len(reader.rows) == len(built("transport-projects"))
                reader.row("tp-metro-14").click()
                reader.eventually(reader.selection, reader.agreed("tp-metro-14"))
            # The map is still shown: the messages do not replace it.
            box = reader.page.locator(".atlas-canvas").bounding_box()
            assert box and box["height"] > 350


def test_the_log_and_the_health_check_name_the_broken_layers(broken: Server) -> None:
    log = broken.log.read_text("utf-8")
    for layer, words in BROKEN.items():
        assert any(layer in line and all(w in line for w in words) for line in log.splitlines()), (
            layer
        )
    status, _, text = broken.get("/readyz")
    assert status == 200
    told = json.loads(text)
    assert not told["whole"]
    for layer, words in BROKEN.items():
        assert all(word in told["broken"][layer] for word in words), layer


def test_a_layer_that_fails_to_load_is_named_and_the_others_draw(fresh_reader: Reader) -> None:
    reader = fresh_reader
    reader.expected += [r"rivers-\w+\.geojson", "rivers"]
    reader.page.route("**/rivers-*.geojson", lambda route: route.fulfill(status=503))
    reader.open("transport")
    expect(reader.page.locator(".atlas-notice")).to_contain_text("图层未能载入")
    assert reader.drawn("rivers") == set()
    assert reader.drawn("transport-projects") and reader.drawn("townships")


# ---- hostile names ----------------------------------------------------------------------------

NAMES = [
    "<img src=x onerror=window.__xss=1>",
    "${alert(1)}",
    "C:\\2019",
    "a`b",
    "</script><script>window.__xss=1</script>",
    "{{7*7}} {% raw %}",
    "**粗** _斜_ $x^2$ :red[r] [l](javascript:alert(1))",
    "&lt;b&gt; \"'",
]
PROJECTS = [
    "tp-metro-14",
    "tp-exp-laizhou-qingdao",
    "tp-road-s220",
    "tp-road-g308-city",
    "tp-hsr-qingdao-pingdu-laizhou",
    "tp-road-s217",
    "tp-road-s219",
    "tp-exp-mingcun-dongjiakou",
]
TEXT_FIELDS = ("name_zh", "name_en", "note_zh", "note_en", "plan_quote", "from_zh", "to_zh")


@pytest.fixture(scope="session")
def hostile(serve: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory) -> Server:
    """Return an atlas in which projects, parks and towns have hostile names."""
    root = copy_of_the_data(tmp_path_factory.mktemp("hostile"))
    names = dict(zip(PROJECTS, NAMES, strict=True))

    def projects(features: list[dict[str, Any]]) -> None:
        for feature in features:
            name = names.get(feature["properties"]["id"])
            if name:
                feature["properties"] |= dict.fromkeys(TEXT_FIELDS, name)
                feature["properties"]["towns_reason"] = name

    def towns(features: list[dict[str, Any]]) -> None:
        for feature, name in zip(features, NAMES, strict=False):
            feature["properties"] |= {"name_zh": name, "name_en": name}

    spoil(root, "transport-projects", projects)
    spoil(root, "townships", towns)
    sources = root / "geodata" / "sources.json"
    listed = json.loads(sources.read_text("utf-8"))
    for source in listed:
        source |= {"title_zh": NAMES[0], "url": "javascript:window.__xss=1"}
    sources.write_text(json.dumps(listed, ensure_ascii=False), "utf-8")
    links = root / "geodata" / "links.json"
    listed = json.loads(links.read_text("utf-8"))
    for link in listed:
        if link["feature"] in names:
            link["quote"] = names[link["feature"]]
    links.write_text(json.dumps(listed, ensure_ascii=False), "utf-8")
    return serve(root)


def clean(reader: Reader) -> None:
    """Assert that all names are plain text."""
    assert reader.js("window.__xss") is None
    assert reader.dialogs == []
    assert reader.page.locator("img[src=x], a[href^='javascript:']").count() == 0
    assert reader.js("document.querySelectorAll('.katex').length") == 0


def test_hostile_names_are_text_in_table_card_tooltip_list_map_and_filter(
    new_reader: NewReader, hostile: Server
) -> None:
    reader = new_reader(server=hostile)
    reader.open("transport")
    assert len(reader.rows) == len(built("transport-projects"))
    clean(reader)
    for identifier, name in zip(PROJECTS, NAMES, strict=True):
        expect(reader.row(identifier)).to_contain_text(name)
        spot = reader.spot(identifier)
        if spot:
            reader.page.mouse.move(spot["x"] + 25, spot["y"] + 25)
            reader.page.mouse.move(spot["x"], spot["y"], steps=3)
            expect(reader.page.locator(".atlas-tip b").last).to_have_text(name)
        reader.row(identifier).click()
        card = reader.page.locator(f".atlas-card[data-id='{identifier}']")
        expect(card.locator("h3")).to_have_text(name)
        expect(card.locator("blockquote p").first).to_have_text(name)
        card.locator("details.sources summary").click()
        expect(card.locator("details.sources")).to_contain_text(NAMES[0])
        clean(reader)
    reader.js("eyes.select", None)
    reader.eventually(reader.selection, reader.agreed(None))
    reader.page.locator(".control-home").click()
    reader.settle()
    reader.rest_of_map()
    names_are_text_in_the_list_of_shapes_and_on_the_map(reader)
    town_names_are_text_in_the_filter(reader)


def names_are_text_in_the_list_of_shapes_and_on_the_map(reader: Reader) -> None:
    checked = 0
    for identifier, name in zip(PROJECTS, NAMES, strict=True):
        reader.rest_of_map()  # it makes room for a list
        spot = reader.spot(identifier)
        if not spot or len(spot["under"]) < 2:
            continue
        reader.page.mouse.click(spot["x"], spot["y"])
        expect(reader.page.locator(".atlas-chooser .name").first).to_have_text(name)
        reader.js("eyes.closePopup")
        checked += 1
    assert checked >= 3
    # Labels on the map are the names, up to a bracket.
    reader.js("eyes.select", None)
    reader.settle()
    labels = set(reader.page.locator(".atlas-label").all_inner_texts())
    assert labels & set(NAMES)
    assert not {label for label in labels if "49" in label}
    clean(reader)


def town_names_are_text_in_the_filter(reader: Reader) -> None:
    pills = reader.popover("towns").get_by_role("button")
    expect(pills.first).to_be_visible()
    texts = pills.all_inner_texts()
    for name in NAMES:
        assert name in texts
    clean(reader)
    pills.get_by_text(NAMES[6], exact=True).click()  # the name that is Markdown
    reader.eventually(lambda: reader.state["towns"], [built("townships")[6]["properties"]["code"]])
    expect(reader.page.locator(".choice-towns summary").first).to_contain_text(NAMES[6])
    clean(reader)
