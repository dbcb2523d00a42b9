"""指标: the plan's 22 indicators, its other targets, reported results."""

from atlas.web.parts import side_panel
from atlas.web.parts.indicators_page import indicators_page
from atlas.web.state.page_view import read_view

view = read_view("indicators")
side_panel.card(view)
side_panel.lead(view)
indicators_page(view)
