"""The three kinds of end (三种期限).

*Term* (期限: 10个工作日, 一年内): its first day is not counted, month ends are clipped, and it rolls forward when its
last day is off duty; hours count from the minute and never roll. *Plan date* (2018年底前) and *period* (每月, 每季度)
never roll. The tables for the database engines are made here too, so that there is one meaning of a Chinese term.
"""

from anjian.lib.canonical import CHINA
from anjian.lib.ends.periods import KINDS, Kind, Period, period, period_of, periods, plan_date
from anjian.lib.ends.tables import day_table, due_table, period_table
from anjian.lib.ends.terms import UNITS, End, Shift, Term, Unit, chinese_day, moved

__all__ = [
    "CHINA",
    "KINDS",
    "UNITS",
    "End",
    "Kind",
    "Period",
    "Shift",
    "Term",
    "Unit",
    "chinese_day",
    "day_table",
    "due_table",
    "moved",
    "period",
    "period_of",
    "period_table",
    "periods",
    "plan_date",
]
