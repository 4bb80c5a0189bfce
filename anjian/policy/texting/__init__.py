"""An office's own copy of a document's text (本机关所附原文): read, taken apart, and each clause found by its cite.

Plain Python, no database, no guess: a cite that cannot be followed to one place in the text is named with its reason.
"""

from anjian.policy.texting.cites import Located, locate
from anjian.policy.texting.opening import LARGEST, open_text
from anjian.policy.texting.structure import Outline, Span, outline

__all__ = ["LARGEST", "Located", "Outline", "Span", "locate", "open_text", "outline"]
