"""File formats, one module each: prepared layers in, bytes out."""
