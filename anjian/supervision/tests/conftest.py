"""Pages are tried over the sample, as somebody signed in."""

from anjian.desk.tests.conftest import come, sample

__all__ = ["come", "sample"]
