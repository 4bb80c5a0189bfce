"""The slow, obvious evaluator: loops over everything, no index, no SQL. It says what the compiled text must say.

Written apart from `compile`: it shares only the asks and `lib`. Deadlines come from `lib.ends`, not from tables.
"""

from anjian.duties.reference.answer import Answer, evaluate
from anjian.duties.reference.world import Row, World

__all__ = ["Answer", "Row", "World", "evaluate"]
