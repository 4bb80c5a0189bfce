"""How long the list of all enterprises takes as a sheet, and a ledger of it with items; memory while it goes out.

.venv/bin/python -m bench.registry_export [enterprises]
"""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Iterator

import psutil

from anjian.host.bench import Result, write
from bench.database import empty

SINCE = dt.date(2020, 1, 1)


def main(count: int = 132_229) -> None:
    """Measure and write bench/registry_export.json."""
    with empty():
        from anjian.lib.viewer import SYSTEM
        from anjian.places.cli import load_packs
        from anjian.registry.ledgers.writing import export_ledger, export_list

        load_packs()
        _fill(count)
        took, sizes, memory = {}, {}, {}
        for name, call in (
            ("list", lambda: export_list(SYSTEM, as_of=dt.date(2026, 3, 1))),
            ("ledger", lambda: export_ledger(SYSTEM, "insurance", as_of=dt.date(2026, 3, 1))),
        ):
            before = psutil.Process().memory_info().rss
            begun = time.perf_counter()
            sizes[name] = sum(map(len, call().chunks))
            took[name] = time.perf_counter() - begun
            memory[name] = (psutil.Process().memory_info().rss - before) / 2**20
    write(
        "registry_export",
        sizes={"enterprises": count, "list_mb": round(sizes["list"] / 2**20, 1)},
        results=[
            Result("list of all, 24 columns, as a sheet", round(took["list"], 1), "s", at_most=30),
            Result("memory that it took", round(memory["list"]), "MB", at_most=60),
            Result("ledger of insurance, as a sheet", round(took["ledger"], 1), "s"),
            Result("memory that it took besides", round(memory["ledger"]), "MB", at_most=60),
        ],
    )


def _fill(count: int) -> None:
    """Rows as they stand after an import; nothing here is measured."""
    from uuid import UUID

    from anjian.registry.models import Enterprise, Item
    from anjian.scope.actions import put_rows

    fact = UUID(int=1)

    def firms() -> Iterator[dict[str, object]]:
        for n in range(count):
            name = f"示例机械{n:06d}有限公司"
            yield {
                "enterprise": f"ent:{n}", "name": name, "sort_key": f" slj{n:06d} slj",
                "credit_code": f"91141002{n:010d}",
                "place": "141002100000", "status": "operating", "industry": "3311", "staff": n % 900, "size": "小型",
                "above_scale": n % 2 == 0, "standard_grade": "三级", "address": f"示例路{n}号", "since": SINCE,
                "said_by": fact,
            }  # fmt: skip

    def items() -> Iterator[dict[str, object]]:
        for n in range(count):
            yield {
                "item": f"item:{n}", "enterprise": f"ent:{n}", "kind": "insurance", "cls": "安全生产责任保险",
                "number": f"P{n}", "expires": dt.date(2026, 12, 31), "since": SINCE, "said_by": fact,
                "source": "普查登记", "seen": SINCE,
            }  # fmt: skip

    put_rows(Enterprise, firms())
    put_rows(Item, items())


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
