"""Hearing facts."""

from __future__ import annotations


def register() -> None:
    """Listen to the ledger."""
