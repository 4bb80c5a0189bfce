"""Signs of states (状态符号): one shape per state, drawn by us so that every machine shows the same.

A shape is an SVG of 16 by 16 in the colour of the text. The word always stands beside it; colour comes last.
"""

from __future__ import annotations

from typing import Final

_RING: Final = '<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.6"/>'
_SQUARE: Final = '<rect x="2.5" y="2.5" width="11" height="11" fill="none" stroke="currentColor" stroke-width="1.5"/>'

SHAPES: dict[str, str] = {
    "○": _RING,
    "◔": _RING + '<path d="M8 8V2a6 6 0 0 1 6 6z" fill="currentColor"/>',
    "●": '<circle cx="8" cy="8" r="6.6" fill="currentColor"/>',
    "◐": _RING + '<path d="M8 2a6 6 0 0 0 0 12z" fill="currentColor"/>',
    "◑": _RING + '<path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor"/>',
    "■": '<rect x="2" y="2" width="12" height="12" fill="currentColor"/>',
    "□": _SQUARE,
    "▨": _SQUARE + '<path d="M3 9l6-6M3 13L13 3M7 13l6-6" stroke="currentColor" stroke-width="1.4"/>',
    "–": '<path d="M3 8h10" stroke="currentColor" stroke-width="2"/>',
    "?": '<path d="M5.2 6a2.9 2.9 0 1 1 4.3 2.5C8.300 9.200 8 9.700 8 10.600" fill="none" stroke="currentColor" '
    'stroke-width="1.8"/><circle cx="8" cy="13.300" r="1.150" fill="currentColor"/>',
    "∅": _RING + '<path d="M3.200 12.800l9.600-9.600" stroke="currentColor" stroke-width="1.6"/>',
    "▲": '<path d="M8 2.200l6.300 11.300H1.700z" fill="currentColor"/>',
    "△": '<path d="M8 3l5.600 10.200H2.400z" fill="none" stroke="currentColor" stroke-width="1.5"/>',
    "✕": '<path d="M3.500 3.500l9 9m0-9l-9 9" stroke="currentColor" stroke-width="2"/>',
    "▭": '<rect x="1.500" y="4.500" width="13" height="7" fill="none" stroke="currentColor" stroke-width="1.500"/>',
    "✓": '<path d="M2.800 8.600l3.400 3.600 7-8" fill="none" stroke="currentColor" stroke-width="2"/>',
    "◌": '<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.6" '
    'stroke-dasharray="2.300 2.400"/>',
}


def svg(sign: str) -> str:
    """The shape as inline SVG, hidden from screen readers because the word says the same; a ring when unknown."""
    shape = SHAPES.get(sign, SHAPES["◌"])
    return (
        '<svg class="sign" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" focusable="false">'
        f"{shape}</svg>"
    )
