"""One message to one subscriber (推送): signed, to the judged address, no redirect followed."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import socket
import ssl
from contextlib import closing
from dataclasses import dataclass
from functools import cache

from django.conf import settings

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
    host = f"[{found.host}]" if ":" in found.host else found.host
    usual = {"https": 443, "http": 80}[found.scheme]
    named = host if found.port == usual else f"{host}:{found.port}"
    try:
        with closing(_line(found)) as line:
            line.request("POST", found.path, body, {"Host": named, "Content-Type": "application/json", **headers})
            answer = line.getresponse()
            answer.read(1024)
            return Outcome(answer.status, "" if 200 <= answer.status < 300 else f"对方答复 {answer.status}")
    except ssl.SSLCertVerificationError as error:
        return Outcome(None, f"对方的证书不可信：{error.verify_message}"[:300])
    except (OSError, http.client.HTTPException) as error:
        return Outcome(None, f"连不上：{type(error).__name__}"[:300])


def _line(found: addresses.Target) -> http.client.HTTPConnection:
    """A connection to the judged address under the name that was asked for."""
    line: http.client.HTTPConnection
    if found.scheme == "https":
        line = http.client.HTTPSConnection(found.host, found.port, timeout=SECONDS, context=_trust(settings.HOOKS_CA))
    else:
        line = http.client.HTTPConnection(found.host, found.port, timeout=SECONDS)
    # `_create_connection` is what http.client itself uses to reach the host: here it reaches what was judged.
    line._create_connection = lambda _, timeout, source: socket.create_connection(  # type: ignore[attr-defined]
        (found.address, found.port), timeout, source
    )
    return line


@cache
def _trust(more: str) -> ssl.SSLContext:
    """Whom https is believed: the public authorities, and those of the file ``settings.HOOKS_CA`` when it is set."""
    made = ssl.create_default_context()
    if more:
        made.load_verify_locations(more)
    return made
