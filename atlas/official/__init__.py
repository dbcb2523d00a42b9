"""Official and OpenStreetMap data in place of schematic shapes, kept in a private folder."""
