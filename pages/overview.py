"""总览: entry links for three kinds of users, and the city at a glance."""

from atlas.web.parts import side_panel
from atlas.web.state.page_view import read_view

view = read_view("overview")
side_panel.card(view)
side_panel.lead(view)
side_panel.doors(view)
side_panel.glance(view)
side_panel.table(view, columns=("name", "status", "towns"))
