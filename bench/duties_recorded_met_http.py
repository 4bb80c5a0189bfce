"""From a posted form to a duty that is met, through HTTP, on the sample.

.venv/bin/python -m bench.duties_recorded_met_http [seconds] [posts a second] [clients]

The server is the one of `anjian run` (granian, its usual workers); the clients are signed in and keep their connection.
A request answers when the fact is recorded and the duties that it meets stand as met, in one transaction: its time is
the time from recorded to met. The facts are visits of all leading cadres of the sample in turn. Afterwards the desk of
one of them is asked, and the projection is compared with the evaluator. Server, database, clients share the machine.
"""

from __future__ import annotations

import datetime as dt
import http.client
import os
import re
import socket
import subprocess
import sys
import time
from multiprocessing import get_context
from typing import Any
from urllib.parse import urlencode

from bench.duties_ground import sample

LOGIN = "city-office"
OWES = "yaodu-deputy"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def main(seconds: int = 20, rate: int = 100, clients: int = 4) -> None:
    """Measure and write bench/duties_recorded_met_http.json."""
    from anjian.host import bench
    from anjian.host.bench import Result

    with sample():
        from django.db import connection

        from anjian.access import queries as access
        from anjian.duties import actions, projection, queries
        from anjian.ledger.events import CHINA
        from anjian.people import queries as people
        from anjian.sample.queries import PASSWORD

        today = dt.datetime.now(CHINA).date()
        actions.rebuild(as_of=today)
        viewer = access.viewer_for(f"acct:{LOGIN}", as_of=today)
        posts = [
            (one.id, one.place)
            for one in people.posts(viewer, as_of=today, cls="leading_cadre")
            if one.level in ("city", "county") and viewer.sees(one.place)
        ]
        connection.close()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-P", "-m", "config.cli", "web", "--address", "127.0.0.1", "--port", str(port)]
        server = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": os.getcwd()}, start_new_session=True)
        try:
            _up(port)
            ground = get_context("fork")
            results: Any = ground.Queue()
            begin = time.monotonic() + 4
            shared = (begin, seconds, rate, clients, port, PASSWORD, today, posts, results)
            workers = [ground.Process(target=_client, args=(n, *shared)) for n in range(clients)]
            for worker in workers:
                worker.start()
            taken = [results.get() for _ in workers]
            for worker in workers:
                worker.join()
        finally:
            server.terminate()
            server.wait(20)
        served = sorted(one for part in taken for one in part[0])
        whole = sorted(one for part in taken for one in part[1])
        refused = sum(part[2] for part in taken)
        desk = queries.desk(access.viewer_for(f"acct:{OWES}", as_of=today), as_of=today)
        shown = any(row.bearer in dict(posts) for row in desk.groups["done"])
        rows, differences = projection.differences(today)
        bench.write(
            "duties_recorded_met_http",
            sizes={
                "per_second": rate,
                "seconds": seconds,
                "clients": clients,
                "leaders": len(posts),
                "done_per_second": _done(whole, taken),
            },
            results=[
                Result("post to met p50", _at(served, 0.5), "ms"),
                Result("post to met p99", _at(served, 0.99), "ms"),
                Result("from the moment it was due p50", _at(whole, 0.5), "ms"),
                Result("from the moment it was due p99", _at(whole, 0.99), "ms", at_most=100),
                Result("posts refused", refused, "posts", at_most=0),
                Result("desk shows it", int(shown), "desks", at_least=1),
                Result("rows of the projection that differ", len(differences), "rows", at_most=0),
                Result("rows compared", rows, "rows", at_least=1),
            ],
            note="open loop; server, database and clients on one machine",
        )


def _done(whole: list[float], taken: list[Any]) -> float:
    longest = max(part[3] for part in taken)
    return round(len(whole) / longest, 1)


def _at(values: list[float], share: float) -> float:
    return round(values[min(len(values) - 1, int(len(values) * share))] * 1000, 2)


def _up(port: int) -> None:
    for _ in range(200):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


class _Browser:
    """One connection with its cookies."""

    def __init__(self, port: int) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items()), **(FORM if form else {})}
        self._line.request(method, path, urlencode(form) if form else None, headers)
        answer = self._line.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self._cookies[key] = rest.split(";")[0]
        return answer.status, answer.read().decode()


def _token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    if not found:
        raise SystemExit("no form on the page")
    return found[1]


def _client(
    n: int,
    begin: float,
    seconds: int,
    rate: int,
    clients: int,
    port: int,
    password: str,
    today: dt.date,
    posts: list[tuple[str, str]],
    results: Any,
) -> None:
    from anjian.lib.uuid7 import uuid7

    browser = _Browser(port)
    _, page = browser.ask("GET", "/sign-in/")
    browser.ask(
        "POST", "/sign-in/", {"csrfmiddlewaretoken": _token(page), "login": LOGIN, "password": password, "next": "/"}
    )
    _, page = browser.ask("GET", "/record/?fact=inspections.visit_filed")
    token = _token(page)

    def send(k: int) -> int:
        post, place = posts[k % len(posts)]
        form = {
            "csrfmiddlewaretoken": token,
            "fact": "inspections.visit_filed",
            "duty": "",
            "id": str(uuid7(dt.datetime.now(dt.UTC))),
            "day": today.isoformat(),
            "place": place,
            "party.led_by": post,
        }
        return browser.ask("POST", "/record/", form)[0]

    for k in range(len(posts)):
        send(k)
    served, whole, refused = [], [], 0
    for k in range(n, seconds * rate, clients):
        due = begin + k / rate
        wait = due - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        begun = time.monotonic()
        refused += send(k) != 302
        served.append(time.monotonic() - begun)
        whole.append(time.monotonic() - due)
    results.put((served, whole, refused, time.monotonic() - begin))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
