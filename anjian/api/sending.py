"""One message to one subscriber (推送): signed, to the judged address, no redirect followed."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import socket
import ssl
from dataclasses import dataclass

from anjian.api import addresses
from anjian.lib.errors import Refusal

SECONDS = 10.0
"""How long an address may take to answer."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: the status that was answered (None: none), and what went wrong in words ("" when nothing)."""

    status: int | None
    error: str

    @property
    def arrived(self) -> bool:
        """Whether the subscriber took it: any 2xx."""
        return self.status is not None and 200 <= self.status < 300


def signature(secret: str, at: int, body: bytes) -> str:
    """The header ``Anjian-Signature``: ``t=<seconds>,v1=<HMAC-SHA256 of "seconds.body", hexadecimal>``."""
    signed = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={signed}"


def send(url: str, body: bytes, headers: dict[str, str]) -> Outcome:
    """Send it. Never raises: what goes wrong is the outcome. Touches no database."""
    try:
        found = addresses.target(url)
    except Refusal as no:
        return Outcome(None, no.what)
    line = _line(found)
    try:
        host = f"[{found.host}]" if ":" in found.host else found.host
        usual = {"https": 443, "http": 80}[found.scheme]
        named = host if found.port == usual else f"{host}:{found.port}"
        line.request("POST", found.path, body, {"Host": named, "Content-Type": "application/json", **headers})
        answer = line.getresponse()
        answer.read(1024)
        return Outcome(answer.status, "" if 200 <= answer.status < 300 else f"对方答复 {answer.status}")
    except (OSError, http.client.HTTPException) as error:
        return Outcome(None, f"连不上：{type(error).__name__}"[:300])
    finally:
        line.close()


def _line(found: addresses.Target) -> http.client.HTTPConnection:
    """A connection to the judged address under the name that was asked for."""
    line: http.client.HTTPConnection
    if found.scheme == "https":
        line = http.client.HTTPSConnection(found.host, found.port, timeout=SECONDS, context=_TLS)
    else:
        line = http.client.HTTPConnection(found.host, found.port, timeout=SECONDS)
    # `_create_connection` is what http.client itself uses to reach the host: here it reaches what was judged.
    line._create_connection = lambda _, timeout, source: socket.create_connection(  # type: ignore[attr-defined]
        (found.address, found.port), timeout, source
    )
    return line


_TLS = ssl.create_default_context()
