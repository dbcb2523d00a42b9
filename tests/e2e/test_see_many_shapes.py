"""A large layer is drawn from tiles, and is used like any other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.driver import NewReader, Reader
from tests.support.many_polygons import KIND, LAYER, PREFIX, features_of, write_root
from tests.support.server import ROOT, Server

COUNT = 120
#: the application with so low a threshold that this layer is in tiles, and no other
LOWERED = "from atlas.webmap import tiles\n\ntiles.MOST_FEATURES = 100\n"
#: ordinals of the features that show
SHOWN = f"""() => {{
  const {{tiles}} = eyes.atlas().layers.get('{LAYER}');
  return [...tiles.shown.keys()].filter(ordinal => tiles.shown[ordinal]);
}}"""
#: whether a place has colour on the canvases; null where there is no canvas
INK = f"""at => {{
  const atlas = eyes.atlas();
  const box = atlas.canvas.getBoundingClientRect();
  const {{x, y}} = atlas.map.latLngToContainerPoint([at[1], at[0]]);
  const canvases = atlas.layers.get('{LAYER}').pane.querySelectorAll('canvas');
  for (const canvas of canvases) {{
    const own = canvas.getBoundingClientRect();
    const [left, top] = [box.left + x - own.left, box.top + y - own.top];
    if (left < 0 || top < 0 || left >= own.width || top >= own.height) continue;
    return canvas.getContext('2d').getImageData(left, top, 1, 1).data[3] > 0;
  }}
  return null;
}}"""


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, list[dict[str, Any]]]]:
    """Serve the atlas with some made-up polygons; return their properties too."""
    folder = tmp_path_factory.mktemp("many")
    root = write_root(folder, COUNT)
    script = folder / "app.py"
    script.write_text(LOWERED + (ROOT / "app.py").read_text("utf-8"), "utf-8")
    server = Server(folder / "output.log", str(script), environment={"ATLAS_ROOT": str(root)})
    yield server.wait(), features_of(root)
    server.stop()


def spot(reader: Reader, at: list[float]) -> dict[str, float]:
    """Return the page's coordinates of a place, given as longitude and latitude."""
    return reader.js(
        """at => {
          const box = eyes.atlas().canvas.getBoundingClientRect();
          const {x, y} = eyes.atlas().map.latLngToContainerPoint([at[1], at[0]]);
          return {x: box.left + x, y: box.top + y};
        }""",
        at,
    )


def test_a_large_layer_is_drawn_in_tiles_named_selected_and_filtered(
    new_reader: NewReader, many: tuple[Server, list[dict[str, Any]]]
) -> None:
    server, features = many
    reader = new_reader(server=server)
    reader.open("ecology", "map=11/36.78/119.95")
    assert (
        reader.js(f"eyes.atlas().layers.get('{LAYER}').pane.querySelectorAll('path').length") == 0
    )
    ordinals = {f["id"]: ordinal for ordinal, f in enumerate(features)}
    made = [f for f in features if f["id"].startswith(PREFIX)]
    assert len(made) == COUNT
    assert {ordinals[f["id"]] for f in made} <= set(reader.js(SHOWN))
    inked = [reader.js(INK, f["label_point"]) for f in made]
    assert inked.count(True) > 20
    assert False not in inked  # None: out of view

    spots = {f["id"]: spot(reader, f["label_point"]) for f in made}
    first, *others = [  # nothing stands over the middle of the map
        f for f in made if 350 < spots[f["id"]]["x"] < 800 and 200 < spots[f["id"]]["y"] < 650
    ]
    other = next(f for f in others if f["towns"] != first["towns"])
    at = spots[first["id"]]
    reader.page.mouse.move(at["x"] + 3, at["y"])
    reader.page.mouse.move(at["x"], at["y"])
    expect(reader.page.locator(".atlas-tip").last).to_contain_text(first["name_zh"])
    reader.page.mouse.click(at["x"], at["y"])
    reader.eventually(reader.selection, reader.agreed(first["id"]))
    reader.eventually(lambda: reader.js("eyes.marks") > 0, True)

    reader.open("ecology", "map=11/36.78/119.95", town=first["towns"][0])
    shown = set(reader.js(SHOWN))
    inside = {ordinals[f["id"]] for f in made if f["towns"] == first["towns"]}
    assert {o for o in shown if features[o]["id"].startswith(PREFIX)} == inside
    reader.eventually(lambda: reader.js(INK, first["label_point"]), True)
    assert reader.js(INK, other["label_point"]) is False
    reader.switch(f"{LAYER}/{KIND}").uncheck()
    reader.eventually(lambda: reader.js(INK, first["label_point"]), False)


def test_the_scripts_that_draw_it_are_fetched_with_the_page_that_shows_it(
    many: tuple[Server, list[dict[str, Any]]],
) -> None:
    server, _ = many
    drawing = ("map/tiles.js", "map/tiledata.js", "map/tilepaint.js", "map/tilecanvas.js")
    for path, shown in (("/ecology", True), (f"/ecology?off={LAYER}", False)):
        _, _, document = server.get(path, "text/html")
        fetched = re.findall(r'<link rel="modulepreload" href="([^"]+)">', document)
        assert [any(url.endswith(f"/{name}") for url in fetched) for name in drawing] == [shown] * 4
        assert all(server.get(url)[0] == 200 for url in fetched)


def test_the_keyboard_leads_through_a_large_layer(
    new_reader: NewReader, many: tuple[Server, list[dict[str, Any]]]
) -> None:
    server, _ = many
    reader = new_reader(server=server)
    reader.open("ecology", "map=14/36.60/119.70")
    rows = reader.rows
    reader.row(rows[0]).focus()
    reader.page.keyboard.press("End")
    last = next(row for row in reversed(rows) if row.startswith(PREFIX))
    while not reader.row(last).evaluate("row => row === document.activeElement"):
        reader.page.keyboard.press("ArrowUp")
    place = f"第 {rows.index(last) + 1} 项，共 {len(rows)} 项"
    expect(reader.page.locator("#atlas-item-said")).to_contain_text(place)
    # Its outline comes with its tiles.
    mark = "eyes.atlas().marks.marks.hover?.key ?? ''"
    reader.eventually(lambda: reader.js(mark).startswith(last), True)
    assert reader.query.get("id") is None
