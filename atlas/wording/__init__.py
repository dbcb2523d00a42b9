"""Features and results of analyses in; localized rows, cells and sentences as plain data out.

The texts contain no markup and are to be shown as text.
"""

from atlas.wording.feature_card import (
    card,
    card_notes,
    card_quotes,
    card_rows,
    card_sources,
    card_towns,
    computed_rows,
    town_rows,
)
from atlas.wording.phrases import (
    accuracy,
    band_of,
    band_text,
    chinese_numeral,
    clause_place,
    field_value,
    figure,
    kind,
    name,
    number,
    status,
    town_names,
)
from atlas.wording.status_text import state, state_in_plan, states_summary, status_text
from atlas.wording.table_cells import (
    CELLS,
    cell,
    clause_cell,
    column_label,
    is_number,
    name_cell,
    towns_cell,
)

__all__ = [
    "CELLS",
    "accuracy",
    "band_of",
    "band_text",
    "card",
    "card_notes",
    "card_quotes",
    "card_rows",
    "card_sources",
    "card_towns",
    "cell",
    "chinese_numeral",
    "clause_cell",
    "clause_place",
    "column_label",
    "computed_rows",
    "field_value",
    "figure",
    "is_number",
    "kind",
    "name",
    "name_cell",
    "number",
    "state",
    "state_in_plan",
    "states_summary",
    "status",
    "status_text",
    "town_names",
    "town_rows",
    "towns_cell",
]
