"""The ledgers as data (台账模板): headers over names of the dictionary; how many cells, how many facts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from anjian.lib.errors import Refusal
from anjian.registry.dictionary import Entry, named

FILE = Path(__file__).resolve().parents[3] / "packs" / "ledgers" / "ledgers.yaml"


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger: who asks for it, and its headers with what stands below each."""

    id: str
    title: str
    asked_by: str
    columns: Mapping[str, Entry]


@dataclass(frozen=True, slots=True)
class Asked:
    """What all ledgers ask of one firm: ``fields`` cells, that are ``facts`` different things; ``saved`` the rest."""

    ledgers: int
    fields: int
    facts: int

    @property
    def saved(self) -> int:
        """Cells that need not be filled, because the file knows them from another ledger."""
        return self.fields - self.facts


@cache
def ledgers() -> Mapping[str, Ledger]:
    """Every ledger by its id. Raises Refusal for a column that is nothing in the dictionary."""
    told = yaml.safe_load(FILE.read_text(encoding="utf-8"))["ledgers"]
    return {
        id: Ledger(id, one["title"], one["asked_by"], {header: named(name) for header, name in one["columns"].items()})
        for id, one in told.items()
    }


def ledger(id: str) -> Ledger:
    """One of them. Refuses what is none."""
    found = ledgers().get(id)
    if found is None:
        known = "、".join(f"{one.id}（{one.title}）" for one in ledgers().values())
        raise Refusal(f"没有台账“{id}”", "不知道要哪些栏", f"可选：{known}", code="registry.missing", field="ledger")
    return found


def recognised(headers: Collection[str]) -> Ledger | None:
    """The ledger whose headers these are: nine in ten of its columns are there."""
    there = set(headers)
    likely = max(ledgers().values(), key=lambda one: (len(there & one.columns.keys()), -len(one.columns)))
    return likely if len(there & likely.columns.keys()) * 10 >= len(likely.columns) * 9 else None


def asked() -> Asked:
    """How many cells the ledgers ask of one firm, and how many different things they are."""
    cells = [entry.name for one in ledgers().values() for entry in one.columns.values()]
    return Asked(len(ledgers()), len(cells), len(set(cells)))
