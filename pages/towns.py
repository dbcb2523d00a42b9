"""镇街: the profile of a town, or of two side by side, also as a PDF."""

from atlas.ui import panel
from atlas.ui.towns import town_pages
from atlas.ui.view import read_view

view = read_view("towns")
panel.card(view)
panel.lead(view)
town_pages(view)
