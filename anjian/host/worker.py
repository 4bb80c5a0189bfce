"""`anjian worker` (后台任务): a loop over the steps that the modules name; patient with a database that goes away."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

SHORTEST, LONGEST = 0.005, 1.0
"""Seconds of rest: 5 ms after something was done, doubled while nothing is, at most one second."""

log = logging.getLogger("anjian.worker")


def work(
    steps: Mapping[str, Callable[[], int]],
    *,
    stop: threading.Event,
    forget: Callable[[], None],
    beat: Path | None = None,
    turns: int | None = None,
) -> int:
    """Run all `steps` in turn until `stop` is set (or `turns` rounds are done); returns how many things were done.

    steps   name → function that does what waits now and returns how many things it did
    forget  called after a failure: drops connections, so that the next turn connects anew
    beat    file whose time of change says "alive", touched about once a second (health reads it)

    A step that fails is tried again after 0.1 s, 0.2 s … at most 2 s, and logged the 1st, 2nd, 4th, 8th … time; the
    other steps go on meanwhile.
    What a step has committed stays done: each step keeps its own cursor in the same transaction as its effect.
    """
    rest, done_in_all, failures = SHORTEST, 0, dict.fromkeys(steps, 0)
    not_before = dict.fromkeys(steps, 0.0)
    last_beat = 0.0
    while not stop.is_set() and (turns is None or turns > 0):
        turns = None if turns is None else turns - 1
        now = time.monotonic()
        if beat is not None and now - last_beat >= 1.0:
            last_beat = now
            _touch(beat)
        done = 0
        for name, step in steps.items():
            if stop.is_set() or now < not_before[name]:
                continue
            try:
                done += step()
                failures[name] = 0
            except Exception as error:
                failures[name] += 1
                pause = min(2.0, 0.05 * 2 ** min(failures[name], 6))
                not_before[name] = time.monotonic() + pause
                if failures[name].bit_count() == 1:  # a database that is away for an hour is one story
                    log.error("%s, time %d: %s", name, failures[name], _first_line(error), exc_info=failures[name] == 1)
                forget()
        done_in_all += done
        rest = SHORTEST if done else min(LONGEST, rest * 2)
        stop.wait(rest)
    return done_in_all


def _touch(beat: Path) -> None:
    try:
        beat.touch()
        os.utime(beat)
    except OSError as error:
        log.warning("cannot touch %s: %s", beat, error)


def _first_line(error: Exception) -> str:
    text = str(error).strip().splitlines()
    return f"{type(error).__name__}: {text[0] if text else ''}"
