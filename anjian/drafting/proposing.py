"""What a decision about a draft must say before it is proposed (拟), and its trial as a pack of its own."""

from __future__ import annotations

from collections.abc import Mapping

from anjian.drafting import queries, writing
from anjian.drafting.events import Draft, Paper
from anjian.lib.errors import Refusal
from anjian.policy import queries as policy

TYPED = ("becomes", "gist", "actor", "bearer", "level", "fact", "at_least", "per", "per_word", "by", "reason")
_NEEDED = {
    "gist": ("摘要", "条款要用自己的话说清楚"),
    "bearer": ("由谁承担", "没有承担者就落不到谁的工作台"),
    "level": ("哪一级", "同一类机构各级都有"),
    "fact": ("凭什么记录算办过", "没有凭据就判断不了"),
    "at_least": ("次数", "每个周期至少几次"),
    "per": ("周期", "多久一次"),
    "by": ("期限", "哪天之前"),
}


def whole(said: dict[str, str], becomes: str) -> None:
    """Refuse what is missing or cannot be, at its field."""
    needed = ["gist"]
    if becomes in writing.JUDGED:
        needed += ["bearer", "level", "fact", *(["at_least", "per"] if becomes == "recurring" else ["by"])]
    for name in needed:
        if name not in said:
            word, why = _NEEDED[name]
            raise Refusal(f"没有填“{word}”", why, "请补上", code="drafting.missing", field=name)
    if len(said["gist"]) > 60:
        raise Refusal("摘要超过60字", "它要在一行里看得完", "请写短", code="drafting.long", field="gist")
    count = said.get("at_least", "1")
    if becomes == "recurring" and not (count.isascii() and count.isdigit() and 0 < int(count) < 1000):
        raise Refusal(
            f"次数“{count}”不是数", "按它判断够不够", "请填 1 到 999", code="drafting.count", field="at_least"
        )
    if becomes in writing.JUDGED:
        kinds = {code: kinds for code, _name, kinds in queries.evidence()}
        wanted = "post" if said["bearer"].startswith("posts:") else "body"
        if wanted not in kinds.get(said["fact"], frozenset()):
            raise Refusal(
                "这种记录里没有能写这个承担者的一栏",
                f"承担者是{'职务' if wanted == 'post' else '单位'}，记录里要有写它的地方",
                "请换一种记录",
                code="drafting.fact",
                field="fact",
            )


def check(particulars: Mapping[str, str], draft: Draft, paper: Paper) -> None:
    """One draft as a pack of its own, before it is proposed: the faults of the check, in its words."""
    try:
        writing.checked(writing.files(particulars, [draft], paper.result["headings"], paper.text), particulars["id"])
    except policy.PackRefused as refused:
        first = refused.faults[0]
        field = next((name for code, name in _AT.items() if first.code.startswith(code)), None)
        raise Refusal(
            "；".join(fault.what for fault in refused.faults[:3]),
            "按它存成规则包通不过检查",
            first.next or "请改正后再拟",
            code="drafting.check",
            field=field,
        ) from None


_AT = {"actor": "actor", "who": "level", "name": "bearer", "date": "by", "fact": "fact"}


def stand_in(paper: Paper) -> dict[str, str]:
    """Particulars for a trial while nobody has written them."""
    found = paper.result
    day = found["in_force"] or found["issued"] or paper.at.date().isoformat()
    return {
        "id": "draft",
        "title": paper.title,
        "short": "草稿",
        "number": "",
        "issuer": "",
        "place": paper.place,
        "issued": "",
        "in_force": day,
    }
