"""The printed sheet: a view of the map on A4 or A3, as a planning bureau draws one."""
