"""Where a subscriber may live (推送地址): no address inside, unless a setting opens it; asked again at each delivery.

``settings.HOOKS_INSIDE`` (``ANJIAN_HOOKS_INSIDE``) lists networks such as ``10.20.0.0/16`` that may be told although
they are not public. Plain http is for this machine itself alone; inside one's own network stands https under one's own
authority (``ANJIAN_HOOKS_CA``). The address that was judged is the one that is connected to: a name that
answers differently the second time gains nothing.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from anjian.lib.errors import Refusal

NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}\.([a-z][a-z0-9_]{0,38}|\*)|\*")
"""Names that can be subscribed to: exact, a module's all (``inspections.*``), or everything."""
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect: scheme, host as named, the judged address, port, path with its query."""

    scheme: str
    host: str
    address: str
    port: int
    path: str


def check(url: str) -> None:
    """Refuse what is no address, or one that may not be told. A name that nobody knows is refused too."""
    target(url)


def target(url: str) -> Target:
    """The address judged and resolved. Refuses as `check`."""
    try:
        if len(url) > 500 or not url.isascii() or not url.isprintable() or " " in url:
            raise ValueError
        parts = urlsplit(url)
        port = parts.port or {"https": 443, "http": 80}[parts.scheme]
        host = parts.hostname or ""
        if not host or parts.username is not None or parts.password is not None or parts.fragment:
            raise ValueError
    except (ValueError, KeyError):
        raise _no("推送地址读不懂", "请填写形如 https://例子/路径 的地址，不带用户名和#") from None
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise _no("推送地址的主机名查不到", "请核对主机名") from None
    addresses = [ipaddress.ip_address(each[4][0]) for each in found]
    inside = [each for each in addresses if not _open(each)]
    if not addresses or not all(_opened(each) for each in inside):
        raise _no("推送地址在内部网络，没有开放", "请管理员把接收方的网段写进 ANJIAN_HOOKS_INSIDE 后重试")
    if parts.scheme != "https" and not all(each.is_loopback for each in addresses):
        raise _no("推送到别的机器要用https", "请换用https地址；内部的证书请管理员写进 ANJIAN_HOOKS_CA")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, str(addresses[0]), port, path)


def _open(address: Address) -> bool:
    """Whether the address is one of the public network."""
    plain = getattr(address, "ipv4_mapped", None) or address
    return plain.is_global and not plain.is_multicast


def _opened(address: Address) -> bool:
    plain = getattr(address, "ipv4_mapped", None) or address
    return any(plain in ipaddress.ip_network(text) for text in settings.HOOKS_INSIDE)


def _no(what: str, next: str) -> Refusal:
    return Refusal(what, "推送由本机发出，不能让人借它去碰内部的机器", next, code="api.address", field="url")
