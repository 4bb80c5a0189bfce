"""职责任务: what is owed, by whom, until when, whether it was done, and why.

A duty is computed and never stored: a pure function of rules in force, settings, subjects, facts and calendar, asked
for a day (`as_of`) and, for replays, a ledger position (`known`). The words:

ask         a rule of a pack made ready for one place: selectors, evidence, and the spans of days with their values
standing    one row of the answer before judging: dates and counts of a bearer under a rule
verdict     the standing judged on a day, with its reasons (`lib.verdicts`)

`asks` holds the plain data; `reading` makes asks of policy's instances; `compile` makes one plain SQL text of an ask;
`reference` answers the same question slowly and obviously, to be compared; `projection` keeps standings of today at
hand (never states) and says when it cannot answer. Face: `queries`, `actions`.
"""
