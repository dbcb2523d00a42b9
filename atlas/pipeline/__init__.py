"""``geodata/sources`` in, ``geodata`` out, built and validated."""
