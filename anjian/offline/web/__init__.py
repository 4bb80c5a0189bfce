"""Pages of offline records."""
