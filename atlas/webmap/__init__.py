"""The store in; the one map, its files for the browser and the one-file map out."""
