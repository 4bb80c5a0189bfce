"""What rules may read about bodies, posts and their holders. No personal data: a person is an id."""

from __future__ import annotations

from anjian.lib.relations import KNOWN, SPAN, Column, Relation

_PLACE = {
    "place": Column("text", "division it acts for, 12 digits"),
    "level": Column(
        "text", "level of that place (province, city, county, town, village); enterprise for its own posts"
    ),
}

RELATIONS: dict[str, Relation] = {
    "rel_body": Relation(
        "rel_body",
        "A body (机构) in one of its classes, one row per class and span.",
        {
            "body": Column("text", "id of the body"),
            "class": Column("text", "class of bodies, declared in the vocabulary (government, safety_committee …)"),
            **_PLACE,
            "name": Column("text", "name in these days"),
            **SPAN,
            **KNOWN,
        },
    ),
    "rel_body_function": Relation(
        "rel_body_function",
        "What a body is for (职能), one row per function and span.",
        {
            "body": Column("text", "id of the body"),
            "function": Column("text", "function of departments, declared in the vocabulary (work_safety, coal …)"),
            **_PLACE,
            **SPAN,
            **KNOWN,
        },
    ),
    "rel_post": Relation(
        "rel_post",
        "A post (职务) in one of its classes, one row per class and span.",
        {
            "post": Column("text", "id of the post"),
            "class": Column("text", "class of posts, declared in the vocabulary (leading_cadre …)"),
            "body": Column("text", "id of the body it belongs to"),
            **_PLACE,
            "name": Column("text", "name in these days"),
            **SPAN,
            **KNOWN,
        },
    ),
    "rel_tenure": Relation(
        "rel_tenure",
        "A person in a post (任职); no row on a day means vacant.",
        {
            "post": Column("text", "id of the post"),
            "person": Column("text", "id of the person"),
            **SPAN,
            **KNOWN,
        },
    ),
}
