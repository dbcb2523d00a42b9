"""产业园区: the four districts, the eight parks and the others."""

from atlas.ui import panel
from atlas.ui.view import read_view

view = read_view("industry")
panel.card(view)
panel.lead(view)
panel.table(view)
