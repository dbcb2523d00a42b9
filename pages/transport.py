"""交通项目: every project with its route, status and figures."""

from atlas.web.parts.listed import listed
from atlas.web.state.page_view import read_view

listed(read_view("transport"))
