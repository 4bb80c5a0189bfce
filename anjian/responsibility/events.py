"""What happens to responsibility: the names of the facts that this module records, and its words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

ASSIGNED = "responsibility.assigned"
RELEASED = "responsibility.released"
RULE_ENTERED = "responsibility.rule_entered"
RULE_ENDED = "responsibility.rule_ended"
POSTED = "responsibility.signboard_posted"
"""A signboard hung up at an enterprise: declared in the vocabulary, recorded with its photo like any other fact."""

LINES: Mapping[str, str] = {"industry": _("行业监管"), "general": _("综合监管"), "territory": _("属地监管")}
"""In which way a body answers for an enterprise, in the order of pages."""
DECIDING = ("general", "territory")
"""Lines in which a rule decides; in the others it proposes."""
GROUNDS: Mapping[str, str] = {
    "document": _("文件规定"),
    "administers": _("谁主管"),
    "handles": _("谁为主"),
    "nearest": _("谁靠近"),
    "agreed": _("协商确定"),
}
"""What a decision rests on; three of them are the tests by which a lead is found where nothing says who it is."""
HOW: Mapping[str, str] = {"decided": _("已确定"), "registered": _("登记时填写"), "rule": _("按规则")}
"""By what a body answers."""
