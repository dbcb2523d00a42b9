"""图集: the plan's four figures, redrawn from its text."""

from atlas.ui import panel
from atlas.ui.plates import plate
from atlas.ui.view import read_view

view = read_view("plates")
panel.card(view)
panel.lead(view)
plate(view)
