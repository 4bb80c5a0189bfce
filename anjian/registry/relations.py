"""What rules may read about enterprises."""

from __future__ import annotations

from anjian.lib.relations import KNOWN, SPAN, Column, Relation

RELATIONS: dict[str, Relation] = {
    "rel_enterprise": Relation(
        "rel_enterprise",
        "An enterprise (生产经营单位) as it was in a span of days; each change starts a new row.",
        {
            "enterprise": Column("text", "id of the enterprise"),
            "name": Column("text", "registered name in these days"),
            "credit_code": Column("text", "unified social credit code (GB 32100), empty when it has none"),
            "place": Column("text", "division it stands in, 12 digits"),
            "status": Column("text", "operating, suspended, under_construction or closed"),
            "industry": Column("text", "class of GB/T 4754 in digits, without the section's letter"),
            "staff": Column("int", "persons employed; empty: not known", null=True),
            "safety_staff": Column("int", "full-time safety officers; empty: not known", null=True),
            "regulator": Column("text", "id of the body that answers for it; empty: nobody does", null=True),
            **SPAN,
            **KNOWN,
        },
    )
}
