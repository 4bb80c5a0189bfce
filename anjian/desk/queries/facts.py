"""A fact in words (事实的内容)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from anjian.access import queries as access
from anjian.desk.queries.naming import fact_word, party_names
from anjian.evidence import queries as evidence
from anjian.ledger.events import Fact
from anjian.lib.ends import CHINA
from anjian.lib.viewer import Viewer
from anjian.policy import queries as policy
from anjian.records import queries as forms
from anjian.registry import queries as registry
from anjian.ui import days

_HOUSE = {
    "policy.pack_loaded": "装入规则包",
    "policy.adopted": "采用文件",
    "policy.value_set": "设定",
    "policy.value_unset": "取消设定",
    "policy.text_attached": "附上原文",
    "registry.registered": "登记企业",
    "registry.changed": "变更企业信息",
    "registry.closed": "关闭企业",
    "registry.attributes_told": "填报企业情况",
    "registry.item_ended": "证照、设备等不再有",
    "registry.merged": "并档",
    "papers.issued": "发文",
    "papers.withdrawn": "撤回公文",
    "ledger.voided": "作废",
    "ledger.superseded": "更替",
    "ledger.body_erased": "抹除",
}
"""Titles of the house's own facts, which are not in the vocabulary."""


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    """A picture of a fact, what its camera stated, and what is odd about that, in words."""

    digest: str
    taken_at: str
    place: str
    marks: tuple[str, ...]


def photos(viewer: Viewer, fact: Fact) -> list[ShownPhoto]:
    """The pictures of a fact; where it names one enterprise, held against where that stands."""
    firms = [party.id for party in fact.parties if party.kind == "enterprise"]
    near = registry.position(viewer, firms[0], as_of=fact.day) if len(set(firms)) == 1 else None
    return [
        ShownPhoto(one.digest, one.taken_at, one.place, tuple(map(evidence.said, evidence.marks(one, near=near))))
        for one in evidence.of_fact(viewer, fact.id)
    ]


def fact_title(name: str) -> str:
    """The title of a fact for people."""
    return _HOUSE.get(name) or fact_word(name, english=days.english())


def fact_pairs(viewer: Viewer, fact: Fact) -> list[tuple[str, list[str]]]:
    """What the fact says: pairs of a word and its values, parties first; photos are left to their place."""
    entry = policy.vocabulary().facts.get(fact.name)
    english = days.english()
    pairs: list[tuple[str, list[str]]] = []
    if fact.erased:
        pairs.append((_("说明"), [_("个人信息已依申请抹除")]))
    for role in dict.fromkeys(party.role for party in fact.parties):
        told = entry.parties.get(role) if entry else None
        word = (told.label.en if english else told.label.zh) if told else role
        pairs.append((word, party_names(viewer, [p for p in fact.parties if p.role == role], as_of=fact.day)))
    for code, value in {**fact.attributes, **fact.private}.items():
        if code == "files":
            continue
        word, values = forms.said(fact.name, code, value)
        pairs.append((word or _of_enterprise(code), values))
    if fact.withheld:
        pairs.append((_("个人信息"), [_("有，只对记录的人、本人和履行职责需要的职务显示")]))
    return pairs


def _of_enterprise(code: str) -> str:
    """The word of a value of an enterprise, or of where in a sheet it stood; the code of everything else."""
    told = registry.dictionary().get(code)
    if told is None:
        return {"list": _("导入的表"), "row": _("表中第几行")}.get(code, code)
    return told.label_en if days.english() else told.label


def recorded_words(viewer: Viewer, fact: Fact) -> str:
    """Who recorded it and when; that it comes from an import where it does."""
    at = f"{fact.recorded_at.astimezone(CHINA):%Y-%m-%d %H:%M}"
    if fact.origin != "live":
        word = _("示例数据") if fact.origin == "sample" else _("历史导入")
        return _("%(word)s，%(at)s 登记") % {"word": word, "at": at}
    card = access.account(viewer, fact.recorded_by, as_of=fact.day)
    name = viewer.name if fact.recorded_by == viewer.account else card.name if card else ""
    return _("%(name)s %(at)s 记录") % {"name": name, "at": at} if name else _("%(at)s 记录") % {"at": at}
