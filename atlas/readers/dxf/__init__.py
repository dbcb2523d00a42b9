"""DXF drawings in; areas, lines, symbols and their names out."""
