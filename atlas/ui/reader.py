"""The plan's text beside the map."""

from __future__ import annotations

from atlas.present.words import joined
from atlas.ui import components
from atlas.ui.view import View

TEXTS = (
    *("whole", "in_towns", "in_area", "in_both", "show_all", "show_some"),
    *("area_on", "area_off", "area_hint"),
)


def reader(view: View) -> None:
    """Show the plan's text at the chosen clause, narrowed to the chosen towns."""
    components.reader(
        {
            "clause": view.chosen.clause,
            "selected": view.chosen.selected,
            "towns": list(view.chosen.towns),
            "town_names": joined(view.town_names(view.chosen.towns), view.lang),
            "lang": view.lang,
            "texts": {key: view.text(f"reader.{key}") for key in TEXTS},
        }
    )
