"""图集: the plan's four figures, redrawn from its text."""

from atlas.web.parts import side_panel
from atlas.web.parts.plate_view import plate
from atlas.web.state.page_view import read_view

view = read_view("plates")
side_panel.card(view)
side_panel.lead(view)
plate(view)
