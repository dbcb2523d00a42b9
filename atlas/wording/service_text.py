"""Instructions for the live service: address, steps in QGIS and ArcGIS Pro, collections."""

from __future__ import annotations

from atlas.core.messages import message
from atlas.core.model import vocabulary
from atlas.store.store import Store
from atlas.wording.panel import Item, Section, item, row, section
from atlas.wording.phrases import number

#: path of the example with a filter
EXAMPLE = "/collections/transport-projects/items?status=planned&towns=370283105"


def service_section(address: str, lang: str) -> Section:
    """Return the first section: the address and the steps in QGIS."""
    rows = {
        "service.address": [item(address, message("service.address_note", lang), url=address)],
        "service.qgis": [
            item(message("service.qgis_1", lang)),
            item(message("service.qgis_2", lang)),
            item(message("service.qgis_3", lang)),
        ],
    }
    return _section("service.title", rows, lang)


def more_section(address: str, lang: str) -> Section:
    """Return the section on ArcGIS Pro, coordinate systems and filters."""
    example = address + EXAMPLE
    rows = {
        "service.arcgis": [item(message("service.arcgis_steps", lang))],
        "service.systems": [item(message("service.systems_text", lang))],
        "service.filters": [item(example, message("service.filters_note", lang), url=example)],
    }
    return _section("service.more", rows, lang)


def collections_section(store: Store, address: str, lang: str) -> Section:
    """Return the section of the collections by theme, with feature counts."""
    themes = list(vocabulary().theme)
    layers = sorted(store.catalogue.values(), key=lambda layer: themes.index(layer.theme))
    rows = []
    for layer in layers:
        link = f"{address}/collections/{layer.id}/items"
        about = [item(layer.id, layer.description.in_(lang), url=link)]
        count = [item(number(len(store.frames[layer.id]), lang))]
        rows.append(row(about, count, label=layer.title.in_(lang)))
    return section(message("service.collections", lang), rows)


def _section(title: str, rows: dict[str, list[Item]], lang: str) -> Section:
    labelled = [row(items, label=message(key, lang)) for key, items in rows.items()]
    return section(message(title, lang), labelled)
