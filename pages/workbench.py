"""工作台: what is at a spot, and overlaps of shapes with red lines."""

from atlas.web.state.page_view import read_view
from atlas.web.workbench.workbench import workbench

workbench(read_view("workbench"))
