"""空间布局: one core, two wings, many areas."""

from atlas.web.parts import side_panel
from atlas.web.state.page_view import read_view

view = read_view("structure")
side_panel.card(view)
side_panel.lead(view)
side_panel.table(view)
