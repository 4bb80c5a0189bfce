"""Responsibility (监管责任): who answers for which enterprise, in which line, by whose word and since when.

An enterprise is answered for in three lines (`events.LINES`): by the department of its industry (行业监管), by the
department that supervises in general (综合监管), and by the government of its own ground (属地监管). In each line a
body answers, and may name the post that does it and the grid cell the enterprise lies in.

Three things say who: a **decision** of the office (`Answer`, a slice in both times), which wins; what the enterprise
was **registered** with; and a **rule** by industry and place (`matching`: assignments of adopted documents, of the
office, of the law). In general and for the ground a rule decides. For the industry it only *proposes*: the documents
speak of provincial departments and of no class of industry, so a person puts their name under each.

**What rules of documents read.** The body of the line `industry` is also `regulator` of the enterprise's row in
`registry`, and only there for most enterprises: each decision in that line is written back by the same fact, in the
same transaction. So compiled rules, scopes and lists that read `regulator` need no second relation, and nothing is
stored twice but what was decided by hand; where the registry is told otherwise later, both stand, and the enterprise
is on the list of doubles until somebody decides.
"""
