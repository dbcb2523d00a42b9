"""The printed sheet: a map view in, an A4 or A3 page with title, legend and notes out."""
