"""What happens to messages: the names of the facts that this module records, and its words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

ADDRESS_SET = "messages.address_set"
SENT = "messages.sent"
FAILED = "messages.failed"
RECEIVED = "messages.received"
AGAIN = "messages.sent_again"

CHANNELS = {"wecom": _("企业微信"), "dingtalk": _("钉钉"), "sms": _("短信"), "mail": _("邮件")}
"""By what a message may go."""
STATES = {
    "waiting": _("待发"),
    "sent": _("已发出"),
    "received": _("已送达"),
    "failed": _("没有发出"),
    "kept": _("没有可用的通道"),
}


@dataclass(frozen=True, slots=True)
class Note:
    """A message to be owed: under which step's key, to whom, what it says."""

    key: str
    person: str
    subject: str
    text: str
