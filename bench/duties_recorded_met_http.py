"""From a posted form to a duty that is met, through HTTP, on the sample.

.venv/bin/python -m bench.duties_recorded_met_http [seconds] [posts a second] [clients]

The server is the one of `anjian run` (granian, its usual workers); the clients are signed in and keep their connection.
A request answers when the fact is recorded and the duties that it meets stand as met, in one transaction: its time is
the time from recorded to met. The facts are visits of all leading cadres of the sample in turn. Afterwards the desk of
one of them is asked, and the projection is compared with the evaluator. Server, database, clients share the machine.
"""

from __future__ import annotations

import datetime as dt
import sys

from bench.duties_ground import sample
from bench.pace import at
from bench.serving import Browser, Send, form_token, open_loop, web

LOGIN = "city-office"
OWES = "yaodu-deputy"


def main(seconds: int = 20, rate: int = 100, clients: int = 4) -> None:
    """Measure and write bench/duties_recorded_met_http.json."""
    from anjian.host import bench
    from anjian.host.bench import Result

    with sample():
        from django.db import connection

        from anjian.access import queries as access
        from anjian.duties import actions, projection, queries
        from anjian.lib.ends import CHINA
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
        with web() as port:
            load = open_loop(
                lambda _n, port: _recorder(port, PASSWORD, today, posts),
                port=port,
                seconds=seconds,
                rate=rate,
                clients=clients,
                warm=len(posts),
            )
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
                "done_per_second": load.per_second,
            },
            results=[
                Result("post to met p50", at(load.served, 0.5), "ms"),
                Result("post to met p99", at(load.served, 0.99), "ms"),
                Result("from the moment it was due p50", at(load.whole, 0.5), "ms"),
                Result("from the moment it was due p99", at(load.whole, 0.99), "ms", at_most=100),
                Result("posts refused", load.refused, "posts", at_most=0),
                Result("desk shows it", int(shown), "desks", at_least=1),
                Result("rows of the projection that differ", len(differences), "rows", at_most=0),
                Result("rows compared", rows, "rows", at_least=1),
            ],
            note="open loop; server, database and clients on one machine",
        )


def _recorder(port: int, password: str, today: dt.date, posts: list[tuple[str, str]]) -> Send:
    """Signed in, with the form of a visit open."""
    from anjian.lib.uuid7 import uuid7

    browser = Browser(port)
    browser.sign_in(LOGIN, password)
    _, page = browser.ask("GET", "/record/?fact=inspections.visit_filed")
    token = form_token(page)

    def send(k: int) -> bool:
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
        return browser.ask("POST", "/record/", form)[0] == 302

    return send


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
