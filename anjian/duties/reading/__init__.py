"""From policy's rule instances to asks: names resolved, references sorted, values laid into spans.

A rule that cannot be run whole is left out with the reason; the living document shows it as not run, never as met.
"""

from anjian.duties.reading.instances import Left, Reading, defaults, read

__all__ = ["Left", "Reading", "defaults", "read"]
