"""From policy's rule instances to asks: names resolved, references sorted, values laid into spans.

A rule that cannot be run whole is left out with the reason; the living document shows it as not run, never as met.
"""

from anjian.duties.reading.facts import NotRun
from anjian.duties.reading.instances import Left, Reading, defaults, read
from anjian.duties.reading.people import who as selector

__all__ = ["Left", "NotRun", "Reading", "defaults", "read", "selector"]
