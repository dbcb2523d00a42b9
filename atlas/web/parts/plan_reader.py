"""The plan's text beside the map."""

from __future__ import annotations

from atlas.core.messages import messages
from atlas.web.parts import components
from atlas.web.state.page_view import View
from atlas.wording.phrases import joined

TEXTS = (
    *("reader.whole", "reader.in_towns", "reader.in_area", "reader.in_both"),
    *("reader.show_all", "reader.show_some"),
    *("reader.area_on", "reader.area_off", "reader.area_hint", "reader.area_touch"),
)


def reader(view: View) -> None:
    """Show the plan's text at the chosen clause, narrowed to the chosen towns."""
    texts = messages("reader.", view.lang)
    components.reader(
        {
            "clause": view.chosen.clause,
            "selected": view.chosen.selected,
            "towns": list(view.chosen.towns),
            "town_names": joined(view.town_names(view.chosen.towns), view.lang),
            "lang": view.lang,
            "texts": {key.removeprefix("reader."): texts[key] for key in TEXTS},
        }
    )
