"""Looking for garbage (垃圾回收) as seldom as a process of the program needs it."""

from __future__ import annotations

import gc


def seldom() -> None:
    """For processes that serve for long.

    A page or a chunk of an import makes ten thousands of objects and leaves none behind, while the documents that were
    read stay for good: looking after every 700 objects goes through all of them in the middle of every twentieth page.
    """
    gc.set_threshold(100_000, 20, 20)
