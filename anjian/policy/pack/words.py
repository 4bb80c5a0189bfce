"""Checks of the vocabulary (词汇检查): every name resolves, nothing is called twice, dates are in order."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping

from anjian.policy.pack.faults import Fault
from anjian.policy.pack.lines import Text
from anjian.policy.pack.vocabulary import FunctionEntry, Lists, Vocabulary

_LEVELS = frozenset({"country", "province", "city", "county", "town", "village"})


def check_list(lists: Lists, text: Text) -> Iterator[Fault]:
    """Faults inside one file."""
    for name, fact in lists.facts.items():
        at = ("facts", name)
        if name.count(".") != 1 or not name.replace(".", "").replace("_", "").isascii():
            yield Fault(
                text.file,
                text.line(at),
                f"事实名“{name}”的写法不对",
                "写成 模块.已发生的事，如 meetings.held",
                "fact.name",
            )
        for role in set(fact.attributes) & set(fact.parties):
            yield Fault(
                text.file,
                text.line((*at, "parties", role)),
                f"“{role}”既是属性又是参与方",
                "改一个名字",
                "fact.collision",
            )
        for code, attribute in fact.attributes.items():
            line = text.line((*at, "attributes", code))
            if attribute.type == "enum" and not (attribute.options or attribute.options_from or attribute.open):
                yield Fault(
                    text.file, line, f"“{code}”是选项，却没有可选的词", "写 options，或 open: true", "attribute.options"
                )
            if attribute.type != "enum" and (attribute.options or attribute.options_from):
                yield Fault(text.file, line, f"“{code}”不是选项，却写了可选的词", "改 type: enum", "attribute.options")
            if attribute.seen_by and not attribute.personal:
                what = f"“{code}”不是个人信息，人人可见，却写了谁可以看"
                yield Fault(text.file, line, what, "写 personal: true，或去掉 seen_by", "attribute.seen_by")
    for code, entry in lists.functions.items():
        yield from _spans(code, entry, text)
    for group in ("posts", "bodies"):
        for code, cls in getattr(lists, group).items():
            for level in set(cls.levels) - _LEVELS:
                yield Fault(
                    text.file,
                    text.line((group, code, "levels")),
                    f"没有“{level}”这一级",
                    f"可用：{'、'.join(sorted(_LEVELS))}",
                    "level.unknown",
                )


def _spans(code: str, entry: FunctionEntry, text: Text) -> Iterator[Fault]:
    last = datetime.date.min
    for n, name in enumerate(entry.names):
        line = text.line(("functions", code, "names", n))
        if name.since and name.until and name.until < name.since:
            yield Fault(
                text.file, line, f"“{name.name}”止于{name.until}，早于起始日{name.since}", "请核对起止", "span.wrong"
            )
        if (name.since or datetime.date.min) < last:
            yield Fault(
                text.file, line, f"“{name.name}”与前一个名称的日期重叠", "名称按先后排列，日期不重叠", "span.overlap"
            )
        last = name.until + datetime.timedelta(days=1) if name.until else datetime.date.max


def check_whole(vocabulary: Vocabulary, texts: Mapping[tuple[str, str], Text]) -> Iterator[Fault]:
    """Faults between entries of different files. ``texts``: the file of each entry, by list and code."""

    def fault(path: tuple[str | int, ...], what: str, next: str, code: str) -> Fault:
        text = texts[str(path[0]), str(path[1])]
        return Fault(text.file, text.line(path), what, next, code)

    for group, entries in (("facts", vocabulary.facts), ("topics", vocabulary.topics)):
        for code in entries:
            seen, name = {code}, entries[code].is_a
            while name:
                at = (group, code, "is_a")
                if name not in entries:
                    if len(seen) == 1:  # the others on the way to it are right
                        yield fault(at, f"“{code}”归属的“{name}”没有登记", "登记它或改 is_a", "is_a.unknown")
                    break
                if name in seen:
                    yield fault(at, f"“{code}”的归属绕成了圈", "请核对 is_a", "is_a.cycle")
                    break
                seen.add(name)
                name = entries[name].is_a
    known_codes = {"posts": vocabulary.posts, "bodies": vocabulary.bodies, "departments": vocabulary.functions}
    for phrase, actor in vocabulary.actors.items():
        codes: Mapping[str, object] = known_codes.get(actor.kind, {})
        for code in actor.codes:
            if code not in codes:
                what = f"“{phrase}”读作{actor.kind}的“{code}”，没有登记"
                yield fault(("actors", phrase, "codes"), what, "登记它，或改 codes", "actor.code")
        if bool(codes) != bool(actor.codes):
            what = f"“{phrase}”是{actor.kind}，codes 不对"
            advice = "posts、bodies、departments 要写 codes，其他不写"
            yield fault(("actors", phrase, "codes"), what, advice, "actor.code")
        if (actor.kind == "nobody" and not actor.about) or (actor.kind == "place" and not (actor.level or actor.place)):
            what = f"“{phrase}”不是机构，没有写为什么" if actor.kind == "nobody" else f"“{phrase}”是地方，没有写哪一级"
            yield fault(("actors", phrase), what, "nobody 写 about（理由）；place 写 level 或 place", "actor.code")
    owners: dict[str, str] = {}
    for code, entry in vocabulary.functions.items():
        for word in {entry.title.zh, *entry.aliases, *(name.name for name in entry.names), *entry.written}:
            if owners.setdefault(word, code) != code:
                what = f"“{word}”同时指“{owners[word]}”和“{code}”"
                yield fault(("functions", code), what, "一个名称只归一个职能", "function.twice")
    for name, fact in vocabulary.facts.items():
        for role, party in fact.parties.items():
            known: Mapping[str, object] = {**vocabulary.posts, **vocabulary.bodies}
            for cls in sorted(set(party.classes) - set(known)):
                what = f"{name} 的“{role}”限于“{cls}”，这个类别没有登记"
                yield fault(("facts", name, "parties", role, "classes"), what, "登记到 classes.yaml", "class.unknown")
        for code, attribute in fact.attributes.items():
            for cls in sorted(set(attribute.seen_by) - set(vocabulary.posts)):
                what = f"{name} 的“{code}”可由“{cls}”查看，没有这类职务"
                yield fault(
                    ("facts", name, "attributes", code, "seen_by"), what, "登记到 classes.yaml", "class.unknown"
                )
