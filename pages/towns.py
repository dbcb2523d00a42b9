"""镇街: what the plan makes of a town; two towns side by side; the profile as a PDF."""

from atlas.ui import panel
from atlas.ui.towns import town_pages
from atlas.ui.view import read_view

view = read_view("towns")
panel.card(view)
panel.lead(view)
town_pages(view)
