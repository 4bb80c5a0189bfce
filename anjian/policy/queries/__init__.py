"""Every question about documents, rules, adoption and settings (政策).

Other modules also take the types of packs from here: `queries` is a face, `pack` is not.
"""

from anjian.policy import pack as _pack
from anjian.policy.events import Instance, Resolved, Setting, Slice
from anjian.policy.pack import *  # noqa: F403 - the types of packs, all of them
from anjian.policy.queries.cards import (
    AdoptionCard,
    ArticleCard,
    ClauseCard,
    DocumentCard,
    Orphan,
    RuleCard,
    SheetRow,
    TextCard,
    anchor,
)
from anjian.policy.queries.classes import CLASSES, FOUR, classes
from anjian.policy.queries.drafting import drafted
from anjian.policy.queries.loaded import (
    adoptions,
    asking,
    clause,
    document,
    documents,
    instances,
    rule,
    rules_digest,
    settings,
)
from anjian.policy.queries.parts import PART_WORDS, PartCard, part_plain, parts
from anjian.policy.queries.reading import PACKS, own_packs, pack_folders, read, vocabulary, word
from anjian.policy.queries.sheet import kind_of, orphans, sheet
from anjian.policy.queries.text import attached, text_of

__all__ = [
    *_pack.__all__, "CLASSES", "FOUR", "PACKS", "PART_WORDS", "AdoptionCard", "ArticleCard", "ClauseCard",
    "DocumentCard", "Instance",
    "Orphan", "PartCard", "Resolved", "RuleCard", "Setting", "SheetRow", "Slice", "TextCard",
    "adoptions", "anchor", "asking", "attached", "classes", "clause", "document", "documents", "drafted", "instances",
    "kind_of", "orphans", "own_packs", "pack_folders", "part_plain", "parts", "read", "rule", "rules_digest",
    "settings", "sheet", "text_of", "vocabulary", "word",
]  # fmt: skip
