"""The store and a shape, feature or town in; what is there, measured, out."""
