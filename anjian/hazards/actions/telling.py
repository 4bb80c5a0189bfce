"""An enterprise tells its regulator or its workers' congress how hazards are treated (双报告)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from anjian.hazards import queries
from anjian.hazards.firms import no_firm
from anjian.ledger.events import Party
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.policy import queries as policy
from anjian.records import actions as records
from anjian.records.events import Recorded
from anjian.registry import queries as registry


def report_treatment(
    viewer: Viewer,
    enterprise: str,
    *,
    audience: str,
    day: dt.date,
    today: dt.date,
    files: Sequence[str] = (),
    id: UUID | None = None,
) -> Recorded:
    """Record one of the two reports with its proof; it is said to hold all that the vocabulary lists as its contents.

    ``audience``: one of the words of the fact's form. Refuses an enterprise that is not there for the viewer, and what
    `records.actions.record` refuses.
    """
    card = registry.enterprise(viewer, enterprise, as_of=day)
    if card is None:
        raise no_firm("enterprise")
    if not (queries.acts(viewer) or registry.is_own(viewer, card.id)):
        raise Refusal(
            "这份报告不由您登记", "由企业自己或监管部门登记", "请转告他们", code="hazards.forbidden", field="enterprise"
        )
    words = policy.vocabulary()
    contents = [code for code, _word in words.choices(words.facts[queries.TREATMENT].attributes["contents"])]
    parties = [Party("by", "enterprise", card.id)]
    if audience == queries.REGULATOR and card.regulator:
        parties.append(Party("to", "body", card.regulator))
    return records.record(
        viewer, queries.TREATMENT, day=day, place=card.place, today=today, parties=parties,
        attributes={"audience": audience, "contents": list(contents)}, files=files, id=id,
        stood=frozenset(parties),
    )  # fmt: skip
