"""What happens to bodies, posts and persons: the names of the facts that this module records."""

from __future__ import annotations

from uuid import uuid4

BODY_FOUNDED = "people.body_founded"
BODY_RENAMED = "people.body_renamed"
BODY_ENDED = "people.body_ended"
FUNCTION_GIVEN = "people.function_given"
FUNCTION_TAKEN = "people.function_taken"
POST_MADE = "people.post_made"
POST_RENAMED = "people.post_renamed"
POST_ENDED = "people.post_ended"
PERSON_ENTERED = "people.person_entered"
APPOINTED = "people.appointed"
VACATED = "people.vacated"
PUT_UNDER = "people.body_put_under"
MOVED = "people.moved"
DELEGATED = "people.delegated"
DELEGATION_ENDED = "people.delegation_ended"
LISTED = "people.listed"
FORGOTTEN = "people.person_forgotten"

KINDS = {"full": "任职", "acting": "代理", "seconded": "挂职"}
"""How somebody holds a post."""


def person_id() -> str:
    """An id for a person who is entered. Nothing of the name is in it: that may have to be forgotten, the id stays."""
    return f"person:{uuid4().hex[:16]}"
