"""Planted faults: small changes of the compiled text that a careless hand could make. Each must be noticed."""

from __future__ import annotations

import re

DATE = r"CAST\(\$\d+ AS date\)"
KNOWN = r"CAST\(\$\d+ AS bigint\)"
VOID = (
    r" AND NOT EXISTS \(SELECT 1 FROM rel_void v WHERE v\.fact = f\.fact"
    rf"(?: AND v\.position <= {KNOWN})?\)"
)
JUDGED = rf"CASE WHEN p\.ends < {DATE} THEN p\.ends ELSE {DATE} END AS judged"
HOLE = r" AND NOT \(r\.place BETWEEN CAST\(\$\d+ AS text\) AND CAST\(\$\d+ AS text\)\)"

FAULTS: tuple[tuple[str, str, str], ...] = (
    ("a fact on the first day of the period is lost", r"f\.day >= CASE WHEN a\.begins", "f.day > CASE WHEN a.begins"),
    ("a fact on the last day is lost", rf"f\.day <= (CASE WHEN a\.due IS NULL THEN {DATE} ELSE)", r"f.day < \1"),
    (
        "done on the last day is late",
        r"a\.due IS NULL OR f\.day <= a\.due THEN 1",
        "a.due IS NULL OR f.day < a.due THEN 1",
    ),
    ("voids count before they were known", rf"(v\.fact = f\.fact) AND v\.position <= {KNOWN}", r"\1"),
    ("voids are forgotten", VOID, ""),
    ("facts count before they were known", rf" AND f\.position <= {KNOWN}", ""),
    ("who comes in mid-period owes at once", r"WHERE r\.early = 1", "WHERE 1=1"),
    ("the last day is already after the end", r"b\.until < m\.judged", "b.until <= m.judged"),
    (
        "who ended on the first day was never there",
        r"b\.until >= (COALESCE\(m\.begins, m\.judged\)\)) WHERE",
        r"b.until > \1 WHERE",
    ),
    ("the fact that replaces a row comes one position late", rf"r\.known_until > ({KNOWN})", r"r.known_until >= \1"),
    ("a row is known one position late", rf"r\.known_since <= ({KNOWN})", r"r.known_since < \1"),
    ("enough is not enough", r"x\.entered >= x\.need", "x.entered > x.need"),
    ("the due day is over before it ends", rf"WHEN ({DATE}) <= x\.due THEN 'due'", r"WHEN \1 < x.due THEN 'due'"),
    ("unknown is a breach", r"WHEN a\.sure = 0 THEN 'unknown'", ""),
    ("recorded by the due day is late all the same", r"f\.recorded_day <= a\.due OR ", ""),
    ("a vacant post is held", r"AND NOT EXISTS \(SELECT 1 FROM rel_tenure", "AND EXISTS (SELECT 1 FROM rel_tenure"),
    ("a fact answers itself", r" AND f\.fact <> a\.cause", ""),
    ("the minute decides though nobody wrote it down", r"OR a\.c_precision <> 'minute' ", ""),
    ("a period that ends on the first day asked is left out", rf"p\.ends >= ({DATE})", r"p.ends > \1"),
    ("the term runs from the wrong day", r"u\.day = g\.base", "u.day = g.day"),
    ("a running period is judged on its last day", JUDGED, "p.ends AS judged"),
    (
        "two of one part stand for another",
        r"SUM\(CASE WHEN have > need THEN need ELSE have END\) AS have",
        "SUM(have) AS have",
    ),
    ("everybody holds the same post", r"x\.persons = 1", "x.persons >= 1"),
    ("the share is rounded up", r"CAST\('0\.01' AS numeric\(3,2\)\)", "CAST('0.009' AS numeric(4,3))"),
    ("not to be told counts as good", r"x\.have \+ x\.maybe >= x\.need", "1=0"),
    ("the place above is the place", r"u0\.parent", "u0.place"),
    ("a hole in the range is filled", HOLE, ""),
    ("what follows is reached on the last good day", r"g\.lapsed = 1 THEN g\.base \+ 1", "g.lapsed = 1 THEN g.base"),
    ("the wait is over a day early", r"THEN w\.due \+ 1", "THEN w.due"),
    ("the highest takes what the nearest must", r"(ORDER BY b\.place) DESC\) AS near_first", r"\1) AS near_first"),
    ("a list is as new as its newest part", r"MIN\(last_on\) AS stale", "MAX(last_on) AS stale"),
    (
        "a step waits for one of its needs alone",
        r"z\.last_one = 1 AND z\.there = CAST\(\$\d+ AS bigint\)",
        "z.last_one = 1",
    ),
    ("out of order is no breach", r"WHEN x\.mark = 'early' THEN 'breached'", ""),
    ("a limit runs from the first need", r"ORDER BY s\.day DESC, s\.step DESC", "ORDER BY s.day, s.step"),
    ("what lifts a duty is forgotten", r"WHERE l\.bearer = a\.bearer", "WHERE 1=0 AND l.bearer = a.bearer"),
    (
        "what lifts a duty lifts it for ever",
        r"f\.day <= CASE WHEN a\.ends IS NULL THEN (\w+\(\$\d+ AS date\)) ELSE a\.ends END",
        r"f.day <= \1",
    ),
    ("what came after the trigger lifts it too", r"\(f\.day < c\.day OR .*?c\.happened_at\)\)\)", "1=1"),
    ("the last minute of a term in hours is late", r"<= a\.last_minute", "< a.last_minute"),
    ("a trigger without a minute came at midnight", r"ELSE 1439 END", "ELSE 0 END"),
    ("a term in hours ends on the day of Greenwich", r"\+ 480\) / 1440", "+ 0) / 1440"),
    ("what met one rule meets the other too", r"NOT EXISTS \(SELECT 1 FROM spent w WHERE [^)]*\)", "1=1"),
    ("all that one rule saw is used up", r"z\.nr <= z\.need", "1=1"),
    (
        "one thing covered twice stands for two",
        r"CASE WHEN COALESCE\(p\.(\w+), 0\) > v\.need THEN v\.need ELSE",
        r"CASE WHEN 1=0 THEN 0 ELSE",
    ),
    ("what may not be asked is missing", r"v\.sure = 0 AND", "1=0 AND"),
    ("nothing to cover is covered", r"AND t\.things IS NULL THEN 'unknown'", "AND 1=0 THEN 'unknown'"),
    (
        "whom an earlier case may bind is bound by the later",
        r"(x\.id = b\.id) AND (x\.since)",
        r"\1 AND x.sure = 1 AND \2",
    ),
    ("what an earlier case takes is asked by the later", r"AND NOT COALESCE\(", "AND COALESCE("),
    (
        "a phase ends when it begins",
        r"(SELECT 'phase' AS kind, (\w+\(\$\d+ AS date\)) AS begins), \w+\(\$\d+ AS date\) AS ends",
        r"\1, \2 AS ends",
    ),
    ("one talks to oneself", r"WHERE b\.id <> m\.about", "WHERE 1=1"),
    ("who stands in another body is a colleague", r"h\.body = t\.body", "1=1"),
    ("one fact of two lifts a duty", r" AND EXISTS \(SELECT 1 FROM lifting1 l WHERE [^)]*\)", ""),
    ("a matter named twice is two", r"MAX\(in_time\) AS have", "SUM(in_time) AS have"),
    ("nothing to divide by is no obstacle", r"t\.total IS NULL THEN 'unknown'", "1=0 THEN 'unknown'"),
    ("a ceiling that is just reached is passed", r" <= ((?:(?! <= ).)*? THEN 'within')", r" < \1"),
    ("a second trigger of one matter is owed again", r"n\.cause IS NULL OR n\.day", "1=1 OR n.day"),
    (
        "what was told of a merged file is told of it alone",
        r"(JOIN rel_merged m ON m\.enterprise = p\.id)",
        r"\1 AND 1=0",
    ),
    ("a file is merged before the day", rf"m\.since <= {DATE}", "1=1"),
    ("a county that became a district stays one", r"h\.until < r\.until THEN h\.until", "1=0 THEN h.until"),
)
"""(what it does, pattern in the text, what stands there instead)."""

SHOWING: tuple[int, ...] = (
    2161, 2065, 2051, 2050, 2937, 2056, 2023, 2109, 2159, 2182, 2243, 3283, 2389, 2000, 2001, 2008, 2058, 2097,
    2100, 2145, 2247, 2257,
)  # fmt: skip
"""Seeds of worlds that together show every fault: of those from 2000 on that showed one first, always the world that
shows most of what is left. They are looked at before the others; a changed generator shows some elsewhere, and the long
range finds them, only more slowly."""


def plant(sql: str, pattern: str, instead: str) -> str | None:
    """The text with the fault everywhere; None where it does not fit."""
    planted, n = re.subn(pattern, instead, sql)
    return planted if n else None


def renumber(sql: str, params: list[object]) -> tuple[str, list[object]]:
    """Parameters that the fault left unused are taken out."""
    order: dict[int, int] = {}

    def number(match: re.Match[str]) -> str:
        order.setdefault(int(match[1]), len(order) + 1)
        return f"${order[int(match[1])]}"

    text = re.sub(r"\$(\d+)", number, sql)
    return text, [params[old - 1] for old in order]
