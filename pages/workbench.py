"""工作台: what is at a spot, and overlaps of shapes with red lines."""

from atlas.ui import panel
from atlas.ui.view import read_view
from atlas.ui.workbench import workbench

view = read_view("workbench")
panel.card(view)
panel.lead(view)
workbench(view)
