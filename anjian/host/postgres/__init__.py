"""The embedded PostgreSQL (自带数据库): a real server from a wheel, as a child of this checkout. Lifecycle only.

No account is created, no mode of a parent folder is changed, nothing listens on the network: one Unix socket in a
folder that only its owner can enter. `Server.start` makes, starts or adopts; `Server.stop` ends it in order.
"""

from anjian.host.postgres.binaries import find, major
from anjian.host.postgres.server import Server, Started

__all__ = ["Server", "Started", "find", "major"]
