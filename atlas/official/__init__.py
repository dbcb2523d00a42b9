"""Import of official and OpenStreetMap data as overrides of schematic shapes."""
