"""The reader (读文): any official document in; its tree, every number in it and draft rules out; nothing left behind.

Plain Python without Django or network, deterministic, usable as a library:

    from anjian.reader import read_bytes, read_text
    reading = read_text("关于……的通知\\n……")
    reading.as_dict()          # what `anjian read FILE --json` prints

What it yields is in `anjian.reader.events`; all published offsets are indices into the input text.
"""

from anjian.reader.events import Reading

__all__ = ["Reading", "read_bytes", "read_text"]

# The patterns of the reader take 0.6 s to build: imported when something is read, not by everybody who may.


def read_text(text: str, *, form: str = "txt") -> Reading:
    """Read a document from its text. Any text at all may be given; the same text is always read the same way."""
    from anjian.reader import reading

    return reading.read_text(text, form=form)


def read_bytes(data: bytes, name: str) -> Reading:
    """Read a document from a file's bytes; `name` is the file's name with its ending. Raises Refusal.

    Refused with what to do next: an empty file, one that is too large, protected, damaged, a picture, wrongly encoded,
    of a form that is not read, or other than its name says.
    """
    from anjian.reader import reading

    return reading.read_bytes(data, name)
