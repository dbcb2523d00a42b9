"""OGC API - Features: the layers as collections that QGIS and others add by address."""
