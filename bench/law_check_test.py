"""Checking a pack and proving it: `anjian law check` and `anjian law test`, as a jurist runs them, start-up included.

.venv/bin/python -m bench.law_check_test [pack]

The figure that does not depend on the machine is the ratio: what one example costs through both evaluators, against an
empty statement asked of the same server in the same run.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from pathlib import Path

from bench.database import empty

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 2000


def main(name: str = "linfen-2018") -> None:
    """Measure and write bench/law_check_test.json."""
    from anjian.host import bench
    from anjian.host.bench import Result

    with empty():
        from django.db import connection

        from anjian.policy import proving, queries
        from anjian.policy.examples import EVALUATOR, opened

        pack = queries.read(queries.PACKS / name)
        examples = sum(len(rule.examples) for rule in pack.rules)
        bent = sum(1 for rule in pack.rules if rule.examples for _ in proving.mutants(rule, level=pack.document.level))
        check, check_busy = command("check", name)
        test, test_busy = command("test", name)
        each: dict[str, float] = {}
        for runner in EVALUATOR:
            begin = time.perf_counter()
            with opened([runner]) as run:
                assert not proving.failures(pack, runners=run)
            each[runner] = (time.perf_counter() - begin) * 1e6 / examples
        with connection.cursor() as cursor:
            begin = time.perf_counter()
            for _ in range(ROUNDS):
                cursor.execute("SELECT")
            nothing = (time.perf_counter() - begin) * 1e6 / ROUNDS
        bench.write(
            "law_check_test",
            sizes={"pack": name, "rules": sum(1 for _ in pack.rules), "examples": examples, "fields_bent": bent},
            results=[
                Result("law check and law test together", round(check + test, 1), "s", at_most=30),
                Result("of this: law check", round(check, 1), "s"),
                Result("of this: law test", round(test, 1), "s"),
                Result("processor time of both, without the server's", round(check_busy + test_busy, 1), "s"),
                *(Result(f"one example, {runner}", round(each[runner]), "µs") for runner in each),
                Result("an empty statement", round(nothing, 1), "µs"),
                Result("one example, compiled, against an empty statement", round(each["compiled"] / nothing, 1), "×"),
            ],
            note="Commands as a person gives them; each starts a program of its own.",
        )


def command(*words: str) -> tuple[float, float]:
    """Seconds that `anjian law …` takes, and seconds of the processor that it uses: a busy machine shows as a gap."""
    begin, used = time.perf_counter(), _used()
    argv = [sys.executable, "-m", "config.cli", "law", *words]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return time.perf_counter() - begin, _used() - used


def _used() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


if __name__ == "__main__":
    main(*sys.argv[1:])
