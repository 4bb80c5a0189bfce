"""Changes of bodies, posts and their holders. Each is one fact; the rows say which fact told them.

``since`` may lie in the past (told late). ``happened_at`` is when it was decided; without it, the start of the day from
which it holds. Offices (``office``) and administrators may change what lies in their places.
"""

from anjian.people.actions.bodies import end_body, found_body, give_function, place_under, rename_body, take_function
from anjian.people.actions.holders import appoint, delegate, end_delegation, enter_person, move, vacate
from anjian.people.actions.listing import import_bodies, import_posts, undo_import
from anjian.people.actions.posts import ENTERPRISE_LEVEL, end_post, make_post
from anjian.people.actions.taking import MOST, explain_list, take_list, upload_list
from anjian.people.actions.told import FORGOTTEN, forget, forget_person, import_told, said_anything, take_back
from anjian.people.pinyin import sort_key

__all__ = [
    "ENTERPRISE_LEVEL",
    "FORGOTTEN",
    "MOST",
    "appoint",
    "delegate",
    "end_body",
    "end_delegation",
    "end_post",
    "enter_person",
    "explain_list",
    "forget",
    "forget_person",
    "found_body",
    "give_function",
    "import_bodies",
    "import_posts",
    "import_told",
    "make_post",
    "move",
    "place_under",
    "rename_body",
    "said_anything",
    "sort_key",
    "take_back",
    "take_function",
    "take_list",
    "undo_import",
    "upload_list",
    "vacate",
]
