"""The reader (读文): any official document in; its tree, every number in it and draft rules out; nothing left behind.

Plain Python without Django or network, deterministic, usable as a library. What it yields is in `anjian.reader.events`.
"""
