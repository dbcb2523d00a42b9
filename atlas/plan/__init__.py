"""The plan's text, its indicators, and the links between its clauses and features."""
