"""From dates and counts to a state, on a day: the one CASE, over the evaluator's rows and over the projection's.

The order is the meaning: what was done speaks first, then what hinders judging, then the calendar.
"""

from __future__ import annotations

STANDING = (
    ("rule", "text"),
    ("kind", "text"),
    ("bearer", "text"),
    ("each_id", "text"),
    ("place", "text"),
    ("token", "text"),
    ("begins", "date"),
    ("ends", "date"),
    ("due", "date"),
    ("provisional", "boolean"),
    ("need", "numeric(20,6)"),
    ("have", "numeric(20,6)"),
    ("entered", "numeric(20,6)"),
    ("ever", "numeric(20,6)"),
    ("maybe", "numeric(20,6)"),
    ("total", "numeric(20,6)"),
    ("met_on", "date"),
    ("last_on", "date"),
    ("mark", "text"),
    ("final", "boolean"),
)
"""Columns of a standing, in order.

token     names the duty among those of its rule, bearer and each: label of the period, id of the trigger, empty
begins    first day: of the period, the trigger's day; empty for states
need      asked; have: counted by the due day; entered: of these recorded in time; ever: counted at any time
maybe     could count, cannot be told (requirement, indicator, gate); total: the denominator
met_on    the day on which the figure was reached; of a whole register the day of its oldest part; last_on: the latest
          fact that counted
mark      see `asks.MARKS`
"""


def recent(alias: str, since: str) -> str:
    """Whether a standing of the projection belongs to a question: what is over and older than asked is left out."""
    s = alias
    return (
        f"({s}.kind NOT IN ('recurring', 'indicator', 'response', 'gate') OR {s}.mark = 'nobody' "
        f"OR ({s}.kind IN ('recurring', 'indicator') AND ({s}.ends IS NULL OR {s}.ends >= {since})) "
        f"OR ({s}.kind = 'gate' AND {s}.begins >= {since}) "
        f"OR ({s}.kind = 'response' AND ({s}.begins >= {since} OR {s}.met_on IS NULL OR {s}.met_on >= {since})))"
    )


def outcome(alias: str, as_of: str) -> str:
    """The CASE that judges a standing on a day. Values are those of `lib.verdicts.Outcome`."""
    s = alias
    return f"""CASE
 WHEN {s}.mark = 'nobody' THEN 'no_subject'
 WHEN {s}.kind = 'attested' THEN CASE WHEN {s}.ever > 0 THEN 'attested' ELSE 'not_yet' END
 WHEN {s}.mark = 'unscheduled' THEN 'unscheduled'
 WHEN {s}.mark = 'unset' THEN 'not_set'
 WHEN {s}.kind = 'definition' THEN CASE WHEN {s}.mark = 'vacant' THEN 'gap' ELSE 'met' END
 WHEN {s}.begins > {as_of} THEN 'not_yet'
 WHEN {s}.mark = 'early' THEN 'breached'
 WHEN {s}.mark = 'within' THEN 'met'
 WHEN {s}.mark = 'unclear' THEN 'unknown'
 WHEN {s}.mark = 'over' THEN CASE WHEN {s}.due IS NULL OR {s}.begins IS NOT NULL THEN 'short'
  WHEN {as_of} <= {s}.due THEN 'due' ELSE 'overdue' END
 WHEN {s}.kind = 'register' AND {s}.have >= {s}.need THEN
  CASE WHEN {s}.due IS NULL OR {as_of} <= {s}.due THEN 'met' ELSE 'overdue' END
 WHEN {s}.entered >= {s}.need THEN 'met'
 WHEN {s}.have >= {s}.need THEN 'met_entered_late'
 WHEN {s}.ever >= {s}.need THEN 'met_late'
 WHEN {s}.mark = 'gone' THEN 'lifted'
 WHEN {s}.mark = 'unknown' OR {s}.have + {s}.maybe >= {s}.need THEN 'unknown'
 WHEN {s}.mark = 'vacant' THEN 'gap'
 WHEN {s}.kind = 'gate' THEN 'breached'
 WHEN {s}.due IS NULL AND {s}.kind = 'requirement' THEN 'unmet'
 WHEN {s}.due IS NULL AND {s}.kind = 'indicator' THEN 'short'
 WHEN {s}.due IS NULL THEN 'undated'
 WHEN {as_of} <= {s}.due THEN 'due'
 WHEN {s}.final THEN 'missed'
 ELSE 'overdue' END"""
