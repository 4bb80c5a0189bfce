"""The projection (现况表): standings at hand for desks, lists and counts. Dates and counts, never states.

It is made for the day it was built and stays right until the first day on which something but the date changes
(`Mark.through`): a slice that begins or ends, a span of a rule, a fact of a later day. Facts refresh the duties they
touch inside their own transaction; changes of bodies, posts, enterprises, places and rules mark it stale until the
worker has mended it or made it anew. Where it does not cover a question the evaluator answers. Dropping it changes no
answer.
"""

from anjian.duties.projection.building import build, drop, fold, keep
from anjian.duties.projection.comparing import differences
from anjian.duties.projection.mark import Covered, Mark, book_of, covering, lock, meaning, stands, watermark
from anjian.duties.projection.mending import mend
from anjian.duties.projection.rows import Entries, borne_by, standings

__all__ = [
    "Covered",
    "Entries",
    "Mark",
    "book_of",
    "borne_by",
    "build",
    "covering",
    "differences",
    "drop",
    "fold",
    "keep",
    "lock",
    "meaning",
    "mend",
    "standings",
    "stands",
    "watermark",
]
