"""Confirmed drafts as the files of a pack (规则包), with the examples that prove each rule."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from anjian.drafting import gists
from anjian.drafting.events import Draft
from anjian.lib import ends
from anjian.lib.errors import Refusal
from anjian.policy import queries as policy

JUDGED = ("recurring", "one_off")
SET = "set"
"""Instead of a period: the place sets it."""


def files(
    particulars: Mapping[str, str], drafts: Sequence[Draft], headings: Sequence[Mapping[str, Any]], text: str
) -> dict[str, str]:
    """The files of the pack by name: document.yaml and one per top heading that holds a draft, in the text's order.

    Drafts that are no duty are left out. Refuses a gist that repeats the text.
    """
    tops = [one for one in headings if one["level"] == min(each["level"] for each in headings)]
    parts: dict[int, list[Draft]] = {}
    for draft in sorted(drafts, key=lambda one: (one.start, one.key)):
        if draft.content["becomes"] != "dismissed":
            number = sum(1 for top in tops if top["start"] <= draft.start)
            parts.setdefault(number, []).append(draft)
    if not parts:
        raise Refusal(
            "没有一条草稿成为条款",
            "空的规则包没有意义",
            "请至少确认一条不是“不作职责”的草稿",
            code="drafting.nothing",
        )
    name = particulars["id"]
    made: dict[str, str] = {}
    for number, group in parts.items():
        top = tops[number - 1] if number else None
        made[f"part-{number:02d}.yaml"] = _dump(_part(particulars, name, number, top, group, text))
    document: dict[str, Any] = {key: particulars[key] for key in ("id", "title", "short", "number", "issuer", "place")}
    document |= {
        "issued": dt.date.fromisoformat(particulars["issued"]) if particulars.get("issued") else None,
        "in_force": dt.date.fromisoformat(particulars["in_force"]),
        "expects": {"clauses": sum(map(len, parts.values()))},
    }
    document = {key: value for key, value in document.items() if value}
    return {"document.yaml": _dump({"document": document, "articles": sorted(made)}), **made}


def checked(files: Mapping[str, str], name: str) -> policy.Pack:
    """The pack that these files are, read as strictly as `law check` does. Raises PackRefused with every fault."""
    with tempfile.TemporaryDirectory(prefix="anjian-draft-") as scratch:
        folder = Path(scratch) / name
        folder.mkdir()
        for file, content in files.items():
            (folder / file).write_text(content, encoding="utf-8")
        return policy.read(folder, strict=True)


def _dump(data: Any) -> str:
    return yaml.dump(data, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=118)


class _Plain(yaml.SafeDumper):
    """Writes what stands twice out twice: packs have no references of YAML."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _part(
    particulars: Mapping[str, str],
    name: str,
    number: int,
    top: Mapping[str, Any] | None,
    group: Sequence[Draft],
    text: str,
) -> dict[str, Any]:
    printed = str(top["number"]).strip("、.． ") if top else "文首"
    heading = gists.short((top or {}).get("title") or "", text) or (f"第{number}部分" if top else "文首")
    part: dict[str, Any] = {"article": {"number": printed, "heading": heading}, "clauses": [], "rules": []}
    for n, draft in enumerate(group, 1):
        gists.refuse_copied(draft.content["gist"], text, field="gist")
        clause = f"{name}/{number}.{n}"
        part["clauses"].append(_clause(clause, draft))
        if draft.content["becomes"] in JUDGED:
            part["rules"].append(
                _rule(f"{name}/{draft.content.get('name') or f'duty-{number}-{n}'}", clause, draft, particulars)
            )
    return part


def _clause(id: str, draft: Draft) -> dict[str, Any]:
    said = draft.content
    judged = said["becomes"] in JUDGED
    made: dict[str, Any] = {"id": id, "cite": (draft.cite or "正文")[:40], "gist": said["gist"]}
    if said.get("actor"):
        made["actor"] = [said["actor"]]
    made["status"] = "automated" if judged else said["becomes"]
    if said["becomes"] == "pending":
        made["waits_for"] = "drafting"
    if not judged:
        made["reason"] = said["reason"]
    return made


def _rule(id: str, clause: str, draft: Draft, particulars: Mapping[str, str]) -> dict[str, Any]:
    said = draft.content
    since = dt.date.fromisoformat(particulars["in_force"])
    kind, code = said["bearer"].split(":", 1)
    role = said["fact"].partition("|")
    made: dict[str, Any] = {
        "id": id,
        "clauses": [clause],
        "kind": said["becomes"],
        "title": said["gist"],
        "who": _who(kind, code, said["level"]),
        "owes": {"fact": role[0], "where": {role[2]: "$bearer"}},
    }
    basis = {"owes": "assumed"}
    if kind == "posts":
        made["counted"] = "each_post"
        basis["counted"] = "assumed"
    if said["becomes"] == "recurring":
        made["at_least"] = {since: int(said["at_least"])}
        made["per"] = {"unset": said.get("per_word") or "没有写多久"} if said["per"] == SET else said["per"]
    else:
        if _plan(said["by"]) < since:
            raise Refusal(
                f"期限{said['by']}早于施行日{since}",
                "文件不溯及既往，这样的任务一开始就逾期",
                "请核对年份，或改成“仅留痕”",
                code="drafting.by",
                field="by",
            )
        made["by"] = said["by"]
    if draft.guess.get("force") not in (None, "", "must"):
        made["force"] = draft.guess["force"]
    made |= {
        "basis": basis,
        "in_force": {"from": since},
        "examples": _examples(said, kind, code, role[0], role[2], since),
    }
    return made


def _plan(by: str) -> dt.date:
    try:
        return ends.plan_date(by)
    except Refusal as no:
        raise Refusal(no.what, no.why, no.next, code=no.code, field="by") from None


def _who(kind: str, code: str, level: str) -> dict[str, Any]:
    return (
        {"departments": {"function": code}, "levels": [level]}
        if kind == "departments"
        else {
            kind: [code],
            "levels": [level],
        }
    )


def _given(kind: str, code: str, level: str, name: str) -> dict[str, Any]:
    if kind == "posts":
        return {"post": name, "class": code, "level": level, "holder": f"{name}的人"}
    if kind == "departments":
        return {"body": name, "class": "department", "functions": [code], "level": level}
    return {"body": name, "class": code, "level": level}


def _examples(
    said: Mapping[str, str], kind: str, code: str, fact: str, role: str, since: dt.date
) -> list[dict[str, Any]]:
    """Done; not done by the last day; after it; somebody else's."""
    own, other = "甲单位", "乙单位"
    given = [_given(kind, code, said["level"], own)]
    if said["becomes"] == "recurring" and said["per"] == SET:
        return [
            {"name": "当地没有定周期前只挂着", "as_of": since, "given": given, "expect": [{"outcome": "unscheduled"}]}
        ]
    if said["becomes"] == "recurring":
        count, period = int(said["at_least"]), ends.period_of(said["per"], since)  # type: ignore[arg-type]
        last = period.end
        following = ends.period_of(said["per"], last + dt.timedelta(days=1))  # type: ignore[arg-type]
        after = [
            {"outcome": "missed", "period": period.label, "need": count},
            {"outcome": "due", "period": following.label},
        ]
    else:
        count, last = 1, ends.plan_date(said["by"])
        after = [{"outcome": "overdue", "due": last}]
    done = [{"fact": fact, "day": since, role: own}] * count
    made = [
        {"name": "办过即完成", "as_of": last, "given": given, "facts": done, "expect": [{"outcome": "met"}]},
        {"name": "到最后一天还没有办", "as_of": last, "given": given, "expect": [{"outcome": "due", "due": last}]},
        {
            "name": "过了期没有办；别人办的不算",
            "as_of": last + dt.timedelta(days=1),
            "given": given,
            "facts": [{"fact": fact, "day": since, role: other}] * count,
            "expect": after,
        },
    ]
    if count > 1:
        few = {"name": "少一次不算", "as_of": last, "given": given, "facts": done[1:], "expect": [{"outcome": "due"}]}
        made.append(few)
    return made
