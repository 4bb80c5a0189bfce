"""Standings of everybody as counts (人群计数): those with facts one by one, all others in a few groups.

Most of a million firms have nothing recorded under a rule, and all of them stand as their group does: the same period,
the same due day, the same mark. So the groups of all asked rows are counted once for every rule that asks the same; a
rule then looks only at the rows that have facts, and takes them out of their groups.
"""

from __future__ import annotations

from anjian.duties.asks import Ask
from anjian.duties.compile.text import Text

GROUP = ("begins", "ends", "due", "mark")
"""What settles, beside the figure, how an asked row without facts stands."""
_GROUPED = ", ".join((*GROUP, "need"))
_FIGURES = ("have", "entered", "ever")


def fits(text: Text, ask: Ask) -> bool:
    """Whether nothing but the group and the facts that count settle how a row stands."""
    return text.as_counts and ask.kind in ("recurring", "one_off", "attested") and not (ask.cover or ask.unless)


def alike(text: Text) -> str:
    """The part `alike`: ``n`` rows of a group, with these figures, stand so; fewer than none are taken out of it."""
    figures, nothing = ", ".join(_FIGURES), ", ".join(f"0 AS {name}" for name in _FIGURES)
    text.part("crowd", f"SELECT {_GROUPED}, COUNT(*) AS n FROM asked GROUP BY {_GROUPED}")
    text.part("seen", f"SELECT {_GROUPED}, {figures}, COUNT(*) AS n FROM tally GROUP BY {_GROUPED}, {figures}")
    text.part(
        "alike",
        f"SELECT {_GROUPED}, {nothing}, n FROM crowd UNION ALL SELECT {_GROUPED}, {nothing}, -n FROM seen "
        f"UNION ALL SELECT {_GROUPED}, {figures}, n FROM seen",
    )
    return "alike"
