"""指标: the plan's 22 indicators, its other targets, reported results."""

from atlas.ui import panel
from atlas.ui.indicators import indicators_page
from atlas.ui.view import read_view

view = read_view("indicators")
panel.card(view)
panel.lead(view)
indicators_page(view)
