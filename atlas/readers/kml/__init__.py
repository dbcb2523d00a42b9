"""KML and KMZ in; placemarks with their attributes out."""
