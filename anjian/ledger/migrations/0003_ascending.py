"""The ids of a chunk ascend with its facts, so that every index of the ledger grows at its end.

Drawn at random within a millisecond they were entered here and there: the 16 attributes of a fact took a quarter
longer.
"""

from importlib import import_module
from typing import ClassVar

from django.db import migrations

BEFORE = str(import_module("anjian.ledger.migrations.0002_many").FUNCTION).replace(
    "CREATE FUNCTION ledger_record_many", "CREATE OR REPLACE FUNCTION ledger_record_many"
)
DRAWN = "SELECT array_agg(ledger_uuid7(moment)) INTO made FROM generate_series(1, cardinality(p_names));"
SORTED = """SELECT array_agg(id ORDER BY id) INTO made
    FROM (SELECT ledger_uuid7(moment) AS id FROM generate_series(1, cardinality(p_names))) drawn;"""
if DRAWN not in BEFORE:
    raise AssertionError("0002_many draws its ids in another way")


class Migration(migrations.Migration):
    """The serving role keeps its right to the function, see `apps`."""

    dependencies: ClassVar = [("ledger", "0002_many")]
    operations: ClassVar = [migrations.RunSQL(BEFORE.replace(DRAWN, SORTED), BEFORE)]
