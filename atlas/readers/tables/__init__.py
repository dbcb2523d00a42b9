"""Tables and texts of coordinates in; shapes and attributes out.

``text_grid`` and ``workbook`` yield rows of cells, ``coordinate_columns`` finds the coordinate
columns, ``coordinate_cells`` parses them, ``corner_points`` builds outlines from numbered points,
and ``parcel_text`` reads the national parcel text.
"""
