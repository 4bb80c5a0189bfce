"""Pages of supervision: the list, one listed hazard, and what the public sees."""
