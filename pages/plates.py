"""图集: the plan's four figures, redrawn from its text."""

from atlas.web.parts.plate_view import plate
from atlas.web.state.page_view import read_view

plate(read_view("plates"))
