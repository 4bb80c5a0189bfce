"""Loading packs (装入规则包): whole or not at all, and only what differs."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from anjian.ledger import actions as ledger
from anjian.ledger.events import Party
from anjian.lib import canonical
from anjian.lib.viewer import Viewer
from anjian.policy import events
from anjian.policy.actions.telling import Said, not_allowed, record
from anjian.policy.models import Article, Clause, Document, RuleVersion, Told
from anjian.policy.pack import Pack
from anjian.policy.queries import reading


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading a pack changed: ids of what is new, changed and gone. Nothing changed: no fact was recorded."""

    document: str
    digest: str
    fact: str = ""
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether all was there already."""
        return not (self.new or self.changed or self.gone)


_NOBODY = UUID(int=0)


@dataclass
class _Difference:
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


def load_pack(viewer: Viewer, path: Path | Pack) -> Loaded:
    """Load a pack from its folder (装入规则包), whole or not at all. What is the same stays as it is.

    Raises :class:`anjian.policy.pack.PackRefused` with every fault, and Refusal when the viewer may not.
    """
    pack = path if isinstance(path, Pack) else reading.read(path)
    if not (viewer.is_system or viewer.has("administrator")):
        raise not_allowed("装入规则包", "系统管理员")
    with transaction.atomic():
        ledger.lock(viewer, [f"document:{pack.document.id}"])
        if _difference(pack, None) == _Difference():
            return Loaded(pack.document.id, pack.digest)
        fact = record(viewer, pack_said(pack), None, changes=[f"document:{pack.document.id}"])
        return put_pack(pack, fact.id)


def load_packs(viewer: Viewer, root: Path | None = None) -> list[Loaded]:
    """Load every pack of the folder, each in its own transaction."""
    return [load_pack(viewer, folder) for folder in reading.pack_folders(root)]


def pack_said(pack: Pack) -> Said:
    """The fact that tells a pack."""
    return Said(
        events.PACK_LOADED,
        pack.document.place,
        (Party("document", "document", pack.document.id, pack.document.title),),
        {"digest": pack.digest, "rules": sum(1 for _ in pack.rules), "clauses": sum(1 for _ in pack.clauses)},
    )


def put_pack(pack: Pack, fact: UUID) -> Loaded:
    """Write the rows of a pack told by a recorded fact; in the caller's transaction."""
    found = _difference(pack, fact)
    return Loaded(pack.document.id, pack.digest, str(fact), tuple(found.new), tuple(found.changed), tuple(found.gone))


def _difference(pack: Pack, fact: UUID | None) -> _Difference:
    """What of the pack is not there yet; with a fact it is written."""
    found = _Difference()
    name = pack.document.id
    order = {
        "articles": [section.file for section in pack.sections],
        "clauses": [clause.id for clause in pack.clauses],
        "rules": [rule.id for rule in pack.rules],
    }
    _bring(Document, "document", {name: (_content(pack.document), {"layout": order})}, name, fact, found)
    _bring(Article, "article", {s.file: (_content(s.article), {}) for s in pack.sections}, name, fact, found)
    clauses = {c.id: (_content(c), {"article": s.file}) for s in pack.sections for c in s.clauses}
    _bring(Clause, "clause", clauses, name, fact, found)
    rules = {r.id: (content := r.content(), {"kind": content["kind"]}) for r in pack.rules}
    _bring(RuleVersion, "rule", rules, name, fact, found)
    return found


def _bring(
    model: type[Told],
    key: str,
    wanted: dict[str, tuple[dict[str, Any], dict[str, Any]]],
    document: str,
    fact: UUID | None,
    found: _Difference,
) -> None:
    rows = model._base_manager.filter(document=document, replaced_by__isnull=True)
    there = {str(getattr(row, key)): row for row in rows}
    fresh: dict[str, Told] = {}
    stale: list[int] = []
    for name, (content, more) in wanted.items():
        digest = canonical.digest(content)
        row = there.pop(name, None)
        if row is not None and row.digest == digest and all(getattr(row, k) == v for k, v in more.items()):
            continue
        (found.new if row is None else found.changed).append(name)
        if row is not None:
            stale.append(row.pk)
        values = {"document": document, key: name, **more}
        fresh[name] = model(digest=digest, content=content, said_by=fact or _NOBODY, **values)
    found.gone += there
    stale += [row.pk for row in there.values()]
    if fact is not None:
        model._base_manager.filter(pk__in=stale).update(replaced_by=fact)
        model._base_manager.bulk_create(fresh.values())


def _content(thing: Any) -> dict[str, Any]:
    made: dict[str, Any] = thing.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return made
