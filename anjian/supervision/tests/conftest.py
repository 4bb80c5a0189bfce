"""Pages are tried over the sample, as somebody signed in; the rest over the ground of hazards."""

from anjian.desk.tests.conftest import come, sample
from anjian.hazards.tests.conftest import ground

__all__ = ["come", "ground", "sample"]
