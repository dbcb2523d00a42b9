"""An investor looks for a site: finds some, sees why in this order, or learns why nothing fits."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.e2e.driver import NewReader, Reader
from tests.support.project import built

HITS = ".atlas-hits ol > li"
FORM = ".atlas-finder .form"
#: sites whose industries are unknown
UNKNOWN = {"park-liaolan"}


def hits(reader: Reader) -> list[str]:
    """Return the ids of the sites that fit, in order."""
    return reader.page.locator(HITS).evaluate_all("items => items.map(item => item.dataset.id)")


def with_industry(key: str) -> set[str]:
    """Return the ids of all sites that have an industry."""
    layers = ("industrial-parks", "industrial-districts")
    sites = [f["properties"] for layer in layers for f in built(layer)]
    return {site["id"] for site in sites if key in site["industries"]}


def sites() -> set[str]:
    """Return the ids of all sites."""
    layers = ("industrial-parks", "industrial-districts")
    return {f["properties"]["id"] for layer in layers for f in built(layer)}


def need(reader: Reader, name: str) -> Locator:
    """Return the figure of a condition."""
    return reader.page.locator(f"{FORM} .need input[name={name}]")


def numbers(reader: Reader) -> list[str]:
    """Return the labels of hits on the map, each with its numbers."""
    return sorted(reader.page.locator(".atlas-hit").all_inner_texts())


def test_the_manager_of_a_fine_chemicals_firm_finds_a_site(reader: Reader) -> None:
    page = reader.open("industry").page
    before, view = reader.messages, reader.rest_of_map()
    box = page.get_by_role("combobox", name="要建什么")
    box.fill("染料")
    expect(page.get_by_role("option").first).to_contain_text("精细化工")
    box.press("Enter")
    reader.eventually(lambda: reader.query.get("want"), "fine-chemicals")
    # Sites of other industries are out; one whose industry is unknown is not.
    found = set(hits(reader))
    assert found == with_industry("chemical") | UNKNOWN
    expect(page.locator(".atlas-table")).to_have_count(0)

    page.get_by_role("button", name="加条件：铁路货运站").click()
    expect(need(reader, "freight")).to_be_focused()
    page.keyboard.type("15")
    reader.eventually(lambda: reader.query.get("need"), "freight:15")
    first = page.locator(HITS).first
    expect(first.locator(".reason")).to_have_text(
        "理由：点名精细化工，省级认定化工园区（平度新河化工产业园）；"
        "至铁路货运站路程 1–10 千米（限 15 千米）。"
    )
    # (1 + 1 − 10/15) / 2 to (1 + 1 − 1/15) / 2
    expect(first.locator(".score")).to_contain_text("得分 0.67–0.97")
    unknown = page.locator(f"{HITS}[data-id=park-liaolan]")
    expect(unknown.locator(".unknowns")).to_have_text("未知：产业、铁路货运站，按最低到最高计。")

    # The hits are numbered on the map, which shows them all; nothing was asked of the server.
    reader.rest_of_map(view)
    assert "1" in numbers(reader)
    assert reader.state["hits"] == hits(reader)
    reader.never_told(before)

    # The reasons why others do not fit are one click away; so is the card of a hit.
    page.get_by_text("哪些不符，为什么").click()
    other = page.locator(".atlas-hits .misses li", has_text="海信")
    expect(other.locator(".reason")).to_contain_text("产业不符：智能家电")
    first.get_by_role("button", name="新河化工基地").first.click()
    reader.eventually(lambda: reader.cards, ["ind-xinhe"])

    # A weight of 0 for the industry leaves the order to the way; all weights 0 leave none.
    page.get_by_text("各条件的权重").click()
    page.get_by_role("group", name="产业", exact=True).get_by_role("button", name="0").click()
    reader.eventually(lambda: reader.query.get("weigh"), "industry:0")
    expect(first.locator(".score")).to_contain_text("得分 0.33–0.93")
    group = page.get_by_role("group", name="铁路货运站", exact=True)
    group.get_by_role("button", name="0").click()
    expect(page.locator(".atlas-hits .order").first).to_contain_text("不排次序")
    expect(page.locator(".atlas-hits .bar")).to_have_count(0)

    # Without a search the table is back.
    page.get_by_role("button", name="清除选址条件").click()
    expect(page.locator(".atlas-table tbody tr").first).to_be_visible()
    expect(page.locator(".atlas-hit")).to_have_count(0)


def test_an_appliance_maker_finds_a_site_on_a_phone_in_english(new_reader: NewReader) -> None:
    reader = new_reader(phone=True)
    page = reader.open("industry", lang="en").page
    box = page.get_by_role("combobox", name="What you make")
    box.tap()
    box.fill("hair dryers")
    page.get_by_role("option").first.tap()
    reader.eventually(lambda: reader.query.get("want"), "small-appliances")
    page.get_by_role("button", name="Add a condition: Airport").tap()
    need(reader, "airport").fill("40")
    reader.eventually(lambda: reader.query.get("need"), "airport:40")
    found = hits(reader)
    assert set(found) >= {"ind-linkong", "park-nancun-investment", "park-hisense"}
    assert set(found) <= with_industry("appliance") | UNKNOWN
    first = page.locator(HITS).first
    expect(first.locator(".number")).to_have_text("1")
    expect(first.locator(".reason")).to_contain_text("it has the same industry (Smart appliances)")
    # What a finger must hit is large enough, and nothing overflows sideways.
    targets = f"{FORM} :is(button, input, summary), .atlas-hits :is(.tick, .name, .atlas-star)"
    small = page.locator(f":is({targets}):visible").all()
    sizes = [one.bounding_box() for one in small]
    assert len(sizes) > 5
    assert [size for size in sizes if not size or size["height"] < 44] == []
    assert reader.js("eyes.outOfReach") == []
    # The link shows the same results on the same map.
    reader.rest_of_map()
    again = new_reader(phone=True).visit(page.url, HITS)
    assert hits(again) == found
    assert again.state["hits"] == found


def test_a_phone_shows_on_its_first_screen_that_sites_can_be_found(new_reader: NewReader) -> None:
    reader = new_reader(phone=True, fresh=True)
    page = reader.page
    # The screen of a phone, and what its browser's bars leave of it.
    for lang, height in (("zh", 844), ("en", 844), ("en", 664)):
        page.set_viewport_size({"width": 390, "height": height})
        reader.open("industry", lang=lang)
        box = page.get_by_role("combobox", name={"zh": "要建什么", "en": "What you make"}[lang])
        expect(page.locator(f"{FORM} h2")).to_be_in_viewport(ratio=1)
        expect(box).to_be_in_viewport(ratio=1)
        assert reader.js("scrollY") == 0
        # The map keeps most of what the bars leave, and one touch is enough to type.
        canvas = page.locator(".atlas-canvas").bounding_box()
        assert canvas and canvas["height"] >= 300
        box.tap()
        expect(box).to_be_focused()
    # The introduction follows with the list that it is about.
    lead, form, table = (
        page.locator(one).bounding_box() for one in (".atlas-lead", FORM, ".atlas-table")
    )
    assert lead and form and table and form["y"] < lead["y"] < table["y"]


def test_a_firm_that_nothing_fits_learns_why_by_the_keyboard_alone(reader: Reader) -> None:
    page = reader.open("industry").page
    keyboard = page.keyboard

    def tab_to(wanted: str) -> None:
        for _ in range(30):
            if reader.js("s => document.activeElement.matches(s)", wanted):
                return
            keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to {wanted}")

    expect(page.locator("[data-focus=want]")).to_be_visible()
    tab_to(".atlas-skip")
    keyboard.press("Enter")
    tab_to("[data-focus=want]")
    keyboard.type("轮胎厂")
    keyboard.press("Enter")
    reader.eventually(lambda: reader.query.get("want"), "tyres")
    tab_to("[data-focus='add:port_laizhou']")
    keyboard.press("Enter")
    expect(need(reader, "port_laizhou")).to_be_focused()
    keyboard.type("40")
    reader.eventually(lambda: reader.query.get("need"), "port_laizhou:40")
    expect(page.locator(".atlas-hits .none")).to_be_visible()
    assert hits(reader) == []
    excluding = page.locator(".atlas-hits .excluding li").all_inner_texts()
    others = len(sites() - with_industry("rubber") - with_industry("chemical") - UNKNOWN)
    assert excluding[0].startswith(f"“产业”排除 {others} 处")
    assert excluding[1].startswith("“莱州港”排除")
    misses = page.locator(".atlas-hits .misses").first.locator(".reason").all_inner_texts()
    assert misses[:2] == [
        "至莱州港路程至少 49 千米，超过 40 千米",
        "至莱州港路程至少 56 千米，超过 40 千米",
    ]
    relaxed = page.locator(".atlas-hits .misses").first.locator(".relaxed").all_inner_texts()
    assert relaxed[:2] == ["莱州港放宽到 91 千米即可。", "莱州港放宽到 77 千米即可。"]
    # A wider limit lets the nearest miss in.
    tab_to("[data-focus^='weights']")
    for _ in range(40):
        keyboard.press("Shift+Tab")
        if reader.js("document.activeElement.name === 'port_laizhou'"):
            break
    keyboard.press("Control+A")
    keyboard.type("50")
    reader.eventually(lambda: hits(reader), ["park-xinhe-materials"])
    keyboard.press("Control+A")
    keyboard.type("40")
    reader.eventually(lambda: hits(reader), [])
    # From a miss the keyboard leads to its card and back.
    tab_to("[data-focus^='miss:']")
    keyboard.press("Enter")
    reader.eventually(
        lambda: reader.js("document.activeElement.closest('.atlas-card') !== null"), True
    )
    keyboard.press("Escape")
    reader.eventually(lambda: reader.js("document.activeElement.dataset.focus ?? ''")[:5], "miss:")


def test_only_sites_that_pass_the_filter_are_looked_at_and_it_is_said(reader: Reader) -> None:
    reader.visit("industry?want=appliances&town=370283116", ".atlas-hits")
    counts = reader.page.locator(".atlas-hits .counts")
    expect(counts).to_contain_text("只看了筛选后的")
    assert hits(reader) == []
    # A word that means nothing here says so, and changes nothing.
    box = reader.page.get_by_role("combobox", name="要建什么")
    box.fill("核电站")
    expect(reader.page.get_by_role("option")).to_contain_text("没有这个产业")
    box.press("Escape")
    expect(box).to_have_value("家电整机")
    assert reader.query["want"] == "appliances"


def test_what_can_be_reached_from_a_site_is_switched_on_its_card(reader: Reader) -> None:
    page = reader.visit("industry?id=ind-xinhe", ".atlas-card").page
    before, view = reader.messages, reader.rest_of_map()
    switch = page.get_by_role("button", name="在图上看行车可达范围")
    expect(switch).to_have_attribute("aria-pressed", "false")
    switch.click()
    legend = page.locator(".atlas-reach")
    expect(legend.locator("li")).to_have_text(["15 分钟", "30 分钟", "60 分钟，止于道路数据的边缘"])
    expect(page.locator(".leaflet-reach-pane path")).to_have_count(3)
    reader.rest_of_map(view)
    # It follows the selection, and goes with its button, by which the switch is off again.
    reader.row("ind-tonghe").click()
    expect(legend.locator("b")).to_contain_text("同和高新区")
    legend.get_by_role("button").click()
    expect(page.locator(".leaflet-reach-pane path")).to_have_count(0)
    expect(switch).to_have_attribute("aria-pressed", "false")
    reader.never_told(before)
    # A site of which only the town is known has none.
    reader.row("park-hisense").click()
    reader.eventually(lambda: reader.cards, ["park-hisense"])
    expect(switch).to_have_count(0)
