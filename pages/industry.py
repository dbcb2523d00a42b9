"""产业园区: the four districts, the eight parks and the others."""

from atlas.web.parts.listed import listed
from atlas.web.state.page_view import read_view

listed(read_view("industry"))
