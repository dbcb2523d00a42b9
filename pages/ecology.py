"""生态红线: reserves, water sources, wetlands, corridors."""

from atlas.ui import panel
from atlas.ui.view import read_view

view = read_view("ecology")
panel.card(view)
panel.lead(view)
panel.table(view)
