"""生态红线: reserves, water sources, wetlands, corridors."""

from atlas.web.parts.listed import listed
from atlas.web.state.page_view import read_view

listed(read_view("ecology"))
