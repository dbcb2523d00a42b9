"""OGC API - Features: requests in, the layers as collections for QGIS and other clients out."""
