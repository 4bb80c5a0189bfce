"""What rules may read of the ledger. Voided and superseded facts are left out by one anti-join with `rel_void`."""

from __future__ import annotations

from anjian.lib.relations import Column, Relation

_FACT = Column("uuid", "the fact's id")

RELATIONS: dict[str, Relation] = {
    "rel_fact": Relation(
        "rel_fact",
        "A fact (事实), whether it stands or not.",
        {
            "fact": _FACT,
            "seq": Column("bigint", "order of recording; orders facts of one subject, also before they are sequenced"),
            "position": Column("bigint", "known from this ledger position on; empty: not yet sequenced", null=True),
            "name": Column("text", "what happened, declared in the vocabulary"),
            "day": Column("date", "its day at UTC+8"),
            "happened_at": Column("timestamptz", "when; midnight at UTC+8 where the precision is day or month"),
            "recorded_day": Column("date", "day it was recorded, at UTC+8"),
            "recorded_at": Column("timestamptz", "when it was recorded, by the database's clock"),
            "place": Column("text", "division it belongs to, 12 digits", null=True),
            "precision": Column("text", "minute, day or month"),
            "origin": Column("text", "live; sample or migration for a history told afterwards"),
        },
    ),
    "rel_party": Relation(
        "rel_party",
        "Who or what took part in a fact (参与方), one row each.",
        {
            "fact": _FACT,
            "role": Column("text", "what for, declared in the vocabulary"),
            "kind": Column("text", "place, body, post, person, enterprise, matter, document, rule or account"),
            "id": Column("text", "its id; a 12-digit code for a place"),
        },
    ),
    "rel_attr": Relation(
        "rel_attr",
        "A published attribute of a fact: one row per value, so a list has several.",
        {
            "fact": _FACT,
            "attr": Column("text", "name of the attribute, declared in the vocabulary"),
            "n": Column("int", "place in the list, from 0; 0 for a single value"),
            "text": Column("text", "a text, a date as text, true or false; empty for numbers", null=True),
            "num": Column("numeric", "a number; empty for the rest", null=True),
            "day": Column("date", "a date; empty for the rest", null=True),
        },
    ),
    "rel_void": Relation(
        "rel_void",
        "A fact that does not stand any more: voided, or superseded by another.",
        {
            "fact": _FACT,
            "position": Column("bigint", "known not to stand from this ledger position on", null=True),
        },
    ),
}
"""The views are made by migration 0001; a test compares their real columns with these."""
