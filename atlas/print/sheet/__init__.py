"""A view of the map in; a printed map page on A4 or A3 out, as PDF or PNG."""
