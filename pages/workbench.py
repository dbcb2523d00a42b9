"""工作台: what is at a spot, and overlaps of shapes with red lines."""

from atlas.web.parts import side_panel
from atlas.web.state.page_view import read_view
from atlas.web.workbench.workbench import workbench

view = read_view("workbench")
side_panel.card(view)
side_panel.lead(view)
workbench(view)
