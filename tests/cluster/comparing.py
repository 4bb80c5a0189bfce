"""What goes through the cluster: random worlds, and rules of a pack in the worlds of their examples."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Iterator

from anjian.duties import examples, terms
from anjian.duties.engines import Engine
from anjian.duties.tests import agreement
from anjian.duties.tests.engines import dates
from anjian.duties.tests.worlds import Made, make
from anjian.policy import queries as policy
from tests.cluster import machines

PACK = "linfen-2018"


def compare(spark: Engine, postgres: Engine, cluster: machines.Cluster, *, worlds: int, first: int) -> int:
    """Everything through both engines and the reference; 0 when nothing differs."""
    outcomes: Counter[str] = Counter()
    different: list[str] = []
    both = (spark, postgres)
    for engine in both:
        agreement.prepare(engine)
    for seed in range(first, first + worlds):
        begun = time.monotonic()
        different += agreement.differences(both, make(seed), label=f"seed {seed}", outcomes=outcomes)
        print(f"世界 / world {seed}: {time.monotonic() - begun:.0f} s", flush=True)
    for label, made in of_the_pack():
        begun = time.monotonic()
        for engine in both:
            for table, rows in _dates(made).items():
                engine.fill(table, rows)
        different += agreement.differences(both, made, label=label, outcomes=outcomes)
        print(f"规则 / rule {label}: {time.monotonic() - begun:.0f} s", flush=True)
    busy = sum(one["coresused"] > 0 for one in cluster.state()["workers"])
    print(f"{outcomes.total()} 行 / rows: " + ", ".join(f"{name} {n}" for name, n in outcomes.most_common()))
    for one in different[:5]:
        print(one)
    if busy < machines.WORKERS:
        print(f"只有{busy}个工作节点在用 / only {busy} workers are in use")
        return 1
    print(f"不一致 / differing: {len(different)}")
    return int(bool(different) or len(outcomes) < 5)  # an agreement about nothing is none


def of_the_pack() -> Iterator[tuple[str, Made]]:
    """Of each kind of rule of the pack the first that has examples, in the world of its first one."""
    pack = policy.read(policy.PACKS / PACK)
    seen = set()
    for rule in pack.rules:
        if rule.kind in seen or not rule.examples:
            continue
        seen.add(rule.kind)
        example = rule.examples[0]
        rows, known = examples.world(example, pack)
        asks = list(examples._asks(rule, example, pack))
        first = min((ask.origin for ask in asks), default=example.as_of)
        yield rule.id, Made(rows, asks, example.as_of, known, first)


def _dates(made: Made) -> dict[str, list[tuple[object, ...]]]:
    days = [row["day"] for row in made.rows["rel_fact"]]
    first = min([made.since, *days])
    return dates(sorted(terms.needed(made.asks)), first, made.as_of + dt.timedelta(days=366))
