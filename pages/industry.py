"""产业园区: the four districts, the eight parks and the others."""

from atlas.web.parts import side_panel
from atlas.web.state.page_view import read_view

view = read_view("industry")
side_panel.card(view)
side_panel.lead(view)
side_panel.table(view)
