"""The reader (读文): any official document in; its tree, every number in it and draft rules out; nothing left behind.

Plain Python without Django or network, deterministic, usable as a library:

    from anjian.reader import read_bytes, read_text
    reading = read_text("关于……的通知\\n……")
    reading.as_dict()          # what `anjian read FILE --json` prints

What it yields is in `anjian.reader.events`; all published offsets are indices into the input text.
"""

from anjian.reader.events import Reading
from anjian.reader.reading import read_bytes, read_text

__all__ = ["Reading", "read_bytes", "read_text"]
