"""The pack (规则包): the one schema of documents as data, read from YAML with every fault named by line.

`read_vocabulary` and `read_pack` read folders; the classes are what the program runs.
"""

from anjian.policy.pack.conditions import Test
from anjian.policy.pack.document import STATUS_WORDS, Article, Clause, Document, Pack, Section
from anjian.policy.pack.example import Example, Expected, Given, Happened
from anjian.policy.pack.faults import Fault, PackRefused
from anjian.policy.pack.kinds import (
    Attested,
    Consequence,
    Definition,
    Gate,
    Indicator,
    Lapse,
    OneOff,
    Procedure,
    Recurring,
    Register,
    Requirement,
    Response,
    Step,
)
from anjian.policy.pack.read import digest_of, gather, parse_rule, read_pack, read_vocabulary
from anjian.policy.pack.rules import KIND_WORDS, AllOf, Case, Covering, Evidence, Holds, Recipients, Rule
from anjian.policy.pack.values import PERIOD_WORDS, Amount, Borrowed, Dated, Phases, Unset
from anjian.policy.pack.vocabulary import Attribute, FactType, ItemKind, PartyRole, Vocabulary
from anjian.policy.pack.who import COUNTED_WORDS, Department, Departments, Others, Population, Who

__all__ = [
    "COUNTED_WORDS", "KIND_WORDS", "PERIOD_WORDS", "STATUS_WORDS", "AllOf", "Amount", "Article", "Attested",
    "Attribute", "Borrowed", "Case", "Clause", "Consequence", "Covering", "Dated", "Definition", "Department",
    "Departments", "Document", "Evidence", "Example", "Expected", "FactType", "Fault", "Gate", "Given", "Happened",
    "Holds", "Indicator", "ItemKind", "Lapse", "OneOff", "Others", "Pack", "PackRefused", "PartyRole", "Phases",
    "Population", "Procedure", "Recipients", "Recurring", "Register", "Requirement", "Response", "Rule", "Section",
    "Step", "Test", "Unset", "Vocabulary", "Who", "digest_of", "gather", "parse_rule", "read_pack", "read_vocabulary",
]  # fmt: skip
