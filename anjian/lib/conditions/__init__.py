"""Conditions (条件) as data: closed operators, three values. What is not known is unknown, never false (Kleene).

::

    {staff: {over: 100}, sector: [C, G]}        both must hold; a list means "one of"
    {any: [{hazards: {at_least: 1}}, {not: {licensed: true}}]}
    {topics: {includes: 听取安全生产工作汇报}}     the attribute is a list
    {in_service_from: {before: 2018-01-22}}
    {amount: {over: {unset: 重大}}}              the place has not decided: always unknown
    {led_by: $bearer}                            a marked reference, looked up like an attribute

:func:`parse` reads it, :func:`ask` answers for one row, :func:`to_sql` writes it as plain SQL that PostgreSQL and
DuckDB read alike, :func:`say` says it in Chinese. In SQL a condition is *selected*, or filtered with
``COALESCE(condition, TRUE)``: ``WHERE condition`` alone drops the rows that are not known.
"""

from anjian.lib.conditions.asking import ask
from anjian.lib.conditions.parsing import parse
from anjian.lib.conditions.saying import say
from anjian.lib.conditions.sql import Elements, to_sql
from anjian.lib.conditions.tree import All, Any, Condition, Leaf, Not, Operator, Ref, Unset, reads

__all__ = [
    "All",
    "Any",
    "Condition",
    "Elements",
    "Leaf",
    "Not",
    "Operator",
    "Ref",
    "Unset",
    "ask",
    "parse",
    "reads",
    "say",
    "to_sql",
]
