"""Pages of hazards: lists, one hazard, reporting, the gate, board, leads."""
