"""镇街: the profile of a town, or of two side by side, also as a PDF."""

from atlas.web.parts import side_panel
from atlas.web.parts.town_profiles import town_pages
from atlas.web.state.page_view import read_view

view = read_view("towns")
side_panel.card(view)
side_panel.lead(view)
town_pages(view)
