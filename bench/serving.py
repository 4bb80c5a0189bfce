"""Asking the real web server at a rate that waits for nobody (open loop): what the benches over HTTP share.

The server is the one of `anjian run` (granian, its usual workers), beside the database that Django is connected to.
Requests are due at even moments, whatever the last one took; their time is told from the moment they were due as well.
"""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any
from urllib.parse import urlencode

from bench.pace import due, together

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
Send = Callable[[int], bool]
"""Sends the k-th request; False when it was refused."""


@contextmanager
def web() -> Iterator[int]:
    """The web server on a free port of the loop-back, which is given; ended afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-P", "-m", "config.cli", "web", "--address", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": os.getcwd()}, start_new_session=True)
    try:
        _up(port)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _up(port: int) -> None:
    for _ in range(200):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


@dataclass(frozen=True)
class Load:
    """What came of it, times in seconds, sorted. ``served``: from sending; ``whole``: from the moment it was due."""

    served: Sequence[float]
    whole: Sequence[float]
    refused: int
    per_second: float


def open_loop(
    ready: Callable[[int, int], Send], *, port: int, seconds: int, rate: int, clients: int, warm: int
) -> Load:
    """``rate`` requests a second for so long, from ``clients`` processes in turn.

    ready  (number of the client, port) → how it sends, once it is signed in; called in the client's process
    warm   requests of each client before the clock starts, for all together
    """
    barrier = get_context("fork").Barrier(clients)
    taken = together(_client, clients, ready, port, barrier, seconds, rate, clients, warm)
    whole = sorted(one for part in taken for one in part[1])
    longest = max(part[3] for part in taken)
    return Load(
        served=sorted(one for part in taken for one in part[0]),
        whole=whole,
        refused=sum(part[2] for part in taken),
        per_second=round(len(whole) / longest, 1),
    )


def _client(
    n: int,
    ready: Callable[[int, int], Send],
    port: int,
    barrier: Any,
    seconds: int,
    rate: int,
    clients: int,
    warm: int,
) -> tuple[list[float], list[float], int, float]:
    send = ready(n, port)
    for k in range(warm):
        send(n + k)
    barrier.wait()
    begin = time.monotonic()
    served, whole, refused = [], [], 0
    for k, moment in due(n, begin, seconds, rate, clients):
        begun = time.monotonic()
        refused += not send(k)
        served.append(time.monotonic() - begun)
        whole.append(time.monotonic() - moment)
    return served, whole, refused, time.monotonic() - begin


class Browser:
    """One connection with its cookies."""

    def __init__(self, port: int) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """(status, page) of a request with these cookies."""
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items()), **(FORM if form else {})}
        self._line.request(method, path, urlencode(form) if form else None, headers)
        answer = self._line.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self._cookies[key] = rest.split(";")[0]
        return answer.status, answer.read().decode()

    def sign_in(self, login: str, password: str) -> None:
        """Sign in by the form. Raises SystemExit when it is refused."""
        _, page = self.ask("GET", "/sign-in/")
        form = {"csrfmiddlewaretoken": form_token(page), "login": login, "password": password, "next": "/"}
        status, _ = self.ask("POST", "/sign-in/", form)
        if status != 302:
            raise SystemExit(f"{login} could not sign in")


def form_token(page: str) -> str:
    """The token against forged forms on a page."""
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    if not found:
        raise SystemExit("no form on the page")
    return found[1]
