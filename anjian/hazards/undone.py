"""What is still to be rectified (未整改到位): the table of states and what others see of a hazard both say it."""

UNDONE = ("open", "rectifying", "suspended")
"""States in which a hazard is still to be rectified."""
