"""规划全文: the plan's text, linked with the map in both directions."""

from atlas.web.parts.plan_reader import reader
from atlas.web.state.page_view import read_view

reader(read_view("reader"))
