"""空间布局: one core, two wings, many areas."""

from atlas.ui import panel
from atlas.ui.view import read_view

view = read_view("structure")
panel.card(view)
panel.lead(view)
panel.table(view)
