"""Tables and texts of coordinates in; shapes and attributes out.

``grid`` and ``workbook`` yield rows of cells, ``columns`` finds the coordinate columns, ``cells``
parses them, ``corners`` builds outlines from numbered points, and ``parceltext`` reads the national
parcel text.
"""
