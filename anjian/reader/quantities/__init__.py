"""Quantities (数量): cadence, deadline, figure and threshold of a document, each quoted exactly.

Counted is every number or period that somebody must meet or that makes a rule bite, sanctions included. Not counted
are 定期 and 及时, catchwords (两清单, 五个一), days of issue, cited document numbers and articles, score points, a
text's own counts of its parts (4项工作) and what merely happened.
"""

from anjian.reader.quantities.finding import find

__all__ = ["find"]
