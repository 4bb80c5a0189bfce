"""How messages leave (消息设置): one YAML file, ``var/messages.yaml`` or the one that ``ANJIAN_MESSAGES`` names.

Without the file nothing is sent. Secrets stand in it, so it belongs to the service's account alone::

    quiet: {from: "21:30", to: "07:30"}        # Chinese time; urgent messages go at once
    order: [wecom, dingtalk, sms, mail]        # the first configured one for which a person has an address
    wecom: {corpid: …, secret: …, agent: 1000002}
    dingtalk: {appkey: …, appsecret: …, agent: 1}
    sms: {url: https://…, secret: …}
    mail: {host: …, port: 465, sender: …, user: …, password: …, tls: direct}
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Literal

import yaml
from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal

Name = Literal["wecom", "dingtalk", "sms", "mail"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Quiet(_Strict):
    """Hours in which nothing but what is urgent goes out; they may pass midnight."""

    begin: dt.time = Field(alias="from")
    end: dt.time = Field(alias="to")

    def until(self, at: dt.datetime) -> dt.datetime:
        """When a message of this time may go: the time itself, or the end of the quiet hours that it falls in."""
        local = at.astimezone(CHINA)
        now = local.time()
        if self.begin <= self.end:
            inside = self.begin <= now < self.end
            day = local.date()
        else:
            inside = now >= self.begin or now < self.end
            day = local.date() + dt.timedelta(days=1 if now >= self.begin else 0)
        return dt.datetime.combine(day, self.end, CHINA) if inside else at


class Wecom(_Strict):
    """企业微信: an application of the office."""

    corpid: str
    secret: str
    agent: int
    address: str = "https://qyapi.weixin.qq.com"


class Dingtalk(_Strict):
    """钉钉: an application of the office."""

    appkey: str
    appsecret: str
    agent: int
    address: str = "https://oapi.dingtalk.com"


class Sms(_Strict):
    """A gateway for short messages: JSON signed with HMAC-SHA256 under ``secret``."""

    url: str
    secret: str


class Mail(_Strict):
    """An SMTP server. ``tls``: direct (465), start (587) or none (inside one's own network alone)."""

    host: str
    port: int = 465
    sender: str
    user: str = ""
    password: str = ""
    tls: Literal["direct", "start", "none"] = "direct"


class Outward(_Strict):
    """All of it."""

    quiet: Quiet | None = None
    order: tuple[Name, ...] = ("wecom", "dingtalk", "sms", "mail")
    wecom: Wecom | None = None
    dingtalk: Dingtalk | None = None
    sms: Sms | None = None
    mail: Mail | None = None

    @property
    def configured(self) -> tuple[Name, ...]:
        """The channels that can be used, in the order wished."""
        return tuple(name for name in self.order if getattr(self, name) is not None)


def read() -> Outward:
    """The setting; an empty one without a file. Refuses a file that cannot be understood."""
    path = Path(os.environ.get("ANJIAN_MESSAGES") or Path(settings.VAR) / "messages.yaml")
    if not path.is_file():
        return Outward()
    try:
        return Outward.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    except (yaml.YAMLError, ValidationError) as error:
        raise Refusal(
            f"消息设置“{path.name}”读不懂：{str(error).splitlines()[0]}",
            "读不懂就不知道往哪里发，一条也不会发出",
            "请按文档里的样子改正",
            code="messages.setting",
        ) from error
