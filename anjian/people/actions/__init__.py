"""Changes of bodies, posts and their holders. Each is one fact; the rows say which fact told them.

``since`` may lie in the past (told late). ``happened_at`` is when it was decided; without it, the start of the day from
which it holds. Offices (``office``) and administrators may change what lies in their places.
"""

from anjian.people.actions.bodies import end_body, found_body, give_function, rename_body, take_function
from anjian.people.actions.holders import appoint, enter_person, vacate
from anjian.people.actions.posts import ENTERPRISE_LEVEL, end_post, make_post
from anjian.people.actions.saying import sort_key
from anjian.people.actions.told import FORGOTTEN, forget, import_told, said_anything, take_back

__all__ = [
    "ENTERPRISE_LEVEL",
    "FORGOTTEN",
    "appoint",
    "end_body",
    "end_post",
    "enter_person",
    "forget",
    "found_body",
    "give_function",
    "import_told",
    "make_post",
    "rename_body",
    "said_anything",
    "sort_key",
    "take_back",
    "take_function",
    "vacate",
]
