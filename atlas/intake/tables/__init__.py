"""Tables and texts of coordinates: the bytes of a file in, shapes and attributes out.

``grid`` and ``workbook`` make rows of cells, ``columns`` finds where the coordinates stand,
``cells`` reads them, ``corners`` makes outlines of numbered points, ``parceltext`` reads the
national parcel text.
"""
