"""Tests of anjian.ledger."""
