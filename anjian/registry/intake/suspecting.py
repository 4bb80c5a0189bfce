"""New firms of a trial that may be registered already (疑似已在册): told beside the row; who takes it in decides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from anjian.lib.viewer import Viewer
from anjian.registry.identity.doubles import Incoming, likely_same
from anjian.registry.intake.planning import NEW, Plan

Suspicion = dict[str, str]
"""``enterprise`` and ``name`` of the likeliest file, and the ``sum`` that says so."""


def suspected(viewer: Viewer, plans: Iterable[Plan], *, since: dt.date) -> dict[int, Suspicion]:
    """By number of the row; rows without a suspicion are left out."""
    new = [made for made in plans if made.outcome == NEW]
    found = likely_same(viewer, [_incoming(made) for made in new], as_of=since) if new else {}
    files = {n: [one for one in likely if one.enterprise] for n, likely in found.items()}
    return {
        new[n].row: {"enterprise": likely[0].enterprise, "name": likely[0].name, "sum": str(likely[0].likeness)}
        for n, likely in files.items()
        if likely
    }


def _incoming(made: Plan) -> Incoming:
    told = {name: str(value) for name, value in made.told.columns.items() if value}
    phones = [
        str(value)
        for fields in made.told.personal.values()
        for name, value in fields.items()
        if name.endswith(".phone") and value
    ]
    return Incoming(
        made.name,
        told.get("credit_code", ""),
        made.place,
        told.get("industry", ""),
        told.get("address", ""),
        phones,
    )
