"""交通项目: every project with its route, status and figures."""

from atlas.ui import panel
from atlas.ui.view import read_view

view = read_view("transport")
panel.card(view)
panel.lead(view)
panel.status_bar(view)
panel.table(view)
