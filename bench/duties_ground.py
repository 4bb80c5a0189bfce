"""A server of its own with packs and sample for the measurements of duties: fsync on, the serving role."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator
from contextlib import contextmanager

from bench.database import empty


@contextmanager
def sample() -> Iterator[None]:
    """The server of `bench.database.empty` with packs and the small sample; ``ANJIAN_SAMPLE=whole`` asks for all."""
    os.environ.setdefault("ANJIAN_SAMPLE", "small")
    with empty():
        from config import modules

        for _, dotted in modules.LOAD_STEPS:
            module, name = dotted.rsplit(".", 1)
            getattr(importlib.import_module(module), name)()
        yield
