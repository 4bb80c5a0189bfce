"""Backup and restore (备份与恢复): one tar with the database, the evidence files and a manifest of digests.

The dump is taken from one snapshot of the database, and the rows of every table are counted in the same snapshot; the
files are read afterwards (they are only ever added), so every file that a row names is inside. Restoring accepts only
an empty database, checks every digest before it touches anything, and counts the rows again.

Who is signed in, the secret key and the rebuildable static files are not in it.
"""

from anjian.host.archive.form import Last, Summary, last, read
from anjian.host.archive.making import backup
from anjian.host.archive.restoring import restore

__all__ = ["Last", "Summary", "backup", "last", "read", "restore"]
