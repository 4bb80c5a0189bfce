"""Tests of anjian.lib."""
