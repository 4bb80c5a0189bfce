"""Pages of the reading room."""
