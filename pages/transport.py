"""交通项目: every project with its route, status and figures."""

from atlas.web.parts import side_panel
from atlas.web.state.page_view import read_view

view = read_view("transport")
side_panel.card(view)
side_panel.lead(view)
side_panel.status_bar(view)
side_panel.table(view)
