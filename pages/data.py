"""数据: every layer with its sources, terms and fields; downloads."""

from atlas.ui import panel
from atlas.ui.data import data_page
from atlas.ui.view import read_view

view = read_view("data")
panel.card(view)
panel.lead(view)
data_page(view)
