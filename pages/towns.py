"""镇街: the profile of a town, or of two side by side, also as a PDF."""

from atlas.web.parts.town_profiles import town_pages
from atlas.web.state.page_view import read_view

town_pages(read_view("towns"))
