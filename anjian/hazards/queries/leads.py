"""Leads on paper inspections (纸面检查的线索), each with its arithmetic. A lead is to be looked at, never a penalty."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, Min

from anjian.hazards.models import Hazard, Picture
from anjian.lib import divisions
from anjian.lib.viewer import Viewer
from anjian.policy import queries as policy
from anjian.registry import queries as registry

Kind = Literal["zero", "minutes", "copied", "photo"]
MOST = 200
"""Enterprises of a place that are compared with their peers, and leads of a kind, at most."""
SHOWN = 9
"""Hazards that a lead names at most."""


@dataclass(frozen=True, slots=True)
class Lead:
    """Something to be looked at: which enterprise, what kind, and the numbers that it rests on.

    said      values of the sentence on screen, by name
    hazards   some of the hazards that it rests on
    """

    kind: Kind
    enterprise: str
    said: Mapping[str, Any]
    hazards: tuple[str, ...] = ()


def leads(viewer: Viewer, *, as_of: dt.date, inside: str) -> list[Lead]:
    """The leads of a place on a day, kind by kind."""
    rules = _rules(policy.PACKS / "criteria" / "leads.yaml")
    found: list[Lead] = []
    for kind, find in (("zero", _zero), ("minutes", _minutes), ("copied", _copied), ("photo", _photo)):
        found += list(find(viewer, as_of, inside, rules[kind]))[:MOST]
    return found


def _rows(viewer: Viewer, inside: str) -> Any:
    span = divisions.of(inside)
    return Hazard.objects.seen_by(viewer).filter(place__gte=span.lo, place__lte=span.hi)


def _zero(viewer: Viewer, as_of: dt.date, inside: str, rule: Mapping[str, int]) -> Iterator[Lead]:
    """Nothing found by itself for so many days, where its peers found something."""
    since = as_of - dt.timedelta(days=rule["days"])
    own = dict(
        _rows(viewer, inside)
        .filter(found_on__gt=since, found_on__lte=as_of, source="自查")
        .values_list("enterprise")
        .annotate(n=Count("*"))
    )
    peers: dict[str, list[registry.Card]] = defaultdict(list)
    for card in registry.find(viewer, as_of=as_of, inside=inside, status="operating", limit=MOST * 10):
        peers[card.industry[:2]].append(card)
    for industry, cards in peers.items():
        total = sum(own.get(card.id, 0) for card in cards)
        for card in cards:
            others = len(cards) - 1
            if card.id not in own and others >= rule["peers"] and total >= rule["least"] * others:
                said = {"days": rule["days"], "peers": others, "total": total, "each": round(total / others, 1)}
                yield Lead("zero", card.id, {**said, "industry": industry, "trade": registry.industry_name(industry)})


def _minutes(viewer: Viewer, as_of: dt.date, inside: str, rule: Mapping[str, int]) -> Iterator[Lead]:
    """Closed within minutes of being reported, again and again."""
    quick = _rows(viewer, inside).filter(
        found_on__gt=as_of - dt.timedelta(days=rule["days"]),
        found_on__lte=as_of,
        closed_at__lt=F("reported_at") + dt.timedelta(minutes=rule["minutes"]),
    )
    for row in quick.values("enterprise").annotate(n=Count("*"), which=ArrayAgg("hazard")).filter(n__gte=rule["times"]):
        yield Lead("minutes", row["enterprise"], {**rule, "n": row["n"]}, _some(row["which"]))


def _copied(viewer: Viewer, as_of: dt.date, inside: str, rule: Mapping[str, int]) -> Iterator[Lead]:
    """The same words on several hazards."""
    same = (
        _rows(viewer, inside)
        .filter(found_on__gt=as_of - dt.timedelta(days=rule["days"]), found_on__lte=as_of, text_key__gt="")
        .values("enterprise", "text_key")
        .annotate(n=Count("*"), text=Min("found"), which=ArrayAgg("hazard"))
        .filter(n__gte=rule["times"])
    )
    for row in same.order_by("-n", "enterprise")[:MOST]:
        yield Lead("copied", row["enterprise"], {**rule, "n": row["n"], "text": row["text"][:60]}, _some(row["which"]))


def _photo(viewer: Viewer, as_of: dt.date, inside: str, rule: Mapping[str, int]) -> Iterator[Lead]:
    """One picture on several hazards."""
    many = (
        Picture.objects.for_change()
        .filter(hazard__in=_rows(viewer, inside).values("hazard"))
        .values("digest")
        .annotate(n=Count("hazard"))
        .filter(n__gte=rule["times"])
        .values_list("digest", flat=True)[:MOST]
    )
    shown: dict[str, list[str]] = defaultdict(list)
    for digest, hazard in (
        Picture.objects.for_change().filter(digest__in=list(many)).order_by("hazard").values_list("digest", "hazard")
    ):
        shown[digest].append(hazard)
    named_in = [hazard for several in shown.values() for hazard in several]
    firms = dict(_rows(viewer, inside).filter(hazard__in=named_in).values_list("hazard", "enterprise"))
    for digest, named in shown.items():
        seen = tuple(hazard for hazard in named if hazard in firms)
        if len(seen) >= rule["times"]:
            yield Lead("photo", firms[seen[0]], {"n": len(seen), "digest": digest}, _some(seen))


def _some(hazards: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(hazards)[:SHOWN])


@lru_cache(maxsize=2)
def _rules(path: Path) -> Mapping[str, Any]:
    told: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return told
