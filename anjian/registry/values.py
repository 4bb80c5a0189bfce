"""What values of an enterprise are made of, and which of them are its identity (身份)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

Value = str | bool | int | Decimal | dt.date | None
"""A value as the tables keep it. None: not known."""
IDENTITY = frozenset({"name", "credit_code", "place", "status", "industry", "staff", "safety_staff", "regulator"})
"""What an enterprise is entered with and changed in; everything else that the vocabulary declares is an attribute."""
NEVER_EMPTY = frozenset({"name", "place", "status", "industry"})
"""What an enterprise is not without."""
KEPT_BY_OFFICE = IDENTITY - {"staff", "safety_staff"}
"""What only the office of its place changes; of everything else the enterprise itself may give its word (企业自报)."""
