"""The facts of the bench's region, made inside the database from a seed: fifteen months of them in recorded order.

Everything of the n-th fact (which firm, what, when, late or not) is a function of n, so that the same sizes give the
same ledger. The digests are those of nothing: this ledger is to be asked, not to be verified or sealed.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg

from anjian.lib.ends import CHINA

MONTHS = 15
"""How long the history is."""
VOIDED_BACK = 1009
"""A voiding fact takes back the one so many facts before it."""

Value = str | bool | Sequence[str]


@dataclass(frozen=True)
class Deed:
    """A kind of fact: its name, how many in a thousand, by whom, and what its attributes may be."""

    name: str
    weight: int
    attributes: Mapping[str, Sequence[Value]] = field(default_factory=dict)
    by: str = "enterprise"
    """`enterprise` does it itself, in the role `by`; `body` and `post` of the county do it to the enterprise."""


_SUBJECTS = (
    "安全生产责任制", "安全管理制度", "安全操作规程", "全员安全责任制", "全员安全责任清单", "双重预防", "风险分级管控",
    "责任制考核", "责任追溯", "隐患举报奖励", "隐患统计分析",
)  # fmt: skip
_ITEMS = (
    "全员学习规定", "责任体系自查", "学习判定标准", "重大隐患自查", "分管负责人清单", "检查电气焊设备", "排查关键岗位",
    "无证招请责任制度", "排查外包外租",
)  # fmt: skip
_AUDIENCES = ("监管部门", "监管部门", "职工代表大会")
_CONTENTS = (("制度执行情况", "重大隐患治理情况"), ("制度执行情况",))
_EQUIPMENT = (("共用消防设施", "消防器材", "消防标志"), ("公共消火栓",), ("供电设施", "电气线路"), ("燃气设施",))
_MODES = (("联合执法",), ("双随机",), ("明查",), ("暗访",), ("日常检查",), ("专项检查",), ("双随机", "暗访"))
_ACTS = ("带队检查", "专题研究", "总结会", "分析会", "讲安全课", "参加安全培训", "安全承诺")
DEEDS = (
    Deed("enterprise.head_acted", 280, {"act": (*_ACTS, "带队检查", "带队检查", "专题研究")}),
    Deed("emergency.drill_held", 60, {"scenario": ("综合", "火灾", "泄漏", "触电"), "head_took_part": (True, False)}),
    Deed("enterprise.duty_papers_signed", 40, {"everybody": (True, True, False)}),
    Deed("enterprise.rules_reviewed", 40, {"way": ("调整", "修订")}),
    Deed("enterprise.hazards_analysed", 60),
    Deed("risks.assessed", 60, {"graded": (True, True, False)}),
    Deed("activities.held", 100, {"form": ("警示教育", "培训", "应急演练", "宣传"),
                                  "topics": (("self_rescue",), ("fire_safety",), ("safety_training", "hazard_check"))}),
    Deed("fire.checked", 50),
    Deed("fire.manager_named", 5),
    Deed("fire.information_posted", 10),
    Deed("fire.owners_told", 10, {"contents": (("消防安全情况", "消防安全风险"), ("消防安全情况",))}),
    Deed("fire.equipment_maintained", 20, {"what": _EQUIPMENT}),
    Deed("hazards.treatment_reported", 60, {"audience": _AUDIENCES, "contents": _CONTENTS}),
    Deed("registers.renewed", 25, {"register": ("安全风险清单", "重大隐患清单")}),
    Deed("instruments.issued", 40, {"form": ("制度", "清单"), "subject": tuple((one,) for one in _SUBJECTS)}),
    Deed("campaigns.self_check_filed", 30, {"item": _ITEMS}),
    Deed("enterprise.contractor_checked", 20),
    Deed("inspections.done", 60, {"mode": _MODES}, by="body"),
    Deed("inspections.visit_filed", 9, {"mode": ("暗访", "随机抽查")}, by="post"),
    Deed("enterprise.lesson_received", 20),
    Deed("ledger.voided", 1),
)  # fmt: skip
_AT = {deed.name: n for n, deed in enumerate(DEEDS)}
LESSON, VOIDING = _AT["enterprise.lesson_received"], _AT["ledger.voided"]
ANSWER, REGISTERED = len(DEEDS), len(DEEDS) + 1
"""Beside the deeds: a firm answers a lesson by a self-check that names it; a firm is registered."""
assert sum(deed.weight for deed in DEEDS) == 1000

_FUNCTIONS = """
CREATE FUNCTION region_dice(n bigint, salt int, sides bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
  $$ SELECT (hashint8extended(n, salt) & 4611686018427387903) %% sides $$;
CREATE FUNCTION region_deed(n bigint) RETURNS int LANGUAGE sql IMMUTABLE AS
  $$ SELECT (%(deeds)s::int[])[1 + ((hashint8extended(n, 1) & 4611686018427387903) %% 1000)] $$;
CREATE FUNCTION region_id(n bigint, recorded timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE AS
  $$ SELECT (lpad(to_hex((extract(epoch FROM recorded) * 1000)::bigint), 12, '0') || '7'
             || lpad(to_hex(n & 4095), 3, '0') || '8' || lpad(to_hex(n), 15, '0'))::uuid $$;
"""
_DRAFT = """
CREATE UNLOGGED TABLE region_fact AS
WITH numbered AS (
  SELECT n, %(begin)s::timestamptz + n * %(step)s::interval AS recorded FROM generate_series(1, %(all)s::bigint) n
), drawn AS (
  SELECT n, recorded,
    CASE WHEN n <= %(firms)s THEN %(registered)s
         WHEN n > %(firms)s + %(wait)s AND region_deed(n - %(wait)s) = %(lesson)s AND region_dice(n, 5, 10) < 6
           THEN %(answer)s
         WHEN region_deed(n) = %(voiding)s
              AND (n <= %(firms)s + %(back)s OR region_deed(n - %(back)s) = %(voiding)s) THEN 0
         ELSE region_deed(n) END AS deed
  FROM numbered
), placed AS (
  SELECT d.*, region_dice(n, 2, 1000) AS late,
    CASE deed WHEN %(registered)s THEN n - 1
              WHEN %(answer)s THEN region_dice(n - %(wait)s, 3, %(firms)s)
              WHEN %(voiding)s THEN region_dice(n - %(back)s, 3, %(firms)s)
              ELSE region_dice(n, 3, %(firms)s) END AS firm
  FROM drawn d
)
SELECT p.n, region_id(p.n, p.recorded) AS id, p.deed, p.recorded, e.enterprise, e.name, e.place,
  left(e.place, 6) AS county,
  CASE WHEN p.deed IN (%(registered)s, %(voiding)s) THEN p.recorded
       ELSE p.recorded - interval '20 minutes' - CASE WHEN late < 900 THEN 0 WHEN late < 970 THEN late %% 10
                                                      ELSE 31 + late %% 40 END * interval '1 day' END AS happened,
  'lesson:' || to_char(CASE WHEN p.deed = %(answer)s THEN p.recorded - %(wait)s * %(step)s::interval
                            ELSE p.recorded END, 'YYYYMMDD') AS lesson
FROM placed p JOIN region_firm e ON e.firm = p.firm
"""
_FILL = (
    """INSERT INTO ledger_fact (id, seq, name, happened_at, precision, recorded_at, recorded_by, place, origin,
                                algorithm, parties_digest, body_digest) OVERRIDING SYSTEM VALUE
       SELECT id, n, (%(names)s::text[])[1 + deed], happened, 'minute', recorded, 'acct:city-office', place, 'sample',
              'sha256', '\\x00', '\\x00' FROM region_fact ORDER BY n""",
    """INSERT INTO ledger_position (position, fact, at, leaf) SELECT n, id, recorded, '\\x00' FROM region_fact
       ORDER BY n""",
    """INSERT INTO ledger_void (fact, said_by, kind) SELECT t.id, f.id, 'voided'
       FROM region_fact f JOIN region_fact t ON t.n = f.n - %(back)s WHERE f.deed = %(voiding)s""",
    "INSERT INTO ledger_import (origin, last, imported_by) VALUES ('sample', %(all)s, 'acct:city-office')",
    """INSERT INTO ledger_party (fact, n, role, kind, id)
       SELECT id, 1,
         CASE WHEN deed = ANY(%(bodies)s) THEN 'by' WHEN deed = ANY(%(posts)s) THEN 'led_by'
              WHEN deed = %(registered)s THEN 'enterprise' ELSE 'by' END,
         CASE WHEN deed = ANY(%(bodies)s) THEN 'body' WHEN deed = ANY(%(posts)s) THEN 'post' ELSE 'enterprise' END,
         CASE WHEN deed = ANY(%(bodies)s) THEN 'body:' || county || '-ajj'
              WHEN deed = ANY(%(posts)s) THEN 'post:' || county || '-fxz-2' ELSE enterprise END
       FROM region_fact ORDER BY n""",
    """INSERT INTO ledger_party (fact, n, role, kind, id)
       SELECT id, 2, CASE WHEN deed = ANY(%(matters)s) THEN 'lesson' ELSE 'object' END,
              CASE WHEN deed = ANY(%(matters)s) THEN 'matter' ELSE 'enterprise' END,
              CASE WHEN deed = ANY(%(matters)s) THEN lesson ELSE enterprise END
       FROM region_fact WHERE deed = ANY(%(bodies)s || %(posts)s || %(matters)s) ORDER BY n""",
    """INSERT INTO ledger_body (fact, salt, body)
       SELECT f.id, '\\x00', jsonb_build_object('names', jsonb_build_array(t.name), 'private', '{}'::jsonb,
                'attributes', jsonb_build_object('fact', t.id, 'reason', '录错了',
                                                 'name', (%(names)s::text[])[1 + t.deed]))
       FROM region_fact f JOIN region_fact t ON t.n = f.n - %(back)s WHERE f.deed = %(voiding)s""",
)
_BODY = """
INSERT INTO ledger_body (fact, salt, body)
SELECT id, '\\x00', jsonb_build_object('names', {names}, 'private', '{{}}'::jsonb, 'attributes', {said})
FROM region_fact WHERE deed = {deed} ORDER BY n
"""
_ATTRIBUTE = """
INSERT INTO ledger_attr (fact, attr, n, text) SELECT f.id, %s, v.k, v.said FROM region_fact f
JOIN unnest(%s::int[], %s::int[], %s::text[]) v(place, k, said) ON v.place = region_dice(f.n, %s, %s)
WHERE f.deed = %s ORDER BY f.n
"""
_INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
WHERE t.relname LIKE 'ledger\\_%' AND NOT i.indisunique
"""


def fill(raw: psycopg.Connection[Any], *, firms: int, facts: int, until: dt.date) -> None:
    """Fill the ledger with the registrations of the firms of `region_firm` and with their deeds.

    ``raw`` is a connection of the owner of the tables; `region_firm` has firm (from 0), enterprise, place, name.
    """
    begin, step = span(firms + facts, until)
    kinds = list(enumerate(DEEDS))
    given = {
        "begin": begin, "step": step, "all": firms + facts, "firms": firms, "wait": max(1, (firms + facts) // 45),
        "lesson": LESSON, "answer": ANSWER, "voiding": VOIDING, "registered": REGISTERED, "back": VOIDED_BACK,
        "names": [*(deed.name for deed in DEEDS), "campaigns.self_check_filed", "registry.registered"],
        "bodies": [n for n, deed in kinds if deed.by == "body"], "posts": [n for n, deed in kinds if deed.by == "post"],
        "matters": [LESSON, ANSWER],
    }  # fmt: skip
    with psycopg.ClientCursor(raw) as cursor:
        cursor.execute(_FUNCTIONS, {"deeds": [n for n, deed in kinds for _ in range(deed.weight)]})
        cursor.execute(_DRAFT, given)
        cursor.execute("ANALYZE region_fact")
        cursor.execute(_INDEXES)
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}".encode())
        for text in _FILL:
            cursor.execute(text, given)
        for n, name, options in _said():
            cursor.execute(*_rows_of(n, name, options))
        for n in (*(n for n, _ in kinds if n != VOIDING), ANSWER, REGISTERED):
            cursor.execute(_body_of(n).encode())
        for _, text in indexes:
            cursor.execute(text.encode())
        cursor.execute("SELECT setval(pg_get_serial_sequence('ledger_fact', 'seq'), %s)", [firms + facts])
        cursor.execute("DROP TABLE region_fact; DROP FUNCTION region_dice, region_deed, region_id")


def span(facts: int, until: dt.date) -> tuple[dt.datetime, dt.timedelta]:
    """(when the first fact was recorded, how long after it the next one): the last one on the evening before a day."""
    end = dt.datetime.combine(until, dt.time(), CHINA)
    begin = end - dt.timedelta(days=MONTHS * 365 // 12)
    return begin, (end - begin) / (facts + 1)


def registration(number: int, facts: int, until: dt.date) -> UUID:
    """The fact that registered a firm, by its number from 0; as `region_id` makes it."""
    begin, step = span(facts, until)
    recorded = begin + (number + 1) * step
    micros = (recorded - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)
    return UUID(f"{(micros + 500) // 1000:012x}7{(number + 1) & 4095:03x}8{number + 1:015x}")


def _said() -> Iterator[tuple[int, str, Sequence[Value]]]:
    """(deed, attribute, what it may be)."""
    for n, deed in enumerate(DEEDS):
        for name, options in deed.attributes.items():
            yield n, name, options
    yield ANSWER, "item", ("同类隐患自查",)


def _salt(deed: int, name: str) -> int:
    return 100 + 7 * deed + len(name)


def _rows_of(deed: int, name: str, options: Sequence[Value]) -> tuple[str, list[Any]]:
    """The statement that says an attribute for the rules, with its values."""
    rows = [(n, k, said) for n, one in enumerate(options) for k, said in enumerate(_listed(one))]
    places, ks, said = (list(column) for column in zip(*rows, strict=True))
    return _ATTRIBUTE, [name, places, ks, said, _salt(deed, name), len(options), deed]


def _listed(value: Value) -> Sequence[str]:
    if isinstance(value, bool):
        return ["true" if value else "false"]
    return [value] if isinstance(value, str) else value


def _body_of(deed: int) -> str:
    """The statement that makes the bodies of a deed: the same attributes, and the names of the parties."""
    pairs = []
    for n, name, options in _said():
        if n == deed:
            listed = ", ".join("'" + json.dumps(one, ensure_ascii=False) + "'" for one in options)
            pairs.append(f"'{name}', (ARRAY[{listed}]::jsonb[])[1 + region_dice(n, {_salt(n, name)}, {len(options)})]")
    second = deed < len(DEEDS) and DEEDS[deed].by != "enterprise"
    names = "jsonb_build_array('', name)" if second else "jsonb_build_array(name)"
    return _BODY.format(names=names, said=f"jsonb_build_object({', '.join(pairs)})", deed=deed)
