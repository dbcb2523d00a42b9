"""Criteria by which sites are judged."""

from __future__ import annotations

#: where a way of the access table leads
WAYS = (
    *("hsr", "freight", "expressway", "airport"),
    *("port_qianwan", "port_dongjiakou", "port_laizhou", "port_weifang"),
)
#: what an investor can need: minimum land in hectares, maximum length of ways in kilometres, and
#: minimum distance to the next ecological zone in kilometres
NEEDS = ("land", *WAYS, "eco")
#: criteria to which an investor gives weights
CRITERIA = ("industry", *NEEDS)
