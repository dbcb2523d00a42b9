"""What only the overview shows: a way in for each kind of user, and the city's figures."""

from __future__ import annotations

from typing import Any

from atlas.core.messages import message
from atlas.store.store import Store
from atlas.wording.phrases import Record, number

#: user → page
DOORS = {"planner": "structure", "investor": "industry", "citizen": "transport"}
#: user → a further page
FURTHER = {"planner": "evaluation", "citizen": "towns"}


def doors(lang: str) -> list[dict[str, Any]]:
    """Return the entry links: for whom, a sentence, and the pages."""
    return [
        {
            "who": who,
            "title": message(f"door.{who}", lang),
            "text": message(f"door.{who}_text", lang),
            "links": [
                {"text": message(f"door.{who}_link", lang), "page": page},
                *(
                    {"text": message(f"door.{who}_further", lang), "page": further}
                    for further in (FURTHER.get(who),)
                    if further
                ),
            ],
        }
        for who, page in DOORS.items()
    ]


def glance(store: Store, lang: str) -> dict[str, Any]:
    """Return the city's figures, counted from the data: a title and facts.

    A fact is its label, its text, and a note on how it was measured.
    """
    facts = [
        [
            message(f"glance.{key}", lang),
            message(f"glance.{key}_value", lang, **values),
            message("glance.area_note", lang) if key == "area" else "",
        ]
        for key, values in _figures(store, lang).items()
    ]
    return {"title": message("glance.title", lang), "facts": facts}


def _figures(store: Store, lang: str) -> dict[str, dict[str, object]]:
    records = store.records.values()
    layer = {name: [r for r in records if r["layer"] == name] for name in store.catalogue}
    linked = [store.links.get(feature, ()) for feature in store.features["id"]]

    def counted(noun: str, n: int) -> str:
        return message(f"glance.{noun}_count", lang, n=n)

    return {
        "area": {"value": number(round(_city_km2(layer.get("city-boundary", []))), lang)},
        "towns": _towns(layer.get("townships", []), counted),
        "projects": _projects(layer.get("transport-projects", [])),
        "parks": _parks(layer, counted),
        "reserves": {"value": number(_reserves_ha(layer.get("ecological-redlines", [])), lang)},
        "clauses": {
            "features": counted("features", len(linked)),
            "links": counted("links", sum(map(len, linked))),
        },
    }


def _city_km2(boundary: list[Record]) -> float:
    return float(sum(record["area_ha_drawn"] or 0 for record in boundary)) / 100


def _towns(towns: list[Record], counted: Any) -> dict[str, object]:
    kinds = [record["kind"] for record in towns]
    return {
        "subdistricts": counted("subdistricts", kinds.count("subdistrict")),
        "towns": counted("towns", kinds.count("town")),
    }


def _projects(projects: list[Record]) -> dict[str, object]:
    built = sum(record["status"] == "built" for record in projects)
    return {"total": len(projects), "built": built}


def _parks(layer: dict[str, list[Record]], counted: Any) -> dict[str, object]:
    areas = (*layer.get("industrial-districts", []), *layer.get("industrial-parks", []))
    kinds = [record["kind"] for record in areas]
    return {
        "districts": counted("districts", kinds.count("district")),
        "parks": counted("parks", kinds.count("eight")),
        "others": kinds.count("other"),
    }


def _reserves_ha(zones: list[Record]) -> float:
    return float(sum(r["area_ha_published"] or 0 for r in zones if r["kind"] == "nature_reserve"))
