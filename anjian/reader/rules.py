"""Draft rules (规则草稿): what a person confirms, corrects, splits or dismisses; never in force by itself.

A draft is a plain dict:

* `id`, `sentence` (index), `start`, `end` (of the sentence in the input text), `cite`
* `actor`, `action`, `object`, `force`, and `fields`: for each of these, and in `quantities` for every period, day, term
  and figure, a span of the input text `{"start", "end", "quote"}`, so that nothing in a draft is without its words
* `rule`: the draft in the pack format (docs/reference/pack.md) as far as the words say it: `kind`,
  `who: {unnamed: …}`, `at_least`/`per`, `by`, `within`, `target` … What only a person can choose (the fact that shows
  it, the class of the bearer) stands as `{"unset": words}`
* `clause`: `cite`, `actor`, `status` for the pack's list of clauses; its `gist` is left to the person

A sentence with two cadences or days gives a draft for each; one without any gives one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from anjian.reader import actors
from anjian.reader.events import Clean, Document, Heading, Quantity, Sentence
from anjian.reader.numbers import same_length

_VERBS = (
    r"(?:组织开展|组织召开|组织实施|组织编制|开展|组织|召开|听取|研究|建立健全|建立|健全|完善|制定|制订|"
    r"编制|修订|配备|设立|设置|落实|实施|"
    r"执行|检查|排查|督查|巡查|抽查|检测|评估|演练|培训|教育|考核|报告|报送|上报|通报|公布|公示|公开|公告|"
    r"备案|登记|审查|审核|审批|验收|整改|治理|"
    r"整治|查处|处罚|责令|吊销|关闭|取缔|约谈|督办|移送|提取|投入|购买|安装|更新|改造|维护|保存|记录|签订|"
    r"公布|指导|督促|协调|配合|协助|支持|鼓励|"
    r"推进|推动|推广|加强|强化|提高|提升|确保|保障|防范|遏制|杜绝|履行|承担|负责|参加|参与|带队|深入|值班|"
    r"监测|预警|处置|救援|疏散|撤离|停止|"
    r"停产|恢复|注销|撤销|变更|延续|申请|取得|投保|缴纳|告知|答复|核查|核实|复查|销号|调查|追究|给予|处|"
    r"颁发|发放|书面|纳入|列入|达到|完成|实现|"
    r"建成|新建|创建|明确|规范|严格|做好|抓好|学习|宣传|总结|分析|统计|汇总|调度|会商|研判|占用|堵塞|封闭|"
    r"遮挡|从事|"
    r"擅自|转包|出借|瞒报|谎报|迟报|漏报|拒绝|阻碍|安排|选派|聘请|聘用|抽调|核定|增设|提交|提供|"
    r"接受|遵守|服从|掌握|熟悉|具备|采取)"
)
_ACTION = re.compile(_VERBS)
_MODAL = re.compile(
    r"应当|必须|不得|严禁|禁止|不准|可以|鼓励|负责|应(?!急|用|对|变|力)|(?<![主重需简摘纪])要(?!求|素|件|"
    r"点|害)|须(?!知)|责令"
)
_FORBIDS = re.compile(r"不得|严禁|禁止|不准|不许|不能(?!够)")
_ENCOURAGES = re.compile(r"鼓励|支持|提倡|引导|倡导")
_MAY = re.compile(r"可以|可(?!能|靠|行|操|持)|有权")
_SHOULD = re.compile(r"原则上|一般(?:应|要)|力争|争取|尽量|尽可能")
_REGISTER = re.compile(
    r"(?:建立|编制|制定|形成|健全|完善|公布)[^,。;]{0,24}?(?:清单|台账|名单|档案|名录|数据库|目录|登记册|"
    r"一张图|分布图)"
)
_VAGUE = re.compile(r"定期|及时|适时|经常|不定期|日常|第一时间|迅速|立即|尽快")
_RATE = re.compile(r"率|比例|占比|下降|减少|增长|提高|总量|起数|人数")
_SOFT = re.compile(r"加强|强化|提高|提升|推进|推动|营造|树立|弘扬|引导|发挥|增强|深化|宣传|教育|重视|坚持|贯彻")
_LOOK = 600
_PER = {"half year": "half_year", "workday": "day"}


def draft(
    clean: Clean,
    sentences: Sequence[Sentence],
    quantities: Sequence[Quantity],
    headings: Sequence[Heading],
    document: Document,
) -> list[dict[str, Any]]:
    """The draft rules of a document in order of place; empty for what is no policy."""
    if not document.is_policy:
        return []
    text = same_length(clean.text)
    drafts: list[dict[str, Any]] = []
    by_sentence = _inside(sentences, quantities)
    for position, sentence in enumerate(sentences):
        if sentence.disposition not in ("drafted", "liability", "definition"):
            continue
        inside = by_sentence.get(position, [])
        anchors: list[Quantity | None] = [one for one in inside if one.kind in ("cadence", "deadline")]
        for anchor in anchors or [None]:
            drafts.append(_draft(clean, text, sentence, position, inside, anchor, document, len(drafts) + 1))
    return drafts


def _inside(sentences: Sequence[Sentence], quantities: Sequence[Quantity]) -> dict[int, list[Quantity]]:
    """The quantities of each sentence, by its index; both lists are in order of place."""
    found: dict[int, list[Quantity]] = {}
    at = 0
    for quantity in sorted(quantities, key=lambda one: one.start):
        while at + 1 < len(sentences) and sentences[at].end <= quantity.start:
            at += 1
        if sentences and sentences[at].start <= quantity.start < sentences[at].end:
            found.setdefault(at, []).append(quantity)
    return found


def _span(clean: Clean, start: int, end: int) -> dict[str, Any]:
    first, last = clean.span(start, end)
    return {"start": first, "end": last, "quote": clean.raw[first:last]}


def _draft(
    clean: Clean,
    text: str,
    sentence: Sentence,
    position: int,
    inside: Sequence[Quantity],
    anchor: Quantity | None,
    document: Document,
    number: int,
) -> dict[str, Any]:
    first, last = sentence.clean_start, sentence.clean_end
    fields: dict[str, Any] = {}
    at = 0
    if anchor is not None:
        at = max(0, clean.index(anchor.start) - first)
        # A sentence without end is looked at around its number only.
        first, at = first + max(0, at - _LOOK), min(at, _LOOK)
    last = min(last, first + at + _LOOK)
    words = text[first:last]
    acting = actors.carried(words, at, sentence.actors) or sentence.actors
    for name in acting:
        place = _place(clean.text, name, first, last, first + at)
        if place is not None:
            fields["actor"] = _span(clean, place, place + len(name))
            break
    force = _force(words)
    if sentence.force:
        place = clean.text.find(sentence.force, first, last)
        if place >= 0:
            fields["force"] = _span(clean, place, place + len(sentence.force))
    end_of_actor = 0
    if "actor" in fields:
        end_of_actor = max(0, clean.index(fields["actor"]["end"]) - first)
    action, goal = _act(words, at, end_of_actor if end_of_actor < len(words) else 0)
    if action:
        fields["action"] = _span(clean, first + action[0], first + action[1])
    if goal:
        fields["object"] = _span(clean, first + goal[0], first + goal[1])
    numbers: list[dict[str, Any]] = []
    for quantity in inside:
        if quantity is anchor or quantity.kind in ("figure", "threshold"):
            numbers.append(
                {
                    "kind": quantity.kind,
                    "value": quantity.value,
                    "start": quantity.start,
                    "end": quantity.end,
                    "quote": quantity.quote,
                }
            )
    said = clean.text[first + action[0] : first + (goal or action)[1]] if action else clean.text[first:last]
    rule = _rule(sentence, words, inside, anchor, acting, document, force, said)
    return {
        "id": f"draft-{number}",
        "sentence": position,
        "start": sentence.start,
        "end": sentence.end,
        "cite": sentence.clause,
        "actor": list(acting),
        "action": fields["action"]["quote"] if action else None,
        "object": fields["object"]["quote"] if goal else None,
        "force": force,
        "quantities": numbers,
        "fields": fields,
        "clause": {
            "cite": sentence.clause,
            "actor": list(acting),
            "unnamed": "actor" not in fields,
            "status": "attested" if rule["kind"] in ("attested", "definition") else "automated",
        },
        "rule": rule,
    }


def _place(text: str, name: str, first: int, last: int, near: int) -> int | None:
    """Where the actor's words stand: last before the number, else first in the sentence, else before it."""
    place = text.rfind(name, first, near + len(name)) if near > first else -1
    if place < 0:
        place = text.find(name, first, last)
    if place < 0:
        place = text.rfind(name, max(0, first - 1500), first)
    return place if place >= 0 else None


def _stop(words: str, at: int) -> int:
    """The end of the comma-clause around `at`."""
    match = re.search(r"[,;。:]", words[at:])
    return at + match.start() if match else len(words)


def _act(words: str, at: int, named: int) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """The spans of action and object: the first verb of duty in the clause of the number, or in the sentence."""
    opening = max(words.rfind(mark, 0, at) for mark in ",;:。") + 1 if at else 0
    for begin in dict.fromkeys((opening, 0)):
        match = None
        modal = _MODAL.search(words, begin, _stop(words, max(begin, at)))
        after = begin + actors.numbering(words[begin:])
        if modal:
            after = modal.end() if not re.match(r"鼓励|负责|责令", modal[0]) else modal.start()
        elif named:
            after = max(after, named)
        for candidate in _ACTION.finditer(words, after):
            # 负责人 is somebody, 检查制度 something; a verb ends no clause it opens in brackets.
            if (
                re.match(r"人(?!民)|的|情况|制度(?:的|,)", words[candidate.end() :])
                and candidate.end() - candidate.start() <= 2
            ):
                continue
            match = candidate
            break
        if match:
            rest = re.match(r"[^,。;:!?\n]*", words[match.end() :])
            stop = match.end() + (rest.end() if rest else 0)
            start = match.end()
            while start < stop and words[start] in " 了":
                start += 1
            goal = (start, stop) if stop - start >= 2 else None
            return (match.start(), match.end()), goal
    return None, None


def _force(words: str) -> str:
    """must, should, may or encouraged, as the pack format has them."""
    if _FORBIDS.search(words):
        return "must"
    if _SHOULD.search(words):
        return "should"
    if re.search(r"应当|必须|责令|处以?|确保|应(?!急|用)|(?<![主重需])要(?!求)|须", words):
        return "must"
    if _ENCOURAGES.search(words):
        return "encouraged"
    return "may" if _MAY.search(words) else "must"


def _rule(
    sentence: Sentence,
    words: str,
    inside: Sequence[Quantity],
    anchor: Quantity | None,
    acting: tuple[str, ...],
    document: Document,
    force: str,
    said: str,
) -> dict[str, Any]:
    """The draft in the pack format."""
    rule: dict[str, Any] = {"kind": "attested", "title": {"unset": said}, "force": force}
    rule["who"] = {"unnamed": "、".join(acting)} if acting else {"unset": "没有主语"}
    start = document.in_force or document.issued
    rule["in_force"] = {"from": start.isoformat()} if start else {"unset": "没有成文日期"}
    owes = {"unset": said}
    if sentence.disposition == "definition":
        return {**rule, "kind": "definition", "defines": {"unset": said}, "is": {"unset": said}}
    if sentence.disposition == "liability":
        return {
            **rule,
            "kind": "consequence",
            "when": {"unset": said},
            "then": {force if force == "may" else "must": owes},
        }
    if anchor is not None:
        return {**rule, **_timed(anchor.value, owes, anchor.kind)}
    if _FORBIDS.search(words):
        return {**rule, "kind": "gate", "forbids": owes}
    figure = next((one for one in inside if one.kind == "figure"), None)
    if figure is not None:
        value = figure.value
        if _RATE.search(str(value.get("of", ""))) or value["unit"] in ("%", "百分点", "‰"):
            target = value.get("number", value.get("min"))
            ceiling = str(value.get("op", "")).startswith("<")
            return {
                **rule,
                "kind": "indicator",
                "count": owes,
                "target": f"{target}%" if value["unit"] == "%" else target,
                "direction": "at_most" if ceiling else "at_least",
            }
        return {**rule, "kind": "requirement", "holds": {"where": {"unset": said}}, "target": value}
    if any(one.kind == "threshold" for one in inside):
        return {**rule, "kind": "requirement", "when": {"unset": said}, "holds": {"where": {"unset": said}}}
    if _REGISTER.search(words):
        return {**rule, "kind": "register", "register": {"unset": said}}
    vague = _VAGUE.search(words)
    if vague and re.search(r"定期|经常|日常|不定期", vague[0]):
        return {**rule, "kind": "recurring", "owes": owes, "at_least": 1, "per": {"unset": vague[0]}}
    return {**rule, "why": "soft" if _SOFT.search(words) else "vague", "owes": owes}


def _timed(value: dict[str, Any], owes: dict[str, str], kind: str) -> dict[str, Any]:
    if kind == "cadence":
        per = _PER.get(value["per"], value["per"])
        count = value.get("at_least", value.get("exactly"))
        if count is None:
            return {"kind": "indicator", "count": owes, "target": value["at_most"], "direction": "at_most", "per": per}
        return {"kind": "recurring", "owes": owes, "at_least": count, "per": per}
    if "within" in value and "after" in value:
        return {"kind": "response", "owes": owes, "when": {"unset": value["after"]}, "within": value["within"]}
    if "within" in value:
        return {
            "kind": "response",
            "owes": owes,
            "when": {"unset": value.get("before", "何时起算")},
            "within": value["within"],
        }
    if "per" in value:
        due = value.get("by") or value.get("to")
        return {
            "kind": "recurring",
            "owes": owes,
            "at_least": 1,
            "per": _PER.get(value["per"], value["per"]),
            "by": due,
        }
    if "by" in value:
        return {"kind": "one_off", "owes": owes, "by": value["by"]}
    if "to" in value:
        return {"kind": "one_off", "owes": owes, "from": value["from"], "by": value["to"]}
    return {"kind": "attested", "why": "vague", "owes": owes, "from": value.get("from")}
