"""导览: guided tours, step by step."""

from atlas.web.parts.listed import listed
from atlas.web.state.page_view import read_view

listed(read_view("tours"))
