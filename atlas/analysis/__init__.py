"""What is computed from several layers: profiles of towns."""
