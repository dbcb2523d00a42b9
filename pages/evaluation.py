"""规划评估: what had become of the plan's projects, by theme, town and chapter."""

from atlas.web.parts.evaluation_page import evaluation_page
from atlas.web.state.page_view import read_view

evaluation_page(read_view("evaluation"))
