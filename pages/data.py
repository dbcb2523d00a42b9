"""数据: every layer with its sources, terms and fields; downloads."""

from atlas.web.parts import side_panel
from atlas.web.parts.data_page import data_page
from atlas.web.state.page_view import read_view

view = read_view("data")
side_panel.card(view)
side_panel.lead(view)
data_page(view)
