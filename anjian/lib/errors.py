"""How the program says no (拒绝): what is wrong, why it matters, what to do next."""

from __future__ import annotations

_STOPS = "。！？；…."


def _sentence(text: str) -> str:
    text = text.strip()
    return text if not text or text[-1] in _STOPS else text + "。"


class Refusal(Exception):
    """A clear no to something that was asked. The caller's transaction must be rolled back: nothing is half-written.

    what    what is wrong (哪里不对), a Chinese sentence
    why     why it matters (为什么)
    next    what to do now (怎么办)
    code    a stable word for programs and tests, such as ``division.length``; never shown alone
    field   the name of the input that is wrong, for the form to point at; None when it is not one input
    """

    # Positional use is allowed beside keywords: copying and pickling an exception calls ``type(e)(*e.args)``.
    def __init__(
        self, what: str, why: str = "", next: str = "", *, code: str = "refused", field: str | None = None
    ) -> None:
        super().__init__(what, why, next)
        self.what = what
        self.why = why
        self.next = next
        self.code = code
        self.field = field

    def __str__(self) -> str:
        """The three sentences as one text."""
        return "".join(_sentence(part) for part in (self.what, self.why, self.next))

    def as_dict(self) -> dict[str, str | None]:
        """The parts by name, for ``--json`` and for pages."""
        return {"what": self.what, "why": self.why, "next": self.next, "code": self.code, "field": self.field}
