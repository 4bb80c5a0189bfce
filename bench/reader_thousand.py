"""A thousand documents in one command (千份文件): time, the most memory of all its processes, how many processes.

Run: .venv/bin/python -m bench.reader_thousand [documents]
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from anjian.host.bench import Result, write
from bench.reader_ground import document


def main(documents: int = 1000) -> None:
    """Measure and write bench/reader_thousand.json."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "in", Path(folder) / "out"
        source.mkdir()
        characters = 0
        for number in range(documents):
            text = document(10 + number % 40, seed=number)
            characters += len(text)
            (source / f"{number:04}.txt").write_text(text, encoding="utf-8")
        start = time.perf_counter()
        command = [str(Path(sys.executable).with_name("anjian")), "read", str(source), "--out", str(target)]
        run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        most, processes = _watch(run)
        took = time.perf_counter() - start
        lines = (run.stdout.read() if run.stdout else "").splitlines()
        written = len(list(target.iterdir()))
    if run.returncode != 0 or written != documents:
        raise SystemExit(f"{written} of {documents} written, exit {run.returncode}: {lines[-3:]}")
    write(
        "reader_thousand",
        sizes={"documents": documents, "characters": characters, "progress lines": sum("/" in line for line in lines)},
        results=[
            Result(f"{documents} documents in one command", round(took, 1), "s"),
            Result("documents in a second", round(documents / took, 1), "1/s"),
            Result("memory of all its processes, most", round(most / 1024 / 1024), "MiB", at_most=1024),
            Result("processes that read at once, most", processes, "", at_most=2),
        ],
    )


def _watch(run: subprocess.Popen[str]) -> tuple[int, int]:
    """(most bytes resident in the command and its children, most children at work)."""
    most, workers = 0, 0
    try:
        top = psutil.Process(run.pid)
        while run.poll() is None:
            children = [
                one for one in top.children(recursive=True) if "resource_tracker" not in " ".join(one.cmdline())
            ]
            workers = max(workers, len(children))
            most = max(most, sum(one.memory_info().rss for one in (top, *children)))
            time.sleep(0.2)
    except psutil.NoSuchProcess:
        pass
    run.wait()
    return most, max(workers, 1)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
