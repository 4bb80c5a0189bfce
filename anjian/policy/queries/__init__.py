"""Every question about documents, rules, adoption and settings (政策).

Other modules also take the types of packs from here: `queries` is a face, `pack` is not.
"""

from anjian.policy import pack as _pack
from anjian.policy.pack import *  # noqa: F403 - the types of packs, all of them
from anjian.policy.queries.reading import PACKS, pack_folders, read, vocabulary

__all__ = [*_pack.__all__, "PACKS", "pack_folders", "read", "vocabulary"]
