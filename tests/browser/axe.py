"""The accessibility rules of axe-core on a page (无障碍检查), with what they find and less work.

Judging the contrast of every text of a long page takes axe seconds. Three things make it half of that, and none of them
changes a finding: rules whose findings are never serious are not asked, a colour is parsed once and not for every
element, and the script's private fields stand on their objects instead of in weak maps, which the collection of garbage
goes through again and again. `tests/journeys/test_harness.py` holds the findings against those of axe as it comes.
"""

from __future__ import annotations

import functools
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SERIOUS = ("serious", "critical")

# What the script knows as WeakMap and WeakSet: the value stands on the key, under a name that nothing else has.
_HELD = """
class Held {
  at = Symbol();
  has(key) { return Object.prototype.hasOwnProperty.call(key, this.at); }
  get(key) { return this.has(key) ? key[this.at] : undefined; }
  set(key, value) { key[this.at] = value; return this; }
  add(key) { return this.set(key, true); }
  delete(key) { return this.has(key) && delete key[this.at]; }
}
"""

# A text that is no colour is not kept: what axe does then, it does each time.
_COLOURS = """
const colour = axe.commons.color.Color.prototype, parse = colour.parseString, known = new Map();
colour.parseString = function (text) {
  const found = known.get(text);
  if (found) return Object.assign(this, found);
  parse.call(this, text);
  known.set(text, {r: this.r, g: this.g, b: this.b, alpha: this.alpha});
  return this;
};
"""

_RUN = """async ([within, counted]) => {
  const left = axe._audit.rules.filter(rule => rule.impact && !counted.includes(rule.impact));
  const rules = Object.fromEntries(left.map(rule => [rule.id, {enabled: false}]));
  const options = {resultTypes: ['violations'], selectors: false, rules};
  return (await axe.run(within || document, options)).violations;
}"""


def findings(page: Page, *, within: str | None = None) -> list[str]:
    """The serious and critical findings of axe-core on ``page`` as it stands; empty where all is well.

    ``within`` is a CSS selector. The script is run by the debugger, not by the page, so the page's policy stays as it
    is and the findings are those of the page as people get it.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(_script())
    return spelled(page.evaluate(_RUN, [within, SERIOUS]))


def spelled(found: list[dict[str, Any]]) -> list[str]:
    """Violations as axe gives them, a line for each serious one and element."""
    return [
        f"{rule['impact']} {rule['id']}: {rule['help']}: {node['html'][:200]}"
        for rule in found
        if rule["impact"] in SERIOUS
        for node in rule["nodes"]
    ]


@functools.cache
def _script() -> str:
    # Its value is none: one that is a function would be called.
    return f"{{{_HELD}\n(function (WeakMap, WeakSet) {{ {Axe().axe_script}\n}})(Held, Held);\n{_COLOURS}\nvoid 0; }}"
