"""总览: entry links for three kinds of users, and the city at a glance."""

from atlas.web.parts.listed import listed
from atlas.web.state.page_view import read_view

listed(read_view("overview"))
