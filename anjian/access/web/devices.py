"""What a device calls itself (设备), in a few words."""

from __future__ import annotations

from uuid import UUID

_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "安卓"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def called(agent: str) -> str:
    """Chrome · Windows out of what a browser says of itself; its first word else."""
    browser = next((word for sign, word in _BROWSERS if sign in agent), "")
    system = next((word for sign, word in _SYSTEMS if sign in agent), "")
    return " · ".join(filter(None, (browser, system))) or agent.split("/")[0][:40] or "未知设备"


def read(text: str) -> UUID:
    """The id of a session as the cookie's session keeps it."""
    return UUID(text)
