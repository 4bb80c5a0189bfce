"""Facts as evidence, as triggers and as what must come before: joins and three-valued tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise

from anjian.duties.asks import Ask, Evidence, Kin, Ref, Slot, Test, Who
from anjian.duties.compile import crowd
from anjian.duties.compile.text import Text, Value, holds_on, last_code

EVER = dt.date(1900, 1, 1)
"""The first day of facts that count whenever they happened."""


def truth(text: Text, ask: Ask, tests: Sequence[Test], *, fact: str, row: str) -> str:
    """All tests on the fact `fact` (alias) in the light of `row` (alias of the asked row or span), three-valued."""
    return " AND ".join(f"({_truth(text, ask, test, fact, row)})" for test in tests) or "1=1"


def slots(ask: Ask, evidence: Evidence | None) -> list[str]:
    """Columns of the span that the tests read; an empty one means the place has not decided."""
    tests = [test for one in (evidence, ask.whole) if one for test in one.tests]
    tests += [test for part in ask.parts for test in part.tests]
    return sorted({f"s_{test.want.name}" for test in tests if isinstance(test.want, Slot)})


def reach(text: Text, ask: Ask, evidence: Evidence, *, begins: str, near: str = "near") -> tuple[str, tuple[Test, ...]]:
    """How the engine gets from an asked row `a` to facts `f`: the joins, and the tests that are still to be made.

    The narrowest way first: the matter of the trigger, the bearer, the thing; else every fact of these names. The facts
    of a bearer are fetched once (the part named by `near`), not once per period.
    """
    ways = [(way, test) for test in evidence.tests if (way := _way(text, ask, test))]
    named = f"{text.among('f.name', evidence.names)} AND {text.fact('f')}"
    columns = "f.fact, f.name, f.day, f.recorded_day, f.happened_at, f.precision, f.place"
    if not ways:
        fixed, rest = _split(evidence.tests)
        first = f"f.day >= (SELECT MIN({begins}) FROM asked a) AND {_shown(text, ask, fixed, row='f')}"
        text.part(near, f"SELECT {columns} FROM {text.rel_fact} f WHERE {named} AND {first}")
        return f"CROSS JOIN {near} f", rest
    (rank, joins), chosen = min(ways, key=lambda way: way[0][0])
    rest = tuple(test for test in evidence.tests if test is not chosen)
    if rank in _KEYS:
        fixed, rest = _split(rest)
        subject = f"a.{_KEYS[rank]}"
        if text.everybody:
            groups = "crowd" if near == "near" and crowd.fits(text, ask) else "asked"
            first = f"f.day >= (SELECT MIN({begins}) FROM {groups} a)"
            where = f"{named} AND {first} AND {_shown(text, ask, fixed, row='f')}"
            _everybodys(text, ask, chosen, columns, where, near=near)
        else:
            text.part(
                near,
                f"SELECT k.subject, {columns} FROM (SELECT {subject} AS subject, MIN({begins}) AS first_day "
                f"FROM asked a GROUP BY {subject}) k {joins} JOIN {text.rel_fact} f ON f.fact = q.fact AND {named} "
                # tests look into other tables: Spark takes that in WHERE alone
                f"AND f.day >= k.first_day WHERE {_shown(text, ask, fixed, row='k')}",
            )
        return f"JOIN {near} f ON f.subject = {subject}", rest
    own = [test for test in rest if test.on == "party" and test.op == "any" and test.want == Ref("bearer")]
    if not own or ask.together:
        return f"{joins} JOIN {text.rel_fact} f ON f.fact = q.fact AND {named}", rest
    return _both(text, ask, chosen, own[0], rest, near=near, facts=f"{columns} FROM {text.rel_fact} f", named=named)


def _everybodys(text: Text, ask: Ask, own: Test, columns: str, where: str, *, near: str) -> None:
    """The facts of everybody: those that show what they must, then whose they are; nobody's are looked up."""
    assert isinstance(own.want, Ref)
    source = actors(text, ask) if own.want.what == "bearer" else text.rel_party
    if text.said and source == "rel_party":
        role = text.value(own.key)
        text.part(near, f"SELECT f.id AS subject, {columns} FROM rel_said f WHERE f.role = {role} AND {where}")
        return
    text.part(f"of_{near}", f"SELECT {columns} FROM {text.rel_fact} f WHERE {where}")
    text.part(
        near,
        f"SELECT q.id AS subject, f.* FROM of_{near} f "
        f"JOIN {source} q ON q.fact = f.fact AND q.role = {text.value(own.key)}",
    )


def _both(
    text: Text, ask: Ask, matter: Test, own: Test, rest: Sequence[Test], *, near: str, facts: str, named: str
) -> tuple[str, tuple[Test, ...]]:
    """By matter and bearer at once: a matter may be that of very many (a lesson that all were told), a bearer may have
    very many. The facts are those of the part `near`, by both."""
    fixed, left = _split([test for test in rest if test is not own])
    cause, said, table, key, value = _matter(text, matter)
    scope = f" AND o.id = ANY({text.name('bearers')})" if text.scoped else ""
    text.part(
        near,
        f"SELECT o.id AS subject, q.{value} AS matter, {facts} "
        f"JOIN {actors(text, ask)} o ON o.fact = f.fact AND o.role = {text.value(own.key)}{scope} "
        f"JOIN {table} q ON q.fact = f.fact AND q.{key} = {text.value(matter.key)} "
        f"WHERE {named} AND {_shown(text, ask, fixed, row='o')}",
    )
    return f"{cause} JOIN {near} f ON f.subject = a.bearer AND f.matter = {said}", left


def _shown(text: Text, ask: Ask, tests: Sequence[Test], *, row: str) -> str:
    """As `truth` of the fact `f` where only what is true counts: whether a word is there, without what is unknown."""
    plain = [test for test in tests if test.on == "text" and isinstance(test.want, tuple)]
    words = [
        f"EXISTS (SELECT 1 FROM {text.rel_attr} x WHERE x.fact = f.fact AND x.attr = {text.value(test.key)} AND {fits})"
        for test in plain
        for fits in _fitting(text, test)
    ]
    rest = [test for test in tests if test not in plain]
    return " AND ".join([*words, truth(text, ask, rest, fact="f", row=row)])


def _fitting(text: Text, test: Test) -> list[str]:
    """What elements `x` of the attribute must be: one element that is wanted, or one for each that is."""
    assert isinstance(test.want, tuple)
    wanted = [_plain(one) for one in test.want]
    if test.op == "all":
        return [f"x.text = {text.value(one)}" for one in wanted]
    return [text.among("x.text", wanted)]


def _split(tests: Sequence[Test]) -> tuple[tuple[Test, ...], tuple[Test, ...]]:
    """Tests on the fact alone, and those that look at the asked row too."""
    fixed = [t for t in tests if isinstance(t.want, tuple) or (isinstance(t.want, Kin) and t.want.up is None)]
    return tuple(fixed), tuple(test for test in tests if test not in fixed)


_KEYS = {2: "bearer", 3: "each_id"}
"""Ways by a subject of the asked row, by their rank."""


def actors(text: Text, ask: Ask) -> str:
    """Parties, and for rules on posts also the posts that a party held as a person on the day of the fact."""
    who = ask.who
    if not isinstance(who, Who) or all(pick.kind != "post" for pick in who.picks):
        return text.rel_party
    text.part(
        "actor",
        f"SELECT q.fact, q.role, q.id FROM {text.rel_party} q UNION ALL "
        # the cast keeps both halves of one type: else PostgreSQL filters after joining all, without an index
        f"SELECT q.fact, q.role, CAST(t.post AS text) AS id FROM {text.rel_party} q "
        f"JOIN {text.rel_fact} x ON x.fact = q.fact "
        f"JOIN rel_tenure t ON t.person = q.id AND {text.row('t')} AND {holds_on('t', 'x.day')} "
        "WHERE q.kind = 'person'",
    )
    return "actor"


def _way(text: Text, ask: Ask, test: Test) -> tuple[int, str] | None:
    want = test.want
    if not isinstance(want, Ref) or test.op != "any":
        return None
    key = text.value(test.key)
    if want.what == "this":
        if test.on not in ("party", "text"):
            return None
        cause, said, table, column, value = _matter(text, test)
        return int(test.on == "text"), f"{cause} JOIN {table} q ON q.{column} = {key} AND q.{value} = {said}"
    if test.on != "party" or want.what == "period" or (want.what == "bearer" and ask.together):
        return None
    source = actors(text, ask) if want.what == "bearer" else text.rel_party
    join = f"JOIN {source} q ON q.role = {key} AND q.id = k.subject"
    if want.what == "bearer" and text.scoped:
        # Said once more as a list, so that the database looks their facts up instead of reading every party there is.
        join += f" AND q.id = ANY({text.name('bearers')})"
    return (2 if want.what == "bearer" else 3), join


def _matter(text: Text, test: Test) -> tuple[str, str, str, str, str]:
    """How a fact names what its trigger named: join to the trigger's word, the word; table, key, value of its own."""
    assert isinstance(test.want, Ref)
    field = text.value(test.want.field)
    cause, said = (
        (f"JOIN {text.rel_party} q0 ON q0.fact = a.cause AND q0.role = {field}", "q0.id")
        if test.want.role
        else (f"JOIN {text.rel_attr} q0 ON q0.fact = a.cause AND q0.attr = {field}", "q0.text")
    )
    if test.on == "party":
        return cause, said, text.rel_party, "role", "id"
    return cause, said, text.rel_attr, "attr", "text"


def _truth(text: Text, ask: Ask, test: Test, fact: str, row: str) -> str:
    match test.on:
        case "party":
            return _party(text, ask, test, fact, row)
        case "place":
            return f"{fact}.place BETWEEN {row}.place AND {last_code(f'{row}.place')}"
        case "text":
            return _words(text, test, fact, row)
        case "num" | "day":
            return _amount(text, test, fact, row)


def _party(text: Text, ask: Ask, test: Test, fact: str, row: str) -> str:
    want = test.want
    there = f"x.fact = {fact}.fact AND x.role = {text.value(test.key)}"
    exists = f"EXISTS (SELECT 1 FROM {{}} x WHERE {there} AND {{}})"
    if isinstance(want, Kin):
        return _kin(text, want, there, f"{fact}.day", row)
    if isinstance(want, Slot):
        return exists.format(text.rel_party, f"x.id = {row}.s_{want.name}")
    if isinstance(want, Ref):
        if want.what == "bearer":
            actor = actors(text, ask)
            if ask.together:
                member = f"x JOIN member k ON k.bearer = x.id AND k.ended = 0 WHERE {there} AND k.token = {row}.token"
                return f"EXISTS (SELECT 1 FROM {actor} {member})"
            return exists.format(actor, f"x.id = {row}.bearer")
        if want.what == "each":
            return exists.format(text.rel_party, f"x.id = {row}.each_id")
        join, same = _of_cause(text, want, "x.id", row)
        return f"EXISTS (SELECT 1 FROM {text.rel_party} x{join} WHERE {there} AND {same})"
    if test.op == "all":
        return " AND ".join(exists.format(text.rel_party, f"x.id = {text.value(_plain(one))}") for one in want) or "1=1"
    return exists.format(text.rel_party, text.among("x.id", [_plain(one) for one in want]))


def _kin(text: Text, want: Kin, party: str, day: str, row: str) -> str:
    ways = []
    for relation, column, codes in (
        ("rel_body", "class", want.classes),
        ("rel_body_function", "function", want.functions),
    ):
        if codes:
            where = [party, text.among(f"k.{column}", codes), text.row("k"), holds_on("k", day)]
            above = ""
            if want.up == 0:
                where.append(f"k.place = {row}.place")
            elif want.up:
                above, reached = _above(want.up, row, day)
                where += reached
            ways.append(
                f"EXISTS (SELECT 1 FROM {text.rel_party} x JOIN {relation} k ON k.body = x.id{above} "
                f"WHERE {' AND '.join(where)})"
            )
    return "(" + " OR ".join(ways) + ")"


def _above(up: int, row: str, day: str) -> tuple[str, list[str]]:
    """Joins from the place of `k` down to the place `up` levels below it, on the day, and that this is the row's."""
    below = ["k", *(f"u{n}" for n in reversed(range(up)))]
    joins = "".join(f" JOIN rel_place {lower} ON {lower}.parent = {upper}.place" for upper, lower in pairwise(below))
    return joins, [f"u0.place = {row}.place", *(holds_on(f"u{n}", day) for n in range(up))]


def _of_cause(text: Text, want: Ref, column: str, row: str) -> tuple[str, str]:
    """The join that finds a value among the trigger's values, and the condition that it is this trigger.

    A join and not a question inside the question: Spark sees only one level out.
    """
    if want.role:
        join, name = f" JOIN {text.rel_party} y ON y.id = {column}", f"y.role = {text.value(want.field)}"
    else:
        join, name = f" JOIN {text.rel_attr} y ON y.text = {column}", f"y.attr = {text.value(want.field)}"
    return join, f"y.fact = {row}.cause AND {name}"


def _words(text: Text, test: Test, fact: str, row: str) -> str:
    """Unknown when the attribute is not there; a slot that is not set is unknown too."""
    want = test.want
    if isinstance(want, tuple):
        return " AND ".join(_one_word(text, test, fact, fits) for fits in _fitting(text, test)) or "1=1"
    if isinstance(want, Slot):
        said = _told(text, test, fact, yes=f"x.text = {row}.s_{want.name}")
        return f"CASE WHEN {row}.s_{want.name} IS NULL THEN NULL ELSE {said} END"
    if isinstance(want, Ref) and want.what == "this":
        join, same = _of_cause(text, want, "x.text", row)
        return _told(text, test, fact, join=join, yes=same)
    if isinstance(want, Ref):
        column = {"bearer": "bearer", "each": "each_id", "period": "label"}[want.what]
        return _told(text, test, fact, yes=f"x.text = {row}.{column}")
    raise ValueError(f"{test.key}: 文字属性不能与机构类别比较")


def _one_word(text: Text, test: Test, fact: str, fits: str) -> str:
    return (
        f"(SELECT MAX(CASE WHEN {fits} THEN 1 ELSE 0 END) FROM {text.rel_attr} x "
        f"WHERE x.fact = {fact}.fact AND x.attr = {text.value(test.key)}) = 1"
    )


def _told(text: Text, test: Test, fact: str, *, yes: str, no: str = "1=1", join: str = "") -> str:
    """Whether an element of the attribute fits what the asked row says (`yes`); unknown when none fits or misses.

    Two questions: Spark takes no aggregate over columns of inside and outside.
    """
    there = f"WHERE x.fact = {fact}.fact AND x.attr = {text.value(test.key)}"
    return (
        f"CASE WHEN EXISTS (SELECT 1 FROM {text.rel_attr} x{join} {there} AND {yes}) THEN 1=1 "
        f"WHEN EXISTS (SELECT 1 FROM {text.rel_attr} x {there} AND {no}) THEN 1=0 END"
    )


_SIGNS = {
    "over": (">", "<="),
    "at_least": (">=", "<"),
    "under": ("<", ">="),
    "at_most": ("<=", ">"),
    "any": ("=", "<>"),
}


def _amount(text: Text, test: Test, fact: str, row: str) -> str:
    column, type = ("num", "numeric") if test.on == "num" else ("day", "date")
    yes, no = _SIGNS[test.op]
    if isinstance(test.want, Slot):
        wanted = f"{row}.s_{test.want.name}"
        return _told(text, test, fact, yes=f"x.{column} {yes} {wanted}", no=f"x.{column} {no} {wanted}")
    if not isinstance(test.want, tuple) or len(test.want) != 1:
        raise ValueError(f"{test.key}: 数值只能与一个数比较")
    wanted = text.value(_plain(test.want[0]), type)
    return (
        f"(SELECT MAX(CASE WHEN x.{column} {yes} {wanted} THEN 1 WHEN x.{column} {no} {wanted} THEN 0 END) "
        f"FROM {text.rel_attr} x WHERE x.fact = {fact}.fact AND x.attr = {text.value(test.key)}) = 1"
    )


def precedes(fact: str, *, day: str, precision: str, at: str) -> str:
    """The fact came before an act of that day; on one day the minute decides where it was written down of both."""
    return (
        f"({fact}.day < {day} OR ({fact}.day = {day} AND ({fact}.precision <> 'minute' "
        f"OR {precision} <> 'minute' OR {fact}.happened_at <= {at})))"
    )


def _plain(value: object) -> Value:
    return value  # type: ignore[return-value]  # scalars of a test are values of the engine
