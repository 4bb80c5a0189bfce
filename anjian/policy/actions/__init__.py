"""Every change of what is in force (政策): loading packs, adopting documents, setting what the text leaves open.

Each change is one fact and the rows it told, in one transaction. The `…_said` functions give the content of the fact,
the `put_…` functions write the rows of a fact that is recorded already: that is how a history is imported.
"""

from anjian.policy.actions.adopting import adopt, adoption_said, check_adoption, put_adoption
from anjian.policy.actions.attaching import attach_text
from anjian.policy.actions.loading import Loaded, load_pack, load_packs, pack_said, put_pack
from anjian.policy.actions.setting import (
    check_setting,
    put_setting,
    said_anything,
    set_value,
    setting_said,
    take_back,
    unset_value,
)
from anjian.policy.actions.telling import Said

__all__ = [
    "Loaded",
    "Said",
    "adopt",
    "adoption_said",
    "attach_text",
    "check_adoption",
    "check_setting",
    "load_pack",
    "load_packs",
    "pack_said",
    "put_adoption",
    "put_pack",
    "put_setting",
    "said_anything",
    "set_value",
    "setting_said",
    "take_back",
    "unset_value",
]
