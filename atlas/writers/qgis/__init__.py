"""A layer's symbology in; its style for QGIS (QML) out."""
