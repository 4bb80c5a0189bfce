"""Many facts in one statement (成批登记): what `ledger_record` does for one, for a chunk of them at one moment."""

from typing import ClassVar

from django.db import migrations

FUNCTION = r"""
-- Record a chunk of facts, in their order. No row comes back when one of them lies in the future: nothing was written.
CREATE FUNCTION ledger_record_many(
  p_by text, p_algorithm text, p_names text[], p_happened_at timestamptz[], p_precisions text[], p_places text[],
  p_parties_digests bytea[], p_salts bytea[], p_bodies jsonb[], p_body_digests bytea[],
  p_party_of int[], p_party_ns int[], p_roles text[], p_kinds text[], p_ids text[],
  p_attr_of int[], p_attrs text[], p_ns int[], p_texts text[], p_nums numeric[], p_days date[], p_subjects text[]
) RETURNS TABLE (n int, fact uuid, seq bigint, happened_at timestamptz, day date, recorded_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER AS $$
#variable_conflict use_column
DECLARE
  moment timestamptz;
  made uuid[];
  said text;
BEGIN
  PERFORM ledger_lock(p_subjects);
  moment := clock_timestamp();
  IF (SELECT max(h) FROM unnest(p_happened_at) h) > moment + INTERVAL '10 minutes' THEN
    RETURN;
  END IF;
  SELECT array_agg(ledger_uuid7(moment)) INTO made FROM generate_series(1, cardinality(p_names));
  INSERT INTO ledger_fact (id, name, happened_at, precision, recorded_at, recorded_by, place, origin, algorithm,
                           parties_digest, body_digest)
    SELECT made[t.n], t.name, coalesce(t.happened_at, moment), t.precision, moment, p_by, t.place, 'live', p_algorithm,
           t.parties_digest, t.body_digest
    FROM unnest(p_names, p_happened_at, p_precisions, p_places, p_parties_digests, p_body_digests)
         WITH ORDINALITY AS t(name, happened_at, precision, place, parties_digest, body_digest, n)
    ORDER BY t.n;
  INSERT INTO ledger_body (fact, salt, body)
    SELECT made[t.n], t.salt, t.body FROM unnest(p_salts, p_bodies) WITH ORDINALITY AS t(salt, body, n);
  INSERT INTO ledger_party (fact, n, role, kind, id)
    SELECT made[t.f], t.n, t.role, t.kind, t.id
    FROM unnest(p_party_of, p_party_ns, p_roles, p_kinds, p_ids) AS t(f, n, role, kind, id);
  INSERT INTO ledger_attr (fact, attr, n, text, num, day)
    SELECT made[t.f], t.attr, t.n, t.text, t.num, t.day
    FROM unnest(p_attr_of, p_attrs, p_ns, p_texts, p_nums, p_days) AS t(f, attr, n, text, num, day);
  INSERT INTO ledger_pending (seq) SELECT f.seq FROM ledger_fact f WHERE f.id = ANY (made);

  -- Of the ledger's own facts only voids come in numbers.
  IF EXISTS (SELECT 1 FROM unnest(p_names) s WHERE s LIKE 'ledger.%') THEN
    SELECT s INTO said FROM unnest(p_names) s WHERE s LIKE 'ledger.%' AND s <> 'ledger.voided' LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'ledger: % is not recorded in numbers', said USING ERRCODE = 'restrict_violation';
    END IF;
    INSERT INTO ledger_void (fact, said_by, kind)
      SELECT f.id, made[t.n], 'voided'
      FROM unnest(p_names, p_bodies) WITH ORDINALITY AS t(name, body, n)
      JOIN ledger_fact f ON f.id = (t.body -> 'attributes' ->> 'fact')::uuid AND f.name NOT LIKE 'ledger.%'
      WHERE t.name = 'ledger.voided';
    IF (SELECT count(*) FROM ledger_void v WHERE v.said_by = ANY (made))
       <> (SELECT count(*) FROM unnest(p_names) s WHERE s = 'ledger.voided') THEN
      RAISE EXCEPTION 'ledger: a void names no fact that it can change' USING ERRCODE = 'restrict_violation';
    END IF;
  END IF;
  RETURN QUERY
    SELECT t.n::int, f.id, f.seq, f.happened_at, f.day, f.recorded_at
    FROM unnest(made) WITH ORDINALITY AS t(id, n) JOIN ledger_fact f ON f.id = t.id ORDER BY t.n;
END $$;

DO $$
BEGIN
  EXECUTE format('ALTER FUNCTION ledger_record_many SET search_path = %I, pg_temp', current_schema());
END $$;
"""


class Migration(migrations.Migration):
    """The serving role gets its right to the function after every migration, see `apps`."""

    dependencies: ClassVar = [("ledger", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(FUNCTION, "DROP FUNCTION ledger_record_many")]
