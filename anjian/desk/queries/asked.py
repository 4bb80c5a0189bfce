"""The vocabulary on screen (词汇), and who asks for a fact (谁要这件事): every rule that reads it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from anjian.desk.queries.saying import force_word, kind_word, level_word, often_words, who_words
from anjian.desk.queries.shapes import ClauseLine
from anjian.desk.queries.wording import Law
from anjian.lib import divisions
from anjian.lib.viewer import Viewer
from anjian.policy import queries as policy
from anjian.policy.queries import FactType, Population, Rule, RuleCard, Vocabulary
from anjian.ui import days

LISTS = ("facts", "functions", "posts", "bodies", "topics")
"""The lists of the vocabulary that the page shows, in order."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One rule that reads the fact.

    use      what it reads it for: 办成的凭据 (shows that it was done), 起因 (sets the duty off) …
    through  the wider fact by which it asks; "" when it asks for this very one
    who      who owes it; often: how often or by when, with the figures of the viewer's place where it is adopted
    since    from when it binds in the viewer's place; None: it is not adopted there
    """

    rule: str
    title: str
    kind: str
    force: str
    use: str
    through: str
    chip: str
    document: str
    document_url: str
    clauses: tuple[ClauseLine, ...]
    who: str
    often: str
    since: dt.date | None


@dataclass(frozen=True, slots=True)
class FactPage:
    """A declared fact with everybody who asks for it.

    wider     facts that this one also is: it meets what asks for them; (name, title)
    narrower  facts that are this one too
    fields    (word, what may stand there, when it is needed) of its form
    """

    name: str
    title: str
    verb: str
    about: str
    wider: tuple[tuple[str, str], ...]
    narrower: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, str, str], ...]
    asking: tuple[Asking, ...]

    @property
    def here(self) -> tuple[Asking, ...]:
        """Those that bind in the viewer's place."""
        return tuple(each for each in self.asking if each.since)

    @property
    def elsewhere(self) -> tuple[Asking, ...]:
        """Those of documents that are loaded and not adopted there."""
        return tuple(each for each in self.asking if not each.since)


@dataclass(frozen=True, slots=True)
class Word:
    """One declared word on the list. ``rules``: how many rules name it; ``note``: other names, days, levels."""

    code: str
    title: str
    other: str
    note: str
    rules: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class WordList:
    """One list of the vocabulary, as far as it fits the search."""

    name: str
    title: str
    words: tuple[Word, ...]
    total: int


def asked(viewer: Viewer, fact: str, *, place: str, as_of: dt.date, known: int | None = None) -> FactPage | None:
    """Who asks for a fact, those that bind in the place first; None when no such fact is declared.

    A rule that asks for a wider fact (``is_a``) asks for this one too: a leader's visit is a visit.
    """
    words = policy.vocabulary()
    entry = words.facts.get(fact)
    if entry is None:
        return None
    law = Law(viewer, known=known)
    chain = list(_wider(fact, words))
    found: list[Asking] = []
    binding = _binding(viewer, place=place, as_of=as_of, known=known)
    for card in policy.documents(viewer, known=known):
        for held in card.rules.values():
            for name in chain:
                for use in _uses(held.rule, name):
                    found.append(_asking(held, use, "" if name == fact else name, law, words, binding, as_of))
    found.sort(key=lambda each: (each.since is None, each.document, each.chip, each.rule))
    return FactPage(
        name=fact,
        title=_title(entry),
        verb=entry.verb,
        about=entry.about,
        wider=tuple((name, _title(words.facts[name])) for name in chain[1:]),
        narrower=tuple((name, _title(words.facts[name])) for name in words.covering(fact) if name != fact),
        fields=tuple(_fields(entry)),
        asking=tuple(found),
    )


def word_lists(viewer: Viewer, *, text: str = "", only: str = "", known: int | None = None) -> list[WordList]:
    """The vocabulary: facts, functions, classes of posts and of bodies, topics; those whose names hold the text.

    The text is looked for in names, other names, verbs and codes, in Chinese and English, without regard to case.
    """
    words = policy.vocabulary()
    named = _named(viewer, known=known)
    wanted = text.strip().lower()
    made = []
    for name, title in _list_titles():
        if only and name != only:
            continue
        every = list(_words(name, words, named))
        kept = [word for word, sought in every if not wanted or wanted in sought.lower()]
        made.append(WordList(name, title, tuple(kept), len(every)))
    return made


def _words(name: str, words: Vocabulary, named: Counter[str]) -> Iterator[tuple[Word, str]]:
    """Words of one list, each with the text it is found by."""
    english = days.english()
    if name == "facts":
        for code, fact in words.facts.items():
            word = Word(code, _title(fact), fact.verb, fact.about, named[f"facts/{code}"], f"/words/facts/{code}/")
            yield word, " ".join((code, fact.title.zh, fact.title.en, fact.verb, fact.about))
    elif name == "functions":
        for code, entry in words.functions.items():
            names = [_dated(each.name, each.since, each.until) for each in entry.names] + list(entry.written)
            title = entry.title.en if english else entry.title.zh
            word = Word(code, title, "、".join(names), entry.note, named[f"functions/{code}"])
            sought = (code, entry.title.zh, entry.title.en, *names, *entry.aliases, entry.note, entry.line)
            yield word, " ".join(sought)
    elif name == "topics":
        for code, topic in words.topics.items():
            wider = words.topics[topic.is_a].title if topic.is_a in words.topics else None
            note = _("属于%(wider)s") % {"wider": wider.en if english else wider.zh} if wider else ""
            title = topic.title.en if english else topic.title.zh
            yield Word(code, title, "", note, named[f"topics/{code}"]), f"{code} {topic.title.zh} {topic.title.en}"
    else:
        for code, kind in (words.posts if name == "posts" else words.bodies).items():
            title = kind.title.en if english else kind.title.zh
            levels = "、".join(level_word(level) for level in kind.levels)
            note = f"{levels}{'；' if levels and kind.note else ''}{kind.note}"
            word = Word(code, title, "、".join(kind.aliases), note, named[f"{name}/{code}"])
            yield word, " ".join((code, kind.title.zh, kind.title.en, *kind.aliases, kind.note))


def _named(viewer: Viewer, *, known: int | None) -> Counter[str]:
    """How many loaded rules name each word: ``facts/meetings.held`` → 12. A wider fact counts for its narrower ones."""
    words = policy.vocabulary()
    found: Counter[str] = Counter()
    for card in policy.documents(viewer, known=known):
        for held in card.rules.values():
            rule = held.rule
            read = {name for name, _use in _read(rule)}
            named = {f"facts/{name}" for fact in read for name in words.covering(fact)}
            named |= {f"topics/{value}" for _field, _key, test in rule.tests() for value in test.values}
            who = rule.who
            if isinstance(who, policy.Who):
                named |= {f"posts/{code}" for code in who.posts} | {f"bodies/{code}" for code in who.bodies}
                if who.departments is not None:
                    named |= {f"functions/{code}" for code in who.departments.function}
                    named |= {f"functions/{each.function}" for each in who.departments.named}
            found.update(named)
    return found


def _asking(
    held: RuleCard,
    use: str,
    through: str,
    law: Law,
    words: Vocabulary,
    binding: dict[str, tuple[dt.date, policy.Slice | None]],
    as_of: dt.date,
) -> Asking:
    rule = held.rule
    bound = binding.get(rule.id)
    document = law.document(rule.document)
    entry = words.facts.get(through)
    return Asking(
        rule=rule.id,
        title=rule.title,
        kind=kind_word(str(rule.field("kind"))),
        force=force_word(rule.force),
        use=use,
        through=_title(entry) if entry else "",
        chip=held.chip,
        document=(document.document.short or document.document.title) if document else rule.document,
        document_url=f"/documents/{rule.document}/",
        clauses=tuple(law.line(id) for id in rule.clauses),
        who=who_words(rule.who, words),
        often=often_words(rule, bound[1].fields if bound and bound[1] else None, as_of=as_of),
        since=bound[0] if bound else None,
    )


def _binding(
    viewer: Viewer, *, place: str, as_of: dt.date, known: int | None
) -> dict[str, tuple[dt.date, policy.Slice | None]]:
    """Rules of documents adopted over the place by that day: from when, and the values that hold there."""
    adopted = {
        (each.document, each.place): each.since
        for each in policy.adoptions(viewer, known=known)
        if divisions.contains(each.place, place) and each.since <= as_of <= (each.until or dt.date.max)
    }
    first = {document: min(day for (name, _), day in adopted.items() if name == document) for document, _ in adopted}
    found: dict[str, tuple[dt.date, policy.Slice | None]] = {}
    around = [one for one in policy.instances(as_of=as_of, known=known) if (one.document, one.place.lo) in adopted]
    for one in sorted(around, key=lambda one: len(divisions.path(one.place.lo))):  # the nearest has the last word
        running = (part for part in one.slices if part.since <= as_of <= (part.until or dt.date.max))
        found[one.rule.id] = (first[one.document], next(running, None))
    return found


def _wider(fact: str, words: Vocabulary) -> Iterator[str]:
    """The fact and the facts that it also is, from the narrow to the wide."""
    name = fact
    while name in words.facts:
        yield name
        name = words.facts[name].is_a


def _uses(rule: Rule, fact: str) -> list[str]:
    """What the rule reads this fact for, each once."""
    uses = {
        "owes": _("办成的凭据"),
        "when": _("起因"),
        "before": _("要先办别的"),
        "forbids": _("不得有"),
        "unless": _("解除"),
        "until": _("到期日"),
        "count": _("计数"),
        "of": _("计数"),
        "then": _("后果"),
        "steps": _("流程的一步"),
    }
    return list(dict.fromkeys(uses[use] for name, use in _read(rule) if name == fact))


def _read(rule: Rule) -> Iterable[tuple[str, str]]:
    """(fact, the field of the rule that reads it)."""
    yield from ((evidence.fact, name) for name, evidence in rule.evidence())
    for name in ("count", "of"):
        held = rule.field(name)
        if isinstance(held, Population) and held.fact:
            yield held.fact, name
    then = rule.field("then")
    if then is not None:
        yield then.must or then.may, "then"
    yield from ((step.do, "steps") for step in rule.field("steps") or ())


def _fields(entry: FactType) -> Iterator[tuple[str, str, str]]:
    english = days.english()
    need = {"now": _("记录时填"), "later": _("可以以后补"), "": _("可不填")}
    kinds = {
        "place": _("地方"),
        "body": _("机构"),
        "post": _("职务"),
        "person": _("人员"),
        "enterprise": _("企业"),
        "matter": _("事项"),
        "document": _("文件"),
        "rule": _("规则"),
        "account": _("账号"),
    }
    types = {"text": _("文字"), "number": _("数"), "day": _("日期"), "bool": _("是否"), "enum": _("选项")}
    for role in entry.parties.values():
        what = "、".join(kinds[kind] for kind in role.kind)
        yield (role.label.en if english else role.label.zh), what, need[role.required]
    for attribute in entry.attributes.values():
        what = "、".join(attribute.options) or types[attribute.type]
        yield (attribute.label.en if english else attribute.label.zh), what, need[attribute.required]


def _list_titles() -> list[tuple[str, str]]:
    words = {
        "facts": _("事实"),
        "functions": _("部门职能"),
        "posts": _("职务类别"),
        "bodies": _("机构类别"),
        "topics": _("议题"),
    }
    return [(name, words[name]) for name in LISTS]


def _dated(name: str, since: dt.date | None, until: dt.date | None) -> str:
    if since and until:
        return _("%(name)s（%(since)s 至 %(until)s）") % {"name": name, "since": since, "until": until}
    if until:
        return _("%(name)s（至 %(until)s）") % {"name": name, "until": until}
    return _("%(name)s（自 %(since)s）") % {"name": name, "since": since} if since else name


def _title(entry: FactType) -> str:
    return entry.title.en if days.english() else entry.title.zh
