"""指标: the plan's 22 indicators, its other targets, reported results."""

from atlas.web.parts.indicators_page import indicators_page
from atlas.web.state.page_view import read_view

indicators_page(read_view("indicators"))
