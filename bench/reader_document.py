"""How long one document takes from text to draft rules (读一份文件): 100 articles, and twice as many.

Run: .venv/bin/python -m bench.reader_document [articles]
"""

from __future__ import annotations

import statistics
import sys
import time

from anjian.host.bench import Result, write
from anjian.reader import read_text
from bench.reader_ground import document


def _medians(texts: list[str], *, times: int = 9) -> list[float]:
    """In turns, so that what else the machine does falls on all of them alike."""
    took: list[list[float]] = [[] for _ in texts]
    for _ in range(times):
        for place, text in enumerate(texts):
            start = time.perf_counter()
            read_text(text)
            took[place].append(time.perf_counter() - start)
    return [statistics.median(one) for one in took]


def main(articles: int = 100) -> None:
    """Measure and write bench/reader_document.json."""
    one, two = document(articles), document(2 * articles)
    reading = read_text(one)
    first, second = _medians([one, two])
    write(
        "reader_document",
        sizes={
            "articles": articles,
            "characters": len(one),
            "headings": len(reading.headings),
            "quantities": len(reading.quantities),
            "drafts": len(reading.rules),
        },
        results=[
            Result(f"{articles} articles to tree, quantities and drafts, median", round(first, 3), "s", at_most=1.0),
            Result("twice the articles, times as long", round(second / first, 2), "×", at_most=2.6),
            Result("characters read in a second", round(len(one) / first), "1/s"),
        ],
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
