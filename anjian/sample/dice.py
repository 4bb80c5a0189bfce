"""Chance that comes out the same every time."""

from __future__ import annotations

import random

from anjian.sample.build import SEED


def dice(*words: object) -> random.Random:
    """The dice of one draw, named by what is drawn."""
    return random.Random("|".join(str(word) for word in (SEED, *words)))
