"""Pingdu Planning Atlas: the plan's text, geodata, map, checks and exports."""

__version__ = "0.1.0"
