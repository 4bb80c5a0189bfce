"""Pages of messages: one's own, and how they leave the house."""
