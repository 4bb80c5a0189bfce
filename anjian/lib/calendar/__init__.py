"""Working days (工作日) with make-up days (调休), from the yearly notices of the State Council's General Office.

A year is one file, ``<year>.yaml``, that anybody can write from the notice and load; ``calendar.yaml`` beside it
holds the festivals of the law and from which day in December a year waits for the next notice. Days that no
published notice settles are *provisional* (暂定): weekends are off, nothing else is known, and every date computed
from such a day says so.

>>> calendar = Calendar.load(SHIPPED)
>>> calendar.add_workdays(date(2025, 9, 26), 5)
datetime.date(2025, 10, 10)
"""

from anjian.lib.calendar.days import Calendar, Change, adopt, preview
from anjian.lib.calendar.notices import SHIPPED, Festivals, Holiday, Notice, Year, check_notice, read_festivals

__all__ = [
    "SHIPPED",
    "Calendar",
    "Change",
    "Festivals",
    "Holiday",
    "Notice",
    "Year",
    "adopt",
    "check_notice",
    "preview",
    "read_festivals",
]
