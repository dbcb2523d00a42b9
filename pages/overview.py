"""总览: entry links for three kinds of users, and the city at a glance."""

from atlas.ui import panel
from atlas.ui.view import read_view

view = read_view("overview")
panel.card(view)
panel.lead(view)
panel.doors(view)
panel.glance(view)
panel.table(view, columns=("name", "status", "towns"))
