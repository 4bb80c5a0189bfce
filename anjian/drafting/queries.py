"""Questions of the reading room: papers, their drafts and what was decided, what differs from an earlier version."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop as _

from anjian.drafting.events import Draft, Paper
from anjian.drafting.models import Decision
from anjian.drafting.models import Paper as Row
from anjian.lib.viewer import Viewer
from anjian.policy import queries as policy

LIKE = 0.55
"""From this likeness on two sentences of two versions are one that was changed."""
_OWN_KEY = re.compile(r"sentence-(\d+)|(draft-\d+)\.\d+")


def papers(viewer: Viewer) -> list[Paper]:
    """What was read in the viewer's places, the newest first. Texts and results are left empty."""
    rows = Row.objects.seen_by(viewer).defer("text", "result", "pack_files").order_by("-at")[:100]
    return [_paper(row, whole=False) for row in rows]


def paper(viewer: Viewer, id: UUID) -> Paper | None:
    """One of them, whole; None when there is none or it is not theirs to see."""
    row = Row.objects.seen_by(viewer).filter(id=id).first()
    return _paper(row, whole=True) if row else None


def drafts(viewer: Viewer, paper: Paper) -> list[Draft]:
    """Every draft of a paper in the text's order: the reader's, those split from them, those begun from a sentence."""
    rows = {row.key: row for row in Decision.objects.seen_by(viewer).filter(paper=paper.id, replaced_by__isnull=True)}
    found = [_of_rule(rule, paper) for rule in paper.result["rules"]]
    known = {draft.key: draft for draft in found}
    for key in rows:
        own = _OWN_KEY.fullmatch(key)
        if key in known or own is None:
            continue
        if own[1]:
            found.append(_of_sentence(int(own[1]), key, paper))
        elif own[2] in known:
            found.append(replace(known[own[2]], key=key))
    decided = [_decided(draft, rows.get(draft.key)) for draft in found]
    return sorted(decided, key=lambda one: (one.start, one.key.partition(".")[0], len(one.key), one.key))


@dataclass(frozen=True, slots=True)
class Shift:
    """What became of a draft between two versions (变化): same, changed, new, gone.

    before, after  its words in each; `fields` what the reader reads differently: (name, before, after)
    key            of the draft in the new version; "" when gone
    old            of the draft in the earlier version; "" when new
    duty           what the earlier version's draft had become, in Chinese; "" when nothing was decided
    """

    what: str
    before: str
    after: str
    fields: tuple[tuple[str, str, str], ...]
    key: str
    old: str
    duty: str


def shifts(earlier: Sequence[Draft], later: Sequence[Draft]) -> list[Shift]:
    """The drafts of two versions beside each other, in the later one's order, what is gone at the end."""
    left = list(earlier)
    found: list[Shift | None] = []
    for after in later:
        twin = next(
            (one for one in left if _plain(one.quote) == _plain(after.quote) and _anchor(one) == _anchor(after)), None
        )
        if twin:
            left.remove(twin)
            found.append(_shift("same", twin, after))
        else:
            found.append(None)
    for n, after in enumerate(later):
        if found[n] is not None:
            continue
        near = max(left, key=lambda one: _like(one, after), default=None)
        if near is not None and _like(near, after) >= LIKE:
            left.remove(near)
            found[n] = _shift("changed", near, after)
        else:
            found[n] = _shift("new", None, after)
    return [one for one in found if one] + [_shift("gone", one, None) for one in left]


def _like(one: Draft, other: Draft) -> float:
    """How many of their pairs of characters two drafts share: 0 none, 1 all (Dice)."""
    mine, theirs = _couples(one.quote), _couples(other.quote)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs) or 1)


@lru_cache(maxsize=4096)
def _couples(quote: str) -> frozenset[str]:
    plain = _plain(quote)
    return frozenset(plain[n : n + 2] for n in range(len(plain) - 1))


_FIELDS = {
    "kind": _("种类"),
    "actor": _("主体"),
    "at_least": _("次数"),
    "per": _("周期"),
    "by": _("期限"),
    "force": _("效力"),
}


def _shift(what: str, before: Draft | None, after: Draft | None) -> Shift:
    differ = tuple(
        (word, before.guess.get(name, ""), after.guess.get(name, ""))
        for name, word in _FIELDS.items()
        if before and after and before.guess.get(name, "") != after.guess.get(name, "")
    )
    duty = before.becomes if before and before.state in ("proposed", "confirmed") else ""
    return Shift(
        what,
        before.quote if before else "",
        after.quote if after else "",
        differ,
        after.key if after else "",
        before.key if before else "",
        duty,
    )


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _anchor(draft: Draft) -> tuple[str, ...]:
    """What a sentence with two numbers gives two drafts for, and the number of one that was split."""
    said = [draft.guess.get(name, "") for name in ("kind", "at_least", "per", "by")]
    return (*said, draft.key.partition(".")[2])


def bearers() -> list[tuple[str, list[tuple[str, str]]]]:
    """Who may bear a duty, in groups: (group, [(code to store, name)]); bodies, departments by function, posts."""
    words = policy.vocabulary()
    return [
        (_("机构"), [(f"bodies:{code}", entry.title.zh) for code, entry in words.bodies.items()]),
        (_("部门（按职能）"), [(f"departments:{code}", entry.title.zh) for code, entry in words.functions.items()]),
        (_("职务"), [(f"posts:{code}", entry.title.zh) for code, entry in words.posts.items()]),
    ]


def bearer_of(phrase: str) -> tuple[str, str]:
    """(code to store, level) of a phrase for who must act, as the vocabulary reads it; empty where it does not say."""
    found = policy.vocabulary().actor(phrase)
    if found is None or found.kind not in ("bodies", "departments", "posts") or not found.codes:
        return "", ""
    level = "" if found.level in ("each", "country") else found.level
    return f"{found.kind}:{found.codes[0]}", level


@lru_cache(maxsize=1)
def evidence() -> tuple[tuple[str, str, frozenset[str]], ...]:
    """What may show a duty done: (fact|role, words, kinds of the role), for roles of bodies and posts."""
    return tuple(
        (f"{code}|{role}", f"{entry.title.zh}（{party.label.zh}）", frozenset(party.kind))
        for code, entry in policy.vocabulary().facts.items()
        for role, party in entry.parties.items()
        if {"body", "post"} & set(party.kind)
    )


def near(words: str, *, most: int = 6) -> list[tuple[str, str]]:
    """The facts whose names share most pairs of characters with the words, the nearest first."""
    asked = _pairs(words)
    scored = []
    for code, name, _kinds in evidence():
        title = name.partition("（")[0]
        pairs = _pairs(title)
        shared = len(asked & pairs)
        if shared:
            scored.append((-shared / (len(pairs) + 1), code, name))
    return [(code, name) for _score, code, name in sorted(scored)[:most]]


def _pairs(words: str) -> set[str]:
    plain = re.sub(r"[^\u3400-\u9fff]+", "", words)
    return {plain[n : n + 2] for n in range(len(plain) - 1)}


def _paper(row: Row, *, whole: bool) -> Paper:
    return Paper(
        row.id,
        row.place,
        row.name,
        row.digest,
        row.form,
        row.title,
        row.text if whole else "",
        row.result if whole else {},
        row.previous,
        row.particulars,
        row.described_by,
        row.described_name,
        row.pack,
        row.by,
        row.at,
        row.said_by,
    )


def _of_rule(rule: Mapping[str, Any], paper: Paper) -> Draft:
    said = rule["rule"]
    guess = {
        "kind": said["kind"],
        "actor": "、".join(rule["actor"]),
        "action": rule["action"] or "",
        "object": rule["object"] or "",
        "force": said.get("force", ""),
    }
    for name in ("at_least", "per", "by"):
        value = said.get(name)
        if isinstance(value, Mapping):
            guess[f"{name}_word"] = str(value.get("unset", ""))
        elif value is not None:
            guess[name] = str(value)
    start, end = rule["start"], rule["end"]
    return Draft(rule["id"], rule["sentence"], start, end, rule["cite"] or "", paper.text[start:end].strip(), guess)


def _of_sentence(number: int, key: str, paper: Paper) -> Draft:
    one = paper.result["sentences"][number]
    quote = paper.text[one["start"] : one["end"]].strip()
    guess = {"kind": "attested", "actor": "、".join(one["actors"]), "force": "must"}
    return Draft(key, number, one["start"], one["end"], one["clause"] or "", quote, guess)


def _decided(draft: Draft, row: Decision | None) -> Draft:
    if row is None:
        return draft
    return replace(
        draft,
        state=row.state,  # type: ignore[arg-type]
        content=row.content,
        account=row.account,
        person=row.person,
        by=row.by,
        judged_by=row.judged_by,
        remark=row.remark,
    )
