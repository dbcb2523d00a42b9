"""数据: every layer with its sources, terms and fields; downloads."""

from atlas.web.parts.data_page import data_page
from atlas.web.state.page_view import read_view

data_page(read_view("data"))
