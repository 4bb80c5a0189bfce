"""A body decides on what the clock proposed; a signer withdraws or keeps a measure whose ground is gone."""

from __future__ import annotations

from django.db import transaction

from anjian.duties import events, laddering
from anjian.duties.models import Rung
from anjian.duties.queries import mine
from anjian.duties.queries.proposals import STATES
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer


def decide(viewer: Viewer, rung: int, *, take: bool, ground: str) -> str:
    """Say yes or no to a proposed measure; returns its new state.

    Refuses: a rung that does not exist for this viewer, that nobody has to decide or that is decided already, whoever
    does not act for the body that decides, and a decision without a ground.
    """
    with transaction.atomic():
        row = _held(rung)
        _acts_for(viewer, row, row.decider if row else "", "decider")
        assert row is not None
        if row.state != "proposed":
            raise _done(row)
        _grounded(ground)
        name = events.MEASURE_DECIDED if take else events.MEASURE_DECLINED
        laddering.tell(name, row, {"ground": ground.strip()}, viewer=viewer)
        return _set(row, "owed" if take else "declined", viewer, ground)


def answer(viewer: Viewer, rung: int, *, withdraw: bool, ground: str) -> str:
    """Withdraw a measure whose ground does not stand any more, or keep it; returns its new state. Refuses likewise."""
    with transaction.atomic():
        row = _held(rung)
        signs = row is not None and bool(viewer.account) and row.signer == viewer.account
        if not signs:
            _acts_for(viewer, row, row.target if row else "", "target")
        assert row is not None
        if row.state != "withdraw":
            raise _done(row)
        _grounded(ground)
        name = events.MEASURE_WITHDRAWN if withdraw else events.MEASURE_KEPT
        laddering.tell(name, row, {"ground": ground.strip(), "measure": str(row.measure)}, viewer=viewer)
        return _set(row, "withdrawn" if withdraw else "kept", viewer, ground)


def _held(rung: int) -> Rung | None:
    return Rung.objects.for_change().select_for_update().filter(id=rung).first()


def _set(row: Rung, state: str, viewer: Viewer, ground: str) -> str:
    row.state, row.decided_by, row.ground = state, viewer.name or viewer.account or "", ground.strip()
    row.save(update_fields=["state", "decided_by", "ground"])
    return state


def _acts_for(viewer: Viewer, row: Rung | None, body: str, role: str) -> None:
    seen = row is not None and (viewer.is_system or body in mine.bearers(viewer))
    if row is None or not seen:
        raise Refusal(
            "这件事不在您的案头",
            "由负责决定的单位或签发人处理，别人不能代办",
            "请由该单位的人员登录后处理",
            code="duties.rung",
            field=role,
        )


def _grounded(ground: str) -> None:
    if not ground.strip():
        raise Refusal("没有写明理由", "采取或不采取都要有据可查", "请写明理由", code="duties.ground", field="ground")


def _done(row: Rung) -> Refusal:
    return Refusal(
        f"这件事现在是“{STATES[row.state]}”，不能再决定",
        "同一件事只决定一次",
        "请刷新后再看",
        code="duties.decided",
        field="state",
    )
