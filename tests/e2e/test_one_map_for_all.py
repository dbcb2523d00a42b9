"""One map, mounted once: never rebuilt, and no messages while the reader only looks."""

from __future__ import annotations

from tests.e2e.driver import Reader
from tests.support.project import store


def test_the_map_is_the_same_node_after_ten_filters_and_five_pages(reader: Reader) -> None:
    reader.open("transport")
    reader.eventually(lambda: reader.js("eyes.complete"), True)  # the rest comes when there is time
    reader.js("eyes.mark")
    requests: list[str] = []
    reader.page.on("request", lambda request: requests.append(request.url))
    changes = [
        ("towns", "南村镇"),
        ("towns", "旧店镇"),
        ("towns", "南村镇"),
        ("statuses", "规划"),
        ("statuses", "已建成"),
        ("themes", "生态"),
        ("themes", "产业园区"),
        ("themes", "生态"),
        ("towns", "旧店镇"),
        ("statuses", "规划"),
    ]
    for which, label in changes:
        before = reader.query
        reader.choose(which, label)
        reader.eventually(lambda before=before: reader.query != before, True)
    reader.close_popover()
    reader.settle()
    assert reader.query == {"theme": "industry", "status": "built"}
    assert reader.js("eyes.same")
    for page in ("overview", "structure", "industry", "ecology", "transport"):
        reader.go_to(page)
        assert reader.js("eyes.same"), page
    # Nothing of the map was fetched twice; layers for closer zooms were fetched only there, the
    # scripts of a page's own tools with it.
    fetched = [url for url in requests if "/atlas/" in url and "/atlas/data-" not in url]
    fetched = [url for url in fetched if not url.endswith(".js")]
    late = [name for name, layer in store().catalogue.items() if layer.min_zoom]
    assert [url for url in fetched if not any(f"/{name}-" in url for name in late)] == []
    assert len(fetched) == len(set(fetched))


def test_panning_and_zooming_send_nothing_to_python(reader: Reader) -> None:
    reader.open("transport", town="370283105", id="tp-metro-14")
    before, quiet = reader.view, reader.messages
    sent = reader.js("eyes.traffic.sent")
    reader.drag_map(-150, 90)
    dragged = reader.rest_of_map(left=before)
    reader.page.mouse.wheel(0, -240)
    wheeled = reader.rest_of_map(left=dragged)
    reader.page.mouse.wheel(0, 120)
    out = reader.rest_of_map(left=wheeled)
    reader.page.locator(".control-out").click()
    farther = reader.rest_of_map(left=out)
    reader.page.locator(".control-home").click()
    home = reader.rest_of_map(left=farther)
    reader.page.mouse.move(500, 500, steps=5)
    reader.drag_map(60, 40)
    after = reader.rest_of_map(left=home)
    assert after != before
    reader.never_told(quiet)
    # The URL still follows the view.
    reader.eventually(lambda: f"#map={after[0]:g}/" in reader.page.url, True)
    # Nor is the next choice, on which nothing of Python's depends.
    reader.js("eyes.select", "tp-road-s220")
    reader.eventually(lambda: reader.query.get("id"), "tp-road-s220")
    reader.settle()
    assert reader.js("eyes.traffic.sent") == sent


def test_a_drag_during_a_zoom_selects_nothing(reader: Reader) -> None:
    reader.open("transport")
    reader.page.mouse.move(560, 420)
    reader.page.mouse.wheel(0, -330)
    reader.eventually(lambda: reader.js("eyes.moving"), True)
    reader.drag_map(-130, 70)
    reader.rest_of_map()
    reader.settle()
    assert reader.selection() == reader.agreed(None)


def test_an_idle_page_does_not_rerun_for_thirty_seconds(fresh_reader: Reader) -> None:
    reader = fresh_reader
    reader.page.clock.install()
    reader.open("overview", id="eco-yunshan")
    reader.eventually(lambda: reader.js("eyes.complete"), True)
    quiet = reader.messages
    clock = reader.js("Date.now()")
    # All timers due within 30 s fire.
    reader.page.clock.run_for(30_000)
    assert reader.js("Date.now()") - clock >= 30_000
    reader.never_told(quiet)


def test_a_resized_map_fills_its_container_and_keeps_the_link(fresh_reader: Reader) -> None:
    reader = fresh_reader
    reader.open("overview")
    reader.page.mouse.move(700, 420)
    first = reader.view
    reader.page.mouse.wheel(0, -330)
    reader.rest_of_map(left=first)
    reader.eventually(lambda: "#map=" in reader.page.url, True)
    link = reader.page.url
    look = (
        "(({map, canvas}) => "
        "[map.getSize().x, map.getSize().y, canvas.clientWidth, canvas.clientHeight])"
    )
    for width, height in ((1700, 901), (1365, 767)):  # odd and even differences
        old = reader.js(f"{look}(eyes.atlas())")
        reader.page.set_viewport_size({"width": width, "height": height})

        def fits(old: list[int] = old) -> bool:
            now = reader.js(f"{look}(eyes.atlas())")
            return now[:2] == now[2:] and now != old

        reader.eventually(fits, True)
        reader.rest_of_map()
        reader.eventually(lambda: reader.page.url, link)
