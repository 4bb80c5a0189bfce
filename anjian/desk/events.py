"""Names of what the desk itself records (工作台的事实)."""

VIEW_SAVED = "desk.view_saved"
"""Somebody keeps a list with its filters under a name (视图). Theirs alone: name and address are private."""
