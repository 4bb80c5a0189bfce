"""Pages of people: the register, and lists in and out."""
