"""官方数据: a bureau's own vectors in place of schematic shapes; off by default."""

from atlas.web.parts.overrides_page import official_page
from atlas.web.state.page_view import read_view

official_page(read_view("official"))
