"""Pages over HTTP on a big region: my desk, the living document of a city, the board, search, a list behind a number.

.venv/bin/python -m bench.pages [rounds] [firms] [facts]

The server is the one of `anjian run` (granian, its usual workers) beside the region of `bench.region_ground`; one
browser asks after another, each page in turn, signed in and on one connection. Told is the time from sending a request
to the end of its answer, of every page the same number of times. What is counted on each page is the whole of its
place: nothing is kept between requests but parsed documents. Server, database and browser share the machine.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from bench.pace import at
from bench.region_ground import FACTS, FIRMS, Region, region
from bench.serving import Browser, web

TARGETS = {
    "desk of a county's officer": 200,
    "desk of a county's deputy head": 200,
    "living document of a city": 300,
    "living document of a city, rules for every firm": 300,
    "board of a city": 500,
    "search": 150,
    "search in a city": 150,
}
"""Milliseconds, at the 95th percentile."""
WORDS = ("示例", "slja", "矿业", "化工", "三条", "重大隐患", "甲子县", "安委", "有限公司", "3.8")
"""What is searched for: parts of names, initials, articles."""


def main(rounds: int = 60, firms: int = FIRMS, facts: int = FACTS) -> None:
    """Measure and write bench/pages.json."""
    from anjian.host import bench
    from anjian.host.bench import Result

    with region(firms, facts) as ground, web() as port:
        times = {name: sorted(told) for name, told in _asked(ground, port, rounds).items()}
        results = []
        for name, told in times.items():
            results.append(Result(f"{name}, p50", at(told, 0.5), "ms"))
            results.append(Result(f"{name}, p95", at(told, 0.95), "ms", at_most=TARGETS.get(name)))
        bench.write(
            "pages",
            sizes={"firms": ground.firms, "facts": ground.facts, "rounds": rounds},
            results=results,
            note="one request at a time; server, database and browser on one machine",
        )


def _asked(ground: Region, port: int, rounds: int) -> Mapping[str, list[float]]:
    """Seconds of each request by page; the first two rounds warm the processes and are not told."""
    browsers = {role: Browser(port) for role in ("county-officer", "county-deputy", "city-leader", "city-office")}
    for role, browser in browsers.items():
        browser.sign_in(ground.logins[role], ground.password)
    times: dict[str, list[float]] = {}
    for n in range(rounds + 2):
        for name, role, address in _pages(ground, n):
            begun = time.perf_counter()
            status, page = browsers[role].ask("GET", address)
            took = time.perf_counter() - begun
            if status != 200 or "</html>" not in page:
                raise SystemExit(f"{address} answered {status} to {role}")
            if n > 1:
                times.setdefault(name, []).append(took)
    return times


def _pages(ground: Region, n: int) -> Iterator[tuple[str, str, str]]:
    """(what, who, address) of one round."""
    city, county = ground.cities[0][:6], ground.counties[0][:6]
    invented = next(one for one in ground.documents if one != "linfen-2018")
    yield "desk of a county's officer", "county-officer", "/"
    yield "desk of a county's deputy head", "county-deputy", "/"
    yield "living document of a city", "city-office", f"/documents/linfen-2018/?place={city}"
    yield "living document of a city, rules for every firm", "city-leader", f"/documents/{invented}/?place={city}"
    yield "board of a city", "city-leader", f"/board/?place={city}"
    words = urlencode({"q": WORDS[n % len(WORDS)]})
    yield "search", "county-officer", f"/search/?{words}"
    yield "search in a city", "city-office", f"/search/?{words}"
    yield "what others owe in a county", "county-officer", f"/others/?place={county}"
    yield "list of what is late in a county", "county-officer", f"/duties/?place={county}&outcome=overdue"


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:4]))
