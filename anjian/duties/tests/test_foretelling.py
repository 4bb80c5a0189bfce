"""Before a pack is loaded, `law diff` says who would gain, lose or change which duty, and from when."""

from __future__ import annotations

import datetime as dt
import shutil

from anjian.policy import foretelling
from anjian.policy import queries as policy

RULE = "linfen-2018/committee-meets-quarterly"
DAY = dt.date(2018, 1, 22)


def test_who_gains_loses_and_changes_a_duty_is_told_before_loading(loaded_database, tmp_path):
    as_of = dt.date(2026, 3, 31)
    assert foretelling.shifts(policy.read(policy.PACKS / "linfen-2018"), place="141000", as_of=as_of) == []
    folder = shutil.copytree(policy.PACKS / "linfen-2018", tmp_path / "linfen-2018")
    path = folder / "article-03.yaml"
    text = path.read_text(encoding="utf-8")
    start = text.index(f"id: {RULE}")
    head, rule = text[:start], text[start:]
    assert rule.index("per: quarter") < rule.index("examples:")
    path.write_text(head + rule.replace("per: quarter", "per: month", 1), encoding="utf-8")
    digest = policy.rules_digest()
    found = foretelling.shifts(policy.read(folder), place="141000", as_of=as_of)
    assert {(shift.rule, shift.what, shift.since, shift.how) for shift in found} == {(RULE, "changes", DAY, "per")}
    assert "body:141000-awh" in {shift.bearer for shift in found}
    who = "who: {bodies: [安委会], levels: [city, county, town]}"
    path.write_text(head + rule.replace(who, "who: {bodies: [政府], levels: [city]}", 1), encoding="utf-8")
    moved = foretelling.shifts(policy.read(folder), place="141000", as_of=as_of)
    assert {shift.bearer for shift in moved if shift.what == "loses"} == {shift.bearer for shift in found}
    assert [(shift.bearer, shift.since) for shift in moved if shift.what == "gains"] == [("body:141000-zf", DAY)]
    assert policy.rules_digest() == digest
