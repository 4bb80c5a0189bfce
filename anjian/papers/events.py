"""What papers hand out, and the facts they record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

ISSUED: Final = "papers.issued"
"""An official paper was issued. Parties: ``by`` the body, ``to`` whom it is sent, ``matter`` what it is about.

Attributes: ``kind``, ``number`` (安委督〔2026〕3号), ``title``, ``digest`` (SHA-256 of the file).
"""
WITHDRAWN: Final = "papers.withdrawn"
"""It was withdrawn; its number stays. Attributes: ``kind``, ``number``, ``reason``, ``paper``. The same parties."""

Value = str | int | dt.date | Sequence[str] | Sequence[Sequence[str]]
"""What a field holds: by its type text, count, day, lines, table."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a paper says besides its kind's own words (公文要素).

    issuer       the body as it signs; ``copies``: to whom it is copied; ``attachments``: their titles
    fields       by name, as the kind declares them
    """

    issuer: str
    fields: Mapping[str, Value]
    copies: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperCard:
    """A paper in the register (发文登记): its number, title, day, issuer, and whether and why it was withdrawn.

    digest  SHA-256 of the file, hexadecimal; the same stands in the fact ``said_by``
    """

    id: UUID
    kind: str
    number: str
    n: int
    year: int
    place: str
    body: str
    issuer: str
    title: str
    day: dt.date
    matter: str
    digest: str
    said_by: UUID
    withdrawn_on: dt.date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in a file that is not as it was issued: where, in words, and what is wrong there."""

    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Read:
    """A paper read back from its file (读回).

    kind, number, day   as embedded; "" and None where nothing can be read
    said          the same `Said` that it was made of; None where it cannot be read
    differences   empty when visible text, embedded fields and every byte agree
    shown         what it says as it should be seen: label and lines, in order
    """

    kind: str
    number: str
    day: dt.date | None
    said: Said | None
    differences: tuple[Difference, ...]
    shown: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def whole(self) -> bool:
        """Whether nothing was changed."""
        return not self.differences
