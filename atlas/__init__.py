"""The engine of the Pingdu Planning Atlas: plan text, geodata, map and checks."""

__version__ = "0.1.0"
