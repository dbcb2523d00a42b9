"""官方数据: a bureau's own vectors in place of schematic shapes; off by default."""

from atlas.ui import panel
from atlas.ui.official import official_page
from atlas.ui.view import read_view

view = read_view("official")
panel.card(view)
panel.lead(view)
official_page(view)
