"""The channels (通道): each sends one text to one address and gives its own number of it; some say when it arrived."""

from __future__ import annotations

import hashlib
import hmac
import json
import smtplib
from collections.abc import Mapping
from email.message import EmailMessage
from typing import Any, Protocol

import httpx

from anjian.messages.setting import Dingtalk, Mail, Outward, Sms, Wecom

SECONDS = 10.0
"""How long a channel may take to answer."""


class Failed(Exception):
    """A message that did not go. ``final``: trying again is useless, as with an unknown address."""

    def __init__(self, why: str, *, final: bool = False) -> None:
        super().__init__(why)
        self.final = final


class Channel(Protocol):
    """One way out."""

    def send(self, *, to: str, subject: str, text: str, key: str) -> str:
        """Send; returns the channel's number of the message. ``key`` lets it drop a second try. Raises Failed."""

    def arrived(self, number: str, *, to: str) -> bool | None:
        """Whether it arrived; None while nobody knows. Raises Failed when the channel says that it did not."""


def channel(setting: Outward, name: str) -> Channel:
    """The channel of this name, as configured."""
    made: dict[str, Any] = {"wecom": _Wecom, "dingtalk": _Dingtalk, "sms": _Sms, "mail": _Mail}
    found: Channel = made[name](getattr(setting, name))
    return found


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def _ask(method: str, url: str, **more: Any) -> Mapping[str, Any]:
    try:
        answer = httpx.request(method, url, timeout=SECONDS, follow_redirects=False, **more)
    except httpx.HTTPError as error:
        raise Failed(f"连不上：{type(error).__name__}") from error
    if answer.status_code >= 400:
        raise Failed(f"回答{answer.status_code}", final=400 <= answer.status_code < 500 and answer.status_code != 429)
    try:
        found = answer.json()
    except ValueError as error:
        raise Failed("回答读不懂") from error
    if not isinstance(found, dict):
        raise Failed("回答读不懂")
    return found


class _Wecom:
    def __init__(self, setting: Wecom) -> None:
        self._setting = setting

    def send(self, *, to: str, subject: str, text: str, key: str) -> str:
        at = self._setting
        asked = {"corpid": at.corpid, "corpsecret": at.secret}
        token = _good(_ask("GET", f"{at.address}/cgi-bin/gettoken", params=asked))["access_token"]
        told = {
            "touser": to,
            "msgtype": "text",
            "agentid": at.agent,
            "text": {"content": f"{subject}\n{text}"},
            "enable_duplicate_check": 1,
        }
        found = _good(_ask("POST", f"{at.address}/cgi-bin/message/send", params={"access_token": token}, json=told))
        if found.get("invaliduser"):
            raise Failed(f"没有这个用户：{to}", final=True)
        return str(found.get("msgid", ""))

    def arrived(self, number: str, *, to: str) -> bool | None:
        return None


class _Dingtalk:
    def __init__(self, setting: Dingtalk) -> None:
        self._setting = setting

    def _token(self) -> str:
        at = self._setting
        asked = {"appkey": at.appkey, "appsecret": at.appsecret}
        return str(_good(_ask("GET", f"{at.address}/gettoken", params=asked))["access_token"])

    def send(self, *, to: str, subject: str, text: str, key: str) -> str:
        told = {
            "agent_id": self._setting.agent,
            "userid_list": to,
            "msg": {"msgtype": "text", "text": {"content": f"{subject}\n{text}"}},
        }
        where = f"{self._setting.address}/topapi/message/corpconversation/asyncsend_v2"
        found = _good(_ask("POST", where, params={"access_token": self._token()}, json=told))
        return str(found.get("task_id", ""))

    def arrived(self, number: str, *, to: str) -> bool | None:
        where = f"{self._setting.address}/topapi/message/corpconversation/getsendresult"
        told = {"agent_id": self._setting.agent, "task_id": int(number)}
        found = _good(_ask("POST", where, params={"access_token": self._token()}, json=told)).get("send_result", {})
        if to in (found.get("failed_user_id_list") or []) + (found.get("invalid_user_id_list") or []):
            raise Failed("钉钉说没有送到", final=True)
        return True if to in (found.get("read_user_id_list") or []) else None


def _good(told: Mapping[str, Any]) -> Mapping[str, Any]:
    """An answer of 企业微信 or 钉钉, which say errors inside it."""
    if told.get("errcode", 0) != 0:
        # 45009 and 90018 (too often) and -1 (busy) pass; what is wrong with address or rights does not
        raise Failed(
            f"{told.get('errcode')} {told.get('errmsg', '')}"[:200], final=told["errcode"] not in (-1, 45009, 90018)
        )
    return told


class _Sms:
    def __init__(self, setting: Sms) -> None:
        self._setting = setting

    def send(self, *, to: str, subject: str, text: str, key: str) -> str:
        body = json.dumps({"id": _digest(key), "to": to, "text": f"【{subject}】{text}"}, ensure_ascii=False).encode()
        signed = hmac.new(self._setting.secret.encode(), body, hashlib.sha256).hexdigest()
        head = {"Content-Type": "application/json", "X-Signature": f"sha256={signed}"}
        return str(_ask("POST", self._setting.url, content=body, headers=head).get("id", _digest(key)))

    def arrived(self, number: str, *, to: str) -> bool | None:
        signed = hmac.new(self._setting.secret.encode(), number.encode(), hashlib.sha256).hexdigest()
        state = _ask("GET", f"{self._setting.url}/{number}", headers={"X-Signature": f"sha256={signed}"}).get("state")
        if state == "failed":
            raise Failed("短信没有送到", final=True)
        return True if state == "delivered" else None


class _Mail:
    def __init__(self, setting: Mail) -> None:
        self._setting = setting

    def send(self, *, to: str, subject: str, text: str, key: str) -> str:
        at = self._setting
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = at.sender, to, subject
        letter["Message-ID"] = f"<{_digest(key)}@{at.sender.rpartition('@')[2] or 'anjian'}>"
        letter.set_content(text)
        make = smtplib.SMTP_SSL if at.tls == "direct" else smtplib.SMTP
        try:
            with make(at.host, at.port, timeout=SECONDS) as server:
                if at.tls == "start":
                    server.starttls()
                if at.user:
                    server.login(at.user, at.password)
                server.send_message(letter)
        except smtplib.SMTPRecipientsRefused as error:
            raise Failed(f"没有这个邮箱：{to}", final=True) from error
        except (smtplib.SMTPException, OSError) as error:
            raise Failed(f"邮件服务器：{type(error).__name__}") from error
        return str(letter["Message-ID"])

    def arrived(self, number: str, *, to: str) -> bool | None:
        return None
