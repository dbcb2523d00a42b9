"""Elements over the map must not overlap each other."""

from __future__ import annotations

from itertools import combinations

from tests.e2e.driver import Reader

#: controls around the one map
FURNITURE = (
    ".atlas-controls",
    ".atlas-north",
    ".atlas-frame > .atlas-legend .legend-button",
    ".leaflet-control-scale",
    ".leaflet-control-attribution",
)


def overlapping(reader: Reader, *selectors: str) -> list[tuple[str, str]]:
    """Return the overlapping pairs among these elements and :data:`FURNITURE`."""
    boxes = {}
    for selector in (*FURNITURE, *selectors):
        found = reader.page.locator(selector)
        assert found.count() == 1, f"{selector}: {found.count()} elements"
        box = found.bounding_box()
        assert box, f"{selector} is not seen"
        boxes[selector] = box
    return [
        (one, two)
        for (one, a), (two, b) in combinations(boxes.items(), 2)
        if a["x"] < b["x"] + b["width"]
        and b["x"] < a["x"] + a["width"]
        and a["y"] < b["y"] + b["height"]
        and b["y"] < a["y"] + a["height"]
    ]
