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
            "hazard_class": Column("text", "dangerous trade (高危), or 无; empty: not known", null=True),
            "crowded": Column("boolean", "it is a crowded place (人员密集场所)", null=True),
            "place_kind": Column("text", "kind of public place: hospital, mall …, or 无; empty: not known", null=True),
            "safety_body": Column("boolean", "it has a safety management body (安全生产管理机构)", null=True),
            "part_time_safety_staff": Column("int", "part-time safety officers; empty: not known", null=True),
            "size": Column("text", "size class of statistics: 大型 中型 小型 微型", null=True),
            "above_scale": Column("boolean", "statistics count it as above scale (规模以上)", null=True),
            "dust_workers": Column("int", "persons at work where dust may explode; empty: not known", null=True),
            "standard_grade": Column("text", "grade of work safety standardisation, or 未达标", null=True),
            "major_source": Column("boolean", "it has a major hazard source (重大危险源)", null=True),
            "longitude": Column("numeric", "degrees east of its main site, CGCS2000", null=True),
            "latitude": Column("numeric", "degrees north of its main site, CGCS2000", null=True),
            "address": Column("text", "postal address as told; empty: not known", null=True),
            "business": Column("text", "main products or business, in words", null=True),
            "risk_grade": Column("text", "grade of risk control: 重大风险 较大风险 一般风险 低风险", null=True),
            "registered_engineers": Column("int", "registered safety engineers; empty: not known", null=True),
            "high_rise_residence": Column("boolean", "it manages high-rise residences (高层住宅)", null=True),
            "fire_control_room": Column("boolean", "it has a fire control room (消防控制室)", null=True),
            "successor": Column("text", "of a last row: id of the enterprise that it went into", null=True),
            **SPAN,
            **KNOWN,
        },
    ),
    "rel_merged": Relation(
        "rel_merged",
        "A file that is a part of another (并档): one firm was entered twice. Parties of facts answer to both.",
        {
            "enterprise": Column("text", "id of the file that was merged"),
            "survivor": Column("text", "id of the file that stands for both"),
            **SPAN,
            **KNOWN,
        },
    ),
    "rel_enterprise_item": Relation(
        "rel_enterprise_item",
        "What an enterprise has several of (分项): permits, equipment, insurance, sites, contacts. Nothing personal.",
        {
            "item": Column("text", "id of the item"),
            "enterprise": Column("text", "id of the enterprise"),
            "kind": Column("text", "site, permit, equipment, insurance, contact, owner or partner"),
            "cls": Column("text", "which it is, a word of the vocabulary: 安全生产许可证, 锅炉, 主要负责人"),
            "number": Column("text", "number of the permit, policy, registration or certificate; empty: not known"),
            "issuer": Column("text", "who issued, insures or inspected it; empty: not known"),
            "begins": Column("date", "day of issue, of the last inspection, first day of the insurance", null=True),
            "expires": Column("date", "last day on which it is valid, or the next inspection", null=True),
            "count": Column("int", "pieces, or persons insured", null=True),
            "amount": Column("numeric", "limit per person, in 10,000 yuan", null=True),
            "seen": Column("date", "day on which whoever said it saw it"),
            **SPAN,
            **KNOWN,
        },
    ),
}
