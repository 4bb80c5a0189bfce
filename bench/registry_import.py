"""How long a sheet of enterprises takes, with every check: read, tried out by cell, taken in by chunks; and its memory.

Each enterprise becomes one fact with its digests, its row in two times with all indexes, an item, and a line of the
import, in chunks of 500 rows that are transactions of their own. Beside it, in the same run: reading the same file with
openpyxl alone, and a bare COPY of its cells into a table without an index.

.venv/bin/python -m bench.registry_import [rows]
"""

from __future__ import annotations

import datetime as dt
import io
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from anjian.host import garbage
from anjian.host.bench import Result, write
from anjian.lib.ends import CHINA
from bench.database import empty

T = TypeVar("T")
HEADERS = (
    "单位名称", "信用代码", "所在乡镇", "行业代码", "职工人数", "专职安全员", "企业规模", "是否规上",
    "标准化等级", "风险等级", "经度", "纬度", "联系人", "联系电话", "地址",
)  # fmt: skip


def main(count: int = 100_000) -> None:
    """Measure and write bench/registry_import.json."""
    with empty():
        from django.db import connection

        from anjian.lib.viewer import SYSTEM, Viewer
        from anjian.places.cli import load_packs
        from anjian.registry.intake import actions, advancing

        garbage.seldom()  # as in the process that takes long sheets in
        load_packs()
        office = _office(SYSTEM)
        data = _book(count)
        now = dt.datetime.now(CHINA)
        _plain(_book(500))  # warm: modules, connection
        reading, found = _timed(lambda: _plain(data))
        cells = [found]
        del found
        copying, _ = _timed(lambda: _copy(cells.pop()))
        memory: dict[int, float] = {}

        def whole(viewer: Viewer, id: Any) -> None:
            done = 0
            while advancing.advance(viewer, id, now=now, chunks=1):
                done += advancing.CHUNK
                for part in (5, 3, 1):
                    if done * 5 >= count * (6 - part) and part not in memory:
                        memory[part] = _rss()

        id = actions.upload(office, data, name="台账.xlsx", now=now)
        trying, _ = _timed(lambda: (actions.explain(office, id, said={}, now=now), whole(office, id)))
        memory.clear()
        taking, _ = _timed(lambda: (actions.take(office, id, now=now), whole(office, id)))
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*), (SELECT count(*) FROM ledger_fact) FROM registry_enterprise")
            rows, facts = cursor.fetchone()
        if (rows, facts) != (count, count):
            raise SystemExit(f"{rows} rows and {facts} facts of {count}")
    first, middle, last = (memory[part] for part in (5, 3, 1))
    write(
        "registry_import",
        sizes={
            "rows": count,
            "columns": len(HEADERS),
            "file_mb": round(len(data) / 2**20, 1),
            "chunk": advancing.CHUNK,
        },
        results=[
            Result("taken in with every check", round(taking, 1), "s", at_most=60),
            Result("tried out before, by cell", round(trying, 1), "s"),
            Result("the same file read by openpyxl alone", round(reading, 1), "s"),
            Result("its cells by a bare COPY", round(copying, 2), "s"),
            Result("taken in / read plainly and copied", round(taking / (reading + copying), 2), "×"),
            Result("memory at a fifth of the rows", round(first), "MB"),
            Result("memory at three fifths", round(middle), "MB"),
            Result("memory at the end", round(last), "MB"),
            Result("memory, end / a fifth", round(last / first, 3), "×", at_most=1.1),
        ],
    )


def _office(system: Any) -> Any:
    from anjian.lib.divisions import of
    from anjian.lib.viewer import Viewer

    nothing: frozenset[str] = frozenset()
    return Viewer("acct:bench", "某", "", (), (of("141002"),), nothing, nothing, frozenset({"office"}), "web")


def _book(count: int) -> bytes:
    from anjian.sheets import queries as sheets

    return b"".join(sheets.streamed("尧都区企业台账", HEADERS, _rows(count)))


def _rows(count: int) -> Iterator[list[str]]:
    from anjian.lib import credit_code

    sizes, grades, risks = (
        ("大型", "中型", "小型", "微型"),
        ("一级", "二级", "三级", "未达标"),
        ("重大", "较大", "一般", "低"),
    )
    for n in range(count):
        first = f"91141002{n:09d}"
        yield [
            f"示例{'甲乙丙丁戊己庚辛壬癸'[n % 10]}机械{n:06d}有限公司", first + credit_code.check_character(first),
            ("141002100", "屯里镇", "县底镇", "141002104")[n % 4], ("3311", "2614", "0610", "5211")[n % 4],
            str(n % 900), str(n % 9), sizes[n % 4], "是" if n % 3 else "否", grades[n % 4], risks[n % 4],
            f"{111 + n / 1e6:.6f}", f"{36 + n / 1e6:.6f}", "示例联系人", f"138{n:08d}", f"示例路{n}号",
        ]  # fmt: skip


def _plain(data: bytes) -> list[list[Any]]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    return [list(row) for row in book.worksheets[0].iter_rows(values_only=True, min_row=3)]


def _copy(rows: list[list[Any]]) -> None:
    from django.db import connection

    from anjian.host import database, folders
    from anjian.host.postgres import Server

    columns = ", ".join(f"c{n} text" for n in range(len(HEADERS)))
    with database.connect(Server(folders.var() / "pg").login("anjian", "anjian"), autocommit=True) as owner:
        owner.execute(f"CREATE TABLE bench_copied ({columns}); GRANT INSERT ON bench_copied TO anjian_app")
    connection.ensure_connection()
    with connection.connection.cursor() as cursor, cursor.copy("COPY bench_copied FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _timed(call: Callable[[], T]) -> tuple[float, T]:
    begun = time.perf_counter()
    found = call()
    return time.perf_counter() - begun, found


def _rss() -> float:
    """Megabytes that this process holds now, with the one that reads beside it."""
    import psutil

    here = psutil.Process()
    beside = [one for one in here.children() if "anjian.host.beside" in one.cmdline()]
    return float(sum(one.memory_info().rss for one in (here, *beside)) / 2**20)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
