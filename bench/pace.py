"""A pace that waits for nobody (open loop), kept by several processes; and how their times are told."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import get_context
from typing import Any


def together(work: Callable[..., Any], processes: int, *shared: Any) -> list[Any]:
    """What ``work(n, *shared)`` gave in each of so many forked processes, in the order in which they ended."""
    ground = get_context("fork")
    results: Any = ground.Queue()
    workers = [ground.Process(target=_give, args=(results, work, n, *shared)) for n in range(processes)]
    for worker in workers:
        worker.start()
    taken = [results.get() for _ in workers]
    for worker in workers:
        worker.join()
    return taken


def _give(results: Any, work: Callable[..., Any], *said: Any) -> None:
    results.put(work(*said))


def due(n: int, begin: float, seconds: int, rate: int, processes: int) -> Iterator[tuple[int, float]]:
    """(k, the moment it was due) for what the n-th process does of ``rate`` a second, each when its moment has come.

    They are due at even moments after ``begin`` (monotonic seconds), whatever the last one took.
    """
    for k in range(n, seconds * rate, processes):
        moment = begin + k / rate
        wait = moment - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        yield k, moment


def at(values: Sequence[float], share: float) -> float:
    """The quantile of sorted seconds, in milliseconds."""
    return round(values[min(len(values) - 1, int(len(values) * share))] * 1000, 2)
