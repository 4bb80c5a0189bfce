"""The list of enterprises with three filters at once, where a million of them are registered.

.venv/bin/python -m bench.registry_list [firms] [times]

The register stands alone in a database of its own (`bench.database.empty`): the invented places and firms of
`bench.region_people`, copied in. Timed is the page as the server makes it, from its request to its finished text, asked
by an office of the whole province and by one of a city: fifty rows, the count, and for a county how much
of it is known. The index that finds likely doubles is left out: no list reads it.
"""

from __future__ import annotations

import datetime as dt
import sys
import time
from typing import Any
from uuid import UUID

import psycopg

from bench import region_people
from bench.database import empty
from bench.pace import at

FILTERS = (
    "status=operating&industry=25&place={city}",
    "status=suspended&industry=5&regulator=none",
    "status=operating&regulator={body}&q=矿业",
    "status=operating&industry=06&place={county}",
    "q=slja&status=operating&place={city}",
    "industry=54&regulator=none&place={county}",
)
"""Three filters each; what the desk and the page of a body link to, and what is typed."""
CITIES = 20
OF_DOUBLES = "registry_enterprise_traits"
SAID_BY = UUID(int=1)
UNTIL = dt.date(2026, 11, 1)


def main(firms: int = 1_000_000, times: int = 20) -> None:
    """Measure and write bench/registry_list.json."""
    from anjian.host import bench
    from anjian.host.bench import Result

    with empty():
        places = _places(firms)
        _fill(places, firms)
        took = {words: sorted(_asked(words, places, times)) for words in FILTERS}
        every = sorted(second for told in took.values() for second in told)
        bench.write(
            "registry_list",
            sizes={"firms": firms, "filters": len(FILTERS), "times": times},
            results=[
                Result("list with three filters, p50", at(every, 0.5), "ms"),
                Result("list with three filters, p95", at(every, 0.95), "ms", at_most=300),
                *(Result(f"{words}, p95", at(told, 0.95), "ms") for words, told in took.items()),
            ],
            note="the page as the server makes it, in one process; database on the same machine",
        )


def _places(firms: int) -> region_people.Places:
    """Counties of the region's size in few cities: beyond number 70 the national standard (GB/T 2260) has no city."""
    counties = [
        f"14{region_people.FIRST_CITY + n % CITIES}{1 + n // CITIES:02d}000000"
        for n in range(max(CITIES, round(firms / region_people.FIRMS)))
    ]
    return region_people.Places(tuple(f"{county[:4]}00000000" for county in counties[:CITIES]), tuple(counties))


def _fill(places: region_people.Places, firms: int) -> None:
    from anjian.host import database
    from anjian.registry.models import Enterprise

    with psycopg.connect(**database.target().owner, autocommit=True) as raw:
        with (
            raw.cursor() as cursor,
            cursor.copy("COPY places_division (place, level, parent, name, since, source) FROM STDIN") as copy,
        ):
            for row in places.rows():
                copy.write_row([*row.values(), dt.date(2000, 1, 1), "bench"])
        inverted = _drop_inverted(raw)
        rows = region_people.firms(places, firms, UNTIL)
        region_people.put_firms(raw, rows, Enterprise, lambda _: SAID_BY)
        raw.execute("SET maintenance_work_mem = '512MB'")
        for name, made in inverted.items():
            if name != OF_DOUBLES:
                raw.execute(made)
        raw.execute("VACUUM (ANALYZE)")


def _drop_inverted(raw: psycopg.Connection[Any]) -> dict[str, str]:
    """Take the inverted indexes away while rows are copied in; how each is made again."""
    found = raw.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'registry_enterprise' AND indexdef LIKE '%gin%'"
    ).fetchall()
    for name, _ in found:
        raw.execute(f"DROP INDEX {name}".encode())
    return dict(found)


def _asked(words: str, places: region_people.Places, times: int) -> list[float]:
    """Seconds of the page, by an office of the province and by one of a city in turn."""
    from django.test import RequestFactory

    from anjian.registry.web import listing

    city, county = places.cities[0], places.counties[0]
    address = words.format(city=city[:6], county=county[:6], body=region_people.body_id(county, "ajj"))
    told = []
    for n in range(times + 2):
        request = RequestFactory().get(f"/enterprises/?{address}")
        request.viewer = _office(city if n % 2 else region_people.PROVINCE)  # type: ignore[attr-defined]
        begun = time.perf_counter()
        answer = listing.enterprises(request)
        took = time.perf_counter() - begun
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}: {answer.content.decode()[-3000:]}")
        if n > 1:
            told.append(took)
    return told


def _office(place: str) -> Any:
    from anjian.lib.divisions import of
    from anjian.lib.viewer import Viewer

    none: frozenset[str] = frozenset()
    return Viewer("acct:bench", "示例", "", (), (of(place),), none, none, frozenset({"office"}), "web")


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:3]))
