"""空间布局: one core, two wings, many areas."""

from atlas.web.parts.listed import listed
from atlas.web.state.page_view import read_view

listed(read_view("structure"))
