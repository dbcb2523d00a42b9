"""Layers as frames in; files out: GeoPackage, Shapefile, GeoJSON, KML, DXF, CSV, Excel."""
