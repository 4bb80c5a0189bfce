"""From a fact sent by a program to a duty that is met, through the API with tokens, on the sample.

.venv/bin/python -m bench.api_recorded_met [seconds] [facts a second] [clients] [posts]

The server is the one of `anjian run` (granian, its usual workers). Several posts record at the same time, each with the
token of its own account, one fact a request, at a rate that waits for nobody (open loop). A request answers when the
fact is recorded and the duties that it meets stand as met, in one transaction. Afterwards the desk of each post is
asked, and the projection is compared with the evaluator. Server, database and clients share this machine.
"""

from __future__ import annotations

import datetime as dt
import http.client
import json
import sys
from typing import Any

from bench.duties_ground import sample
from bench.pace import at
from bench.serving import Send, open_loop, web

FACT = "inspections.visit_filed"


def main(seconds: int = 10, rate: int = 100, clients: int = 4, posts: int = 12) -> None:
    """Measure and write bench/api_recorded_met.json."""
    from anjian.host import bench
    from anjian.host.bench import Result

    with sample():
        from django.db import connection

        from anjian.duties import actions, projection, queries
        from anjian.lib.ends import CHINA

        today = dt.datetime.now(CHINA).date()
        actions.rebuild(as_of=today)
        recorders = _recorders(posts, today)
        connection.close()
        told = [(post, place, token) for _, post, place, token in recorders]
        with web() as port:
            load = open_loop(
                lambda _n, port: _program(port, told, today),
                port=port,
                seconds=seconds,
                rate=rate,
                clients=clients,
                warm=10,
            )
        desks = sum(
            any(row.bearer == post for row in queries.desk(viewer, as_of=today).groups["done"])
            for viewer, post, _, _ in recorders
        )
        rows, differences = projection.differences(today)
        bench.write(
            "api_recorded_met",
            sizes={
                "per_second": rate,
                "seconds": seconds,
                "clients": clients,
                "posts": len(recorders),
                "done_per_second": load.per_second,
            },
            results=[
                Result("request to met p50", at(load.served, 0.5), "ms"),
                Result("request to met p99", at(load.served, 0.99), "ms"),
                Result("from the moment it was due p50", at(load.whole, 0.5), "ms"),
                Result("from the moment it was due p99", at(load.whole, 0.99), "ms", at_most=100),
                Result("facts refused", load.refused, "facts", at_most=0),
                Result("desks that show it", desks, "desks", at_least=len(recorders)),
                Result("rows of the projection that differ", len(differences), "rows", at_most=0),
                Result("rows compared", rows, "rows", at_least=1),
            ],
            note="open loop, one fact a request, a token per post; server, database and clients on one machine",
        )


def _recorders(count: int, today: dt.date) -> list[tuple[Any, str, str, str]]:
    """(viewer, post, place, token) of leaders who record: an account and a token for each."""
    from anjian.access import actions as accounts
    from anjian.access import queries as access
    from anjian.api import actions as tokens
    from anjian.lib.viewer import SYSTEM
    from anjian.people import queries as people

    now = dt.datetime.now(dt.UTC)
    found = []
    leaders = [post for post in people.posts(SYSTEM, as_of=today, cls="leading_cadre") if post.person]
    for post in leaders[:: max(1, len(leaders) // count)][:count]:
        login = f"bench-{len(found)}"
        accounts.open_account(
            SYSTEM,
            login=login,
            name=post.holder,
            password="a password for the bench",
            since=today,
            person=post.person,
            roles=["recorder"],
        )
        viewer = access.viewer_for(f"acct:{login}", as_of=today)
        _, token = tokens.make_token(viewer, name="bench", scopes=["record"], days=1, now=now)
        found.append((viewer, post.id, post.place, token))
    return found


def _program(port: int, recorders: list[tuple[str, str, str]], today: dt.date) -> Send:
    """A program with its connection; the k-th fact is recorded by the k-th post in turn."""
    from anjian.lib.uuid7 import uuid7

    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def send(k: int) -> bool:
        post, place, token = recorders[k % len(recorders)]
        said = {
            "id": str(uuid7(dt.datetime.now(dt.UTC))),
            "fact": FACT,
            "day": today.isoformat(),
            "place": place,
            "parties": {"led_by": [{"kind": "post", "id": post}]},
        }
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        line.request("POST", "/api/v1/facts", json.dumps(said), headers)
        answer = line.getresponse()
        answer.read()
        return answer.status == 201

    return send


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
