"""The plan's text and the links between its clauses and the features of the map."""
