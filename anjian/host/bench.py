"""Measurements (实测): one file format for every script under bench/, and the comparison with its targets.

A script calls `write(name, ...)`, which leaves ``bench/<name>.json``: machine, date, sizes, results. Each result may
carry a target; `check()` reads the last files. No test asserts a time.
"""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from anjian.host import folders
from anjian.lib.errors import Refusal


@dataclass(frozen=True)
class Result:
    """One figure. `at_most` or `at_least` is its target in the same unit; neither: reported only."""

    name: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    @property
    def target(self) -> str:
        if self.at_most is not None:
            return f"≤ {self.at_most:g}"
        return "" if self.at_least is None else f"≥ {self.at_least:g}"

    @property
    def met(self) -> bool | None:
        """Within its target; None without one."""
        if self.at_most is None and self.at_least is None:
            return None
        return (self.at_most is None or self.value <= self.at_most) and (
            self.at_least is None or self.value >= self.at_least
        )


def machine() -> dict[str, Any]:
    """This machine in words that name nobody: processor count, memory, system, Python."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "cpus": os.cpu_count(),
        "memory_gib": round(memory, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def write(
    name: str, *, sizes: Mapping[str, Any], results: Sequence[Result], folder: Path | None = None, note: str = ""
) -> Path:
    """Print and keep the results of one script as ``bench/<name>.json`` (replacing the last ones)."""
    folder = folder or folders.ROOT / "bench"
    folder.mkdir(exist_ok=True)
    now = time.strftime("%Y-%m-%dT%H:%M:%S+08:00", time.gmtime(time.time() + 8 * 3600))
    content: dict[str, Any] = {"bench": name, "date": now, "machine": machine(), "sizes": dict(sizes), "note": note}
    content["results"] = [{k: v for k, v in asdict(result).items() if v is not None} for result in results]
    path = folder / f"{name}.json"
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    print(f"{name} · {now} · {machine()} · {dict(sizes)}")
    for result in results:
        sign = {True: "✓", False: "✗", None: " "}[result.met]
        print(f"  {sign} {result.name}: {result.value:g} {result.unit} {result.target}")
    return path


@dataclass(frozen=True)
class Row:
    """A result with the file, date and machine it came from."""

    bench: str
    date: str
    result: Result


def check(folder: Path | None = None) -> list[Row]:
    """All results of the last bench files, in order of name.

    Raises Refusal ``bench.none`` when there is no file and ``bench.unreadable`` for one that is not of this format.
    """
    folder = folder or folders.ROOT / "bench"
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise Refusal("还没有实测结果", "没有数字就不能和目标比较", "请先运行 bench/ 下的脚本", code="bench.none")
    rows: list[Row] = []
    for path in paths:
        try:
            content = json.loads(path.read_text())
            rows += [Row(content["bench"], content["date"], Result(**result)) for result in content["results"]]
        except (ValueError, KeyError, TypeError) as error:
            raise Refusal(
                f"{path.name} 读不懂：{error}",
                "格式不对的结果不能比较",
                "请重新运行写出它的脚本（用 anjian.host.bench.write）",
                code="bench.unreadable",
            ) from error
    return rows
