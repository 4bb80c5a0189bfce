"""One firm becomes two (分立): from a day a part of it has a file of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

from django.db import transaction

from anjian.ledger import actions as ledger
from anjian.ledger.events import Fact, Party
from anjian.lib.viewer import Viewer
from anjian.registry import events, putting
from anjian.registry.judging import free, latest, may, record, standing
from anjian.registry.models import Enterprise
from anjian.scope import actions as slices

_INHERITED = ("place", "status", "industry", "regulator")


@transaction.atomic
def split(
    viewer: Viewer,
    *,
    enterprise: str,
    since: dt.date,
    name: str,
    credit_code: str = "",
    new: str = "",
    reason: str = "",
    values: Mapping[str, object] = MappingProxyType({}),
) -> Fact:
    """Enter the part that became a firm of its own on a day (分立). The other file goes on as it was.

    What is not in ``values`` (by names of the dictionary, no items) of place, status, industry and regulator it has
    from where it came. ``new``: its id where it has no code. Facts of before stay with the file that they are about.

    Refuses what `register` refuses, and an enterprise that does not stand on the day.
    """
    ledger.lock(viewer, [enterprise])
    may(viewer, latest(enterprise).place)
    origin = standing(enterprise, since)
    inherited = {field: getattr(origin, field) for field in _INHERITED}
    plan = putting.read({**inherited, **values, "name": name, "credit_code": credit_code})
    row = plan.row()
    may(viewer, row["place"])
    subject = free(viewer, new, name=name, credit_code=row["credit_code"])
    fact = record(
        viewer,
        events.REGISTERED,
        subject,
        name,
        since,
        None,
        plan.attributes() | {"reason": reason.strip() or None},
        row["regulator"],
        others=[Party("origin", "enterprise", enterprise, origin.name)],
    )
    slices.begin(Enterprise, {"enterprise": subject}, row, since=since, fact=fact.id)
    return fact
