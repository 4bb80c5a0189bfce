"""Pages of the shared look, and the one place where a page reads the clock."""
