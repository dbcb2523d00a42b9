"""A bureau's vectors or an OpenStreetMap file in; override datasets for the store out."""
