"""By what sites are judged."""

from __future__ import annotations

#: where a way of the access table leads
WAYS = (
    *("hsr", "freight", "expressway", "airport"),
    *("port_qianwan", "port_dongjiakou", "port_laizhou", "port_weifang"),
)
#: what an investor can need: land in hectares, a way of at most so many kilometres, and so many
#: kilometres to the next ecological zone at least
NEEDS = ("land", *WAYS, "eco")
#: what is weighed
CRITERIA = ("industry", *NEEDS)
