"""How to use the live service: its address, the steps in QGIS and ArcGIS Pro, its collections."""

from __future__ import annotations

from urllib.parse import quote

from atlas.i18n import message
from atlas.present.sheets import Section, item, row, section
from atlas.present.words import number
from atlas.store import Store

#: what stands in the example of a filter
EXAMPLE = "/collections/transport-projects/items?status=planned&towns=370283105"


def service_section(address: str, lang: str) -> Section:
    """Return the section on how to use the service at an address."""
    told = {
        "service.address": [item(address, message("service.address_note", lang), url=address)],
        "service.qgis": [
            item(message("service.qgis_1", lang)),
            item(message("service.qgis_2", lang)),
            item(message("service.qgis_3", lang)),
        ],
        "service.arcgis": [item(message("service.arcgis_steps", lang))],
        "service.systems": [item(message("service.systems_text", lang))],
        "service.filters": [
            item(
                f"{address}{EXAMPLE}", message("service.filters_note", lang), url=address + EXAMPLE
            )
        ],
    }
    return section(
        message("service.title", lang),
        [row(items, label=message(key, lang)) for key, items in told.items()],
    )


def collections_section(store: Store, address: str, lang: str) -> Section:
    """Return the section of the layers that the service has, each with its address."""
    rows = [
        row(
            [
                item(
                    name,
                    definition.description.in_(lang),
                    url=f"{address}/collections/{quote(name)}/items",
                )
            ],
            [item(message("data.count", lang, n=number(len(store.frames[name]), lang)))],
            label=definition.title.in_(lang),
        )
        for name, definition in reversed(store.catalogue.items())
    ]
    return section(message("service.collections", lang), rows)
