"""What the page of towns shows residents, in a language: the map's measures, towns, projects."""

from __future__ import annotations

from typing import Any

from atlas.analysis.town_agenda import elsewhere, town_agenda
from atlas.analysis.town_measures import counts_by_town, measured
from atlas.analysis.town_profile import profile
from atlas.core.messages import message, messages
from atlas.store.store import Store
from atlas.web.downloads.town_downloads import TOWN_SHEET
from atlas.web.state.lasting_link import lasting_link
from atlas.wording.phrases import name
from atlas.wording.town_page_text import (
    as_of,
    counts_in_words,
    elsewhere_folds,
    group_rows,
    headline,
    measures_data,
    project_row,
)


def town_data(store: Store, lang: str) -> dict[str, Any]:
    """Return the data; ``static/types.d.ts`` describes them as ``TownData``."""
    counts = counts_by_town(store)
    values = {
        code: measured(store, profile(store, code), counts[code]) for code in store.town_areas
    }
    agendas = {code: town_agenda(store, code) for code in store.towns}
    others = elsewhere(store)
    ids = dict.fromkeys(one for agenda in agendas.values() for one in agenda.ids)
    ids |= dict.fromkeys((*others.city_wide.ids, *others.unlocated.ids))
    return {
        "texts": {
            **messages("townpage.", lang),
            "shade.title": message("shade.title", lang),
        },
        "measures": measures_data(values, store.today, lang),
        "towns": [
            {
                "code": code,
                "name": name(town, lang),
                "counts": counts_in_words(counts[code], lang),
                "headline": headline(store, code, counts[code], lang),
                "total": counts[code].total,
                "groups": group_rows(agendas[code], lang),
                "take": {
                    "text": message("townpage.print", lang),
                    "href": TOWN_SHEET.address({"town": code, "lang": lang}),
                },
            }
            for code, town in store.towns.items()
        ],
        "elsewhere": elsewhere_folds(others, lang),
        "rows": {
            one: {**project_row(store, one, lang), "link": lasting_link(store, one, lang)}
            for one in ids
        },
        "as_of": as_of(store.today, lang),
    }
