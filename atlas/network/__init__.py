"""Lines of roads in; one graph, ways over it with their bounds, and reachable areas out."""
