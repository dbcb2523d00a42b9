"""规划全文: the plan's text, linked with the map in both directions."""

from atlas.ui import panel
from atlas.ui.reader import reader
from atlas.ui.view import read_view

view = read_view("reader")
panel.card(view)
panel.lead(view)
reader(view)
