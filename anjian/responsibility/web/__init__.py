"""Pages of responsibility: the numbers and their lists, rules, one enterprise, its signboard."""
