"""Features and results of analyses in; localized rows, cells and sentences as plain data out.

The texts contain no markup and are to be shown as text.
"""

from atlas.wording.feature_card import (
    card,
    card_rows,
    town_rows,
)
from atlas.wording.phrases import (
    accuracy,
    band_of,
    band_text,
    chinese_numeral,
    clause_place,
    field_value,
    kind,
    name,
    number,
    status,
    town_names,
)
from atlas.wording.status_text import state, state_in_plan, states_summary
from atlas.wording.table_cells import (
    CELLS,
    cell,
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
    "card_rows",
    "cell",
    "chinese_numeral",
    "clause_place",
    "column_label",
    "field_value",
    "is_number",
    "kind",
    "name",
    "name_cell",
    "number",
    "state",
    "state_in_plan",
    "states_summary",
    "status",
    "town_names",
    "town_rows",
    "towns_cell",
]
