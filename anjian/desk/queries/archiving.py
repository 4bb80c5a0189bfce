"""案卷: the whole story of a hazard as one archive that anybody checks without this house."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable

from django.utils.translation import gettext as _

from anjian.desk.queries.facts import fact_pairs, fact_title
from anjian.desk.queries.serving import served
from anjian.evidence import queries as evidence
from anjian.hazards import queries as hazards
from anjian.ledger import queries as ledger
from anjian.ledger.events import Fact
from anjian.lib.viewer import Viewer
from anjian.papers import queries as papers


def archive(viewer: Viewer, hazard: str, *, as_of: dt.date) -> bytes | None:
    """The archive (.zip) of a hazard for what the viewer may see of it; None when that is nothing.

    Inside: every fact with its seal and its path to it, voided ones too, the photos and papers that they name, the
    clauses each one serves, the story in words, and ``verify.py``.
    """
    card = hazards.hazard(viewer, hazard)
    if card is None:
        return None
    found = sorted(ledger.facts(viewer, party=hazard, limit=ledger.LARGEST), key=lambda fact: fact.seq)
    files = {
        f"photos/{photo.digest}.jpg": evidence.open_photo(viewer, photo.digest)[1].read_bytes()
        for fact in found
        for photo in evidence.of_fact(viewer, fact.id)
    }
    for paper in papers.of_matter(viewer, hazard):
        files[f"papers/{paper.id}.docx"] = papers.content(viewer, paper.id)
    files["clauses.json"] = _clauses(viewer, found, as_of=as_of)
    files["story.txt"] = _story(viewer, f"{card.number} {card.found}", found)
    return ledger.bundle(ledger.proofs(viewer, [fact.id for fact in found]), files)


def _clauses(viewer: Viewer, found: Iterable[Fact], *, as_of: dt.date) -> bytes:
    """By fact: the duties for which it counts, with the clause that asks for each."""
    told = {
        str(fact.id): [{"duty": row.title, "clause": row.chip} for row in served(viewer, fact, as_of=as_of).rows]
        for fact in found
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _story(viewer: Viewer, title: str, found: Iterable[Fact]) -> bytes:
    lines = [title, ""]
    for fact in found:
        mark = "" if fact.stands else _("（已作废）")
        lines.append(f"{fact.day.isoformat()} {fact_title(fact.name)}{mark}  [{fact.id}]")
        lines += [f"    {word}：{'、'.join(values)}" for word, values in fact_pairs(viewer, fact)]
    return ("\n".join(lines) + "\n").encode()
