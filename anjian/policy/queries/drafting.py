"""The rules of a pack that nobody has loaded, in a place that has not adopted it (试行)."""

from __future__ import annotations

from datetime import date

from anjian.lib import divisions
from anjian.lib.viewer import SYSTEM
from anjian.policy.events import Instance
from anjian.policy.pack import Pack, digest_of
from anjian.policy.queries import nesting
from anjian.policy.queries.loaded import adoptions, around, instance_of, settings


def drafted(pack: Pack, *, place: str, since: date) -> list[Instance]:
    """The rules of a pack in a place as if it adopted the document on that day; nothing need be loaded or adopted.

    With what the place and those above it have set, where the rules are known there already.
    """
    place = divisions.normal(place)
    _, _, bound = around(place)
    told = nesting.heard(place, settings(SYSTEM), adoptions(SYSTEM))
    near = (pack.rule, pack.chip, bound)
    return [instance_of(rule, digest_of(rule), place, [(since, None)], told, near) for rule in pack.rules]
