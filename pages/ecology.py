"""生态红线: reserves, water sources, wetlands, corridors."""

from atlas.web.parts import side_panel
from atlas.web.state.page_view import read_view

view = read_view("ecology")
side_panel.card(view)
side_panel.lead(view)
side_panel.table(view)
