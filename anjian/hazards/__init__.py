"""隐患: hazards from a first notice to their end, as a state table whose moves are facts.

A row is what its facts come to (`folding`); nothing else changes it. Above it `supervision` lists major hazards.
"""
