"""What happens to messages: the names of the facts that this module records, and its words."""

from __future__ import annotations

from dataclasses import dataclass

ADDRESS_SET = "messages.address_set"
SENT = "messages.sent"
FAILED = "messages.failed"
RECEIVED = "messages.received"
AGAIN = "messages.sent_again"

CHANNELS = {"wecom": "企业微信", "dingtalk": "钉钉", "sms": "短信", "mail": "邮件"}
"""By what a message may go."""
STATES = {
    "waiting": "待发",
    "sent": "已发出",
    "received": "已送达",
    "failed": "没有发出",
    "kept": "没有可用的通道",
}


@dataclass(frozen=True, slots=True)
class Note:
    """A message to be owed: under which step's key, to whom, what it says."""

    key: str
    person: str
    subject: str
    text: str
