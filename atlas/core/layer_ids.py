"""Ids of the layers that several packages name; all others are named by their definitions only."""

from __future__ import annotations

#: layers whose features are sites: districts and parks
SITE_LAYERS = ("industrial-districts", "industrial-parks")
#: zones whose distance is stated
REDLINES = "ecological-redlines"
TRANSPORT_PROJECTS = "transport-projects"
#: roads, railways and the nodes that other layers record as nearest
TRANSPORT_NETWORK = "transport-network"
