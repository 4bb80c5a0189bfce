"""What rendered HTML must not contain, found without a browser (页面检查).

The pages run under a policy without exceptions, and what it refuses fails *silently*: a ``style=`` attribute is
dropped, an ``onclick`` never runs. Every test that renders a page or a fragment should therefore end with::

    assert violations(response.content.decode()) == []
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

# Attributes that hold an address the browser, or htmx, may ask.
_ADDRESSES = frozenset(
    """href src action formaction data poster cite background ping manifest xlink:href srcset imagesrcset
    hx-get hx-post hx-put hx-patch hx-delete hx-action hx-push-url hx-replace-url""".split()  # noqa: SIM905
)
_SETS = frozenset(("srcset", "imagesrcset"))  # several addresses, each with a width, separated by commas
_LISTS = frozenset(("ping",))
_DATA_BLOCKS = frozenset(("application/json", "application/ld+json"))  # read as text, never run
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
_UNLABELLED = frozenset(("hidden", "submit", "button", "reset", "image"))  # input types that carry their own words
_INVISIBLE = re.compile(r"[\x00-\x20\u200b\ufeff]")  # browsers ignore these inside a scheme: "java\nscript:"


@dataclass
class _Field:
    """A form field that is still in want of a label."""

    line: int
    what: str
    id: str
    named_by: tuple[str, ...]
    in_label: int | None


@dataclass
class _Label:
    """Whether a <label> has words of its own."""

    words: bool = False


@dataclass
class _Reader(HTMLParser):
    hosts: frozenset[str]
    found: list[tuple[int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._fields: list[_Field] = []
        self._labels: list[_Label] = []  # every label met
        self._open_labels: list[int] = []
        self._label_for: dict[str, list[_Label]] = {}
        self._ids: dict[str, int] = {}
        self._with_words: set[str] = set()  # ids of elements that have some
        self._open: list[tuple[str, str]] = []  # (tag, id) of every open element

    def say(self, text: str) -> None:
        self.found.append((self.getpos()[0], text))

    # -- elements ----------------------------------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._element(tag, {name: value or "" for name, value in reversed(attrs)})  # the first of a name counts
        if tag not in _VOID:
            self._open.append((tag, dict(attrs).get("id") or ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style", "textarea", "select", "label") or tag not in _VOID:
            # Outside of SVG a browser ignores the slash: <script src=x/> stays open. Inside SVG it closes.
            self.handle_starttag(tag, attrs)
            if any(name == "svg" for name, _ in self._open) or tag == "svg":
                self.handle_endtag(tag)
        else:
            self._element(tag, {name: value or "" for name, value in reversed(attrs)})

    def handle_endtag(self, tag: str) -> None:
        if any(name == tag for name, _ in self._open):
            while self._open.pop()[0] != tag:
                pass
        if tag == "label" and self._open_labels:
            self._open_labels.pop()

    def handle_data(self, data: str) -> None:
        if not data.strip():
            return
        self._with_words.update(name for _, name in self._open if name)
        if self._open_labels and not any(tag in ("select", "textarea", "script", "style") for tag, _ in self._open):
            self._labels[self._open_labels[-1]].words = True

    # -- what is looked for ------------------------------------------------------------------------------------------

    def _element(self, tag: str, attributes: dict[str, str]) -> None:
        for name, value in attributes.items():
            self._attribute(tag, name, value)
        if tag == "style":
            self.say("<style> in the page: style sheets come from files")
        elif tag == "script" and "src" not in attributes and attributes.get("type", "") not in _DATA_BLOCKS:
            self.say("inline <script>: scripts come from files")
        elif tag == "base":
            self.say("<base> is refused by the policy")
        elif tag == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
            _, _, address = attributes.get("content", "").partition("=")
            self._address(tag, "content", address.strip("'\" "))
        elif tag == "img" and "alt" not in attributes:
            self.say(f"<img> without alt: {attributes.get('src', '')}")
        elif tag == "input" and attributes.get("type", "").lower() == "image" and not attributes.get("alt"):
            self.say("<input type=image> without alt")
        if name := attributes.get("id", ""):
            if name in self._ids:
                self.say(f'id="{name}" is there twice, first in line {self._ids[name]}')
            self._ids.setdefault(name, self.getpos()[0])
        if tag == "label":
            label = _Label()
            if attributes.get("for"):
                self._label_for.setdefault(attributes["for"], []).append(label)
            self._labels.append(label)
            self._open_labels.append(len(self._labels) - 1)
        elif tag == "img" and self._open_labels and attributes.get("alt"):
            self._labels[self._open_labels[-1]].words = True
        self._note_field(tag, attributes)

    def _note_field(self, tag: str, attributes: dict[str, str]) -> None:
        if tag not in ("input", "select", "textarea"):
            return
        if tag == "input" and attributes.get("type", "").lower() in _UNLABELLED:
            return
        if attributes.get("aria-label", "").strip():
            return
        what = f"<{tag}" + "".join(f' {n}="{attributes[n]}"' for n in ("type", "name", "id") if n in attributes) + ">"
        self._fields.append(
            _Field(
                line=self.getpos()[0],
                what=what,
                id=attributes.get("id", ""),
                named_by=tuple(attributes.get("aria-labelledby", "").split()),
                in_label=self._open_labels[-1] if self._open_labels else None,
            )
        )

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name == "style":
            self.say(f"style= on <{tag}>: the policy drops it silently")
        elif name.startswith(("on", "hx-on")) and len(name) > 2:
            self.say(f"{name}= on <{tag}>: inline handlers never run")
        elif name.startswith("hx-") and value.lstrip().lower().startswith(("js:", "javascript:")):
            self.say(f"{name}= on <{tag}> holds script: the policy refuses to evaluate it")
        elif name == "srcdoc":
            self.say(f"srcdoc= on <{tag}>: a page inside the page")
        elif name in _ADDRESSES:
            if name in _SETS:
                addresses = [part.split()[0] for part in value.split(",") if part.split()]
            else:
                addresses = value.split() if name in _LISTS else [value]
            for address in addresses:
                self._address(tag, name, address)

    def _address(self, tag: str, name: str, address: str) -> None:
        plain = _INVISIBLE.sub("", address)
        if plain.lower().startswith(("javascript:", "vbscript:")):
            self.say(f"{name}= on <{tag}> is a {plain.split(':')[0].lower()}: address")
            return
        try:
            host = urlsplit(plain.replace("\\", "/")).netloc  # browsers read \\host as //host
        except ValueError:
            self.say(f"{name}= on <{tag}> is no address: {address}")
            return
        if host and host not in self.hosts:
            self.say(f"{name}= on <{tag}> leads to another host: {host}")

    def finish(self) -> None:
        """Fields are judged at the end: their label may come after them."""
        self.close()
        for one in self._fields:
            labelled = (
                any(label.words for label in self._label_for.get(one.id, ()))
                or (one.in_label is not None and self._labels[one.in_label].words)
                or not self._with_words.isdisjoint(one.named_by)
            )
            if not labelled:
                self.found.append((one.line, f"{one.what} has no label"))


def violations(html: str, *, hosts: Collection[str] = ()) -> list[str]:
    """What is wrong in ``html`` (a page or a fragment), as ``line N: …`` in order; empty where all is well.

    Found are: ``style=``, ``on…=`` and ``hx-on…=`` attributes, script in other htmx attributes, inline ``<script>``
    (a JSON data block is none) and ``<style>``, ``<base>``, ``srcdoc``, ``javascript:`` addresses, addresses of another
    host (``hosts`` are allowed, say the source of a document that a link names), ``<img>`` without ``alt``, form fields
    without a label that has words, and an ``id`` that is there twice.
    """
    reader = _Reader(hosts=frozenset(hosts))
    reader.feed(html)
    reader.finish()
    return [f"line {line}: {text}" for line, text in sorted(reader.found, key=lambda one: one[0])]
