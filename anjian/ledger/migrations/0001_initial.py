"""Tables, fences, functions and published relations of the ledger.

Plain SQL: generated columns, identity, triggers and functions are what make it a ledger, and no ORM model stands over
them, so nothing can `.update()` a fact by mistake. Rows enter through functions that run with the owner's rights
(SECURITY DEFINER); the serving role itself may not write the tables (see `ledger_grant`). That is also why there are no
foreign keys between them: only these functions write, and `verify` finds every orphan that was put in otherwise.
"""

from typing import ClassVar

from django.db import migrations

TABLES = r"""
CREATE TABLE ledger_fact (
  id             uuid PRIMARY KEY,
  seq            bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  name           text NOT NULL CHECK (name <> ''),
  happened_at    timestamptz NOT NULL CHECK (isfinite(happened_at)),
  precision      text NOT NULL CHECK (precision IN ('minute', 'day', 'month')),
  day            date NOT NULL GENERATED ALWAYS AS ((happened_at AT TIME ZONE INTERVAL '8 hours')::date) STORED,
  recorded_at    timestamptz NOT NULL CHECK (isfinite(recorded_at)),
  recorded_by    text NOT NULL CHECK (recorded_by <> ''),
  place          text CHECK (length(place) = 12),
  origin         text NOT NULL CHECK (origin IN ('live', 'sample', 'migration')),
  algorithm      text NOT NULL,
  parties_digest bytea NOT NULL,
  body_digest    bytea NOT NULL
);
CREATE INDEX ledger_fact_name_day ON ledger_fact (name, day);
CREATE INDEX ledger_fact_day_seq ON ledger_fact (day, seq);

CREATE TABLE ledger_body (fact uuid PRIMARY KEY, salt bytea NOT NULL, body jsonb NOT NULL);

CREATE TABLE ledger_party (
  fact uuid NOT NULL,
  n    int  NOT NULL,
  role text NOT NULL CHECK (role <> ''),
  kind text NOT NULL
       CHECK (kind IN ('place','body','post','person','enterprise','matter','document','rule','account')),
  id   text NOT NULL CHECK (id <> ''),
  PRIMARY KEY (fact, n)
);
CREATE INDEX ledger_party_id ON ledger_party (id, role, fact);

CREATE TABLE ledger_attr (
  fact uuid NOT NULL,
  attr text NOT NULL,
  n    int  NOT NULL,
  text text,
  num  numeric,
  day  date,
  PRIMARY KEY (fact, attr, n)
);

CREATE TABLE ledger_pending (seq bigint PRIMARY KEY);

CREATE TABLE ledger_position (
  position bigint PRIMARY KEY,
  fact     uuid NOT NULL UNIQUE,
  at       timestamptz NOT NULL,
  leaf     bytea NOT NULL
);
CREATE INDEX ledger_position_at ON ledger_position (at, position);

CREATE TABLE ledger_void (
  fact      uuid PRIMARY KEY,
  said_by   uuid NOT NULL UNIQUE,
  kind      text NOT NULL CHECK (kind IN ('voided', 'superseded')),
  successor uuid,
  CHECK ((kind = 'superseded') = (successor IS NOT NULL))
);

CREATE TABLE ledger_erasure (said_by uuid PRIMARY KEY, fact uuid NOT NULL, attributes text[] NOT NULL);
CREATE INDEX ledger_erasure_fact ON ledger_erasure (fact);

CREATE TABLE ledger_cursor (handler text PRIMARY KEY, position bigint NOT NULL);

CREATE TABLE ledger_parked (
  handler   text NOT NULL,
  position  bigint NOT NULL,
  fact      uuid NOT NULL,
  subjects  text[] NOT NULL,
  error     text,
  parked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  tries     int NOT NULL DEFAULT 0,
  PRIMARY KEY (handler, position)
);

CREATE TABLE ledger_claim (
  key        text PRIMARY KEY CHECK (key <> ''),
  ground     jsonb NOT NULL,
  claimed_by text NOT NULL,
  claimed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE ledger_seal (
  first     bigint PRIMARY KEY,
  last      bigint NOT NULL UNIQUE CHECK (last >= first),
  root      bytea NOT NULL,
  head      bytea NOT NULL,
  algorithm text NOT NULL CHECK (algorithm = 'sha256'),
  sealed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE ledger_import (
  one         boolean PRIMARY KEY DEFAULT true CHECK (one),
  origin      text NOT NULL CHECK (origin IN ('sample', 'migration')),
  last        bigint NOT NULL,
  imported_by text NOT NULL,
  imported_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Where a history waits inside the importing transaction. Not kept through a crash: then there is no import either.
CREATE UNLOGGED TABLE ledger_staged_fact (
  n bigint NOT NULL, id uuid NOT NULL, name text NOT NULL, happened_at timestamptz NOT NULL, precision text NOT NULL,
  recorded_at timestamptz NOT NULL, recorded_by text NOT NULL, place text, algorithm text NOT NULL,
  parties_digest bytea NOT NULL, body_digest bytea NOT NULL, salt bytea NOT NULL, body jsonb NOT NULL, voids uuid
);
CREATE UNLOGGED TABLE ledger_staged_party (
  fact uuid NOT NULL, n int NOT NULL, role text NOT NULL, kind text NOT NULL, id text NOT NULL
);
CREATE UNLOGGED TABLE ledger_staged_attr (
  fact uuid NOT NULL, attr text NOT NULL, n int NOT NULL, text text, num numeric, day date
);
"""

FENCES = r"""
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '台账只增不改：% 不能执行 %。要更正请作废或更替，要删除个人信息请抹除正文。', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'restrict_violation', HINT = 'The ledger is append-only: void or supersede a fact, erase a body.';
END $$;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['fact', 'party', 'position', 'void', 'erasure', 'claim', 'seal', 'import'] LOOP
    EXECUTE format('CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW '
                   'EXECUTE FUNCTION ledger_refuse()', 'ledger_' || t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['body', 'attr'] LOOP
    EXECUTE format('CREATE TRIGGER ledger_append_only BEFORE UPDATE ON %I FOR EACH ROW '
                   'EXECUTE FUNCTION ledger_refuse()', 'ledger_' || t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['fact', 'party', 'position', 'void', 'erasure', 'claim', 'seal', 'import', 'body', 'attr']
  LOOP
    EXECUTE format('CREATE TRIGGER ledger_never_empty BEFORE TRUNCATE ON %I FOR EACH STATEMENT '
                   'EXECUTE FUNCTION ledger_refuse()', 'ledger_' || t);
  END LOOP;
END $$;

-- A body goes only after the fact that says so; a published attribute only when that fact names it.
CREATE FUNCTION ledger_erased_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'ledger_body' THEN
    PERFORM 1 FROM ledger_erasure e WHERE e.fact = OLD.fact;
  ELSE
    PERFORM 1 FROM ledger_erasure e WHERE e.fact = OLD.fact AND OLD.attr = ANY (e.attributes);
  END IF;
  IF NOT FOUND THEN
    RAISE EXCEPTION '台账只增不改：% 的正文只能凭抹除记录删除。', OLD.fact
      USING ERRCODE = 'restrict_violation', HINT = 'Record ledger.body_erased first: anjian.ledger.actions.erase.';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER ledger_erased_only BEFORE DELETE ON ledger_body FOR EACH ROW EXECUTE FUNCTION ledger_erased_only();
CREATE TRIGGER ledger_erased_only BEFORE DELETE ON ledger_attr FOR EACH ROW EXECUTE FUNCTION ledger_erased_only();
"""

FUNCTIONS = r"""
-- One part of a digest: its length before it; NULL differs from empty.
CREATE FUNCTION ledger_part(bytea) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT coalesce(int4send(length($1)) || $1, '\xffffffff'::bytea) $$;

CREATE FUNCTION ledger_part(text) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT ledger_part(convert_to($1, 'UTF8')) $$;

CREATE FUNCTION ledger_part(timestamptz) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT ledger_part(convert_to((extract(epoch FROM $1) * 1000000)::bigint::text, 'UTF8')) $$;

-- The same bytes as anjian.ledger.digests.leaf.
CREATE FUNCTION ledger_leaf(p_position bigint, f ledger_fact) RETURNS bytea LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF f.algorithm <> 'sha256' THEN
    RAISE EXCEPTION 'ledger: unknown digest algorithm %', f.algorithm;
  END IF;
  RETURN sha256(ledger_part('anjian.leaf.1'::text) || ledger_part(p_position::text) || ledger_part(f.id::text)
    || ledger_part(f.name) || ledger_part(f.happened_at) || ledger_part(f.precision) || ledger_part(f.recorded_at)
    || ledger_part(f.recorded_by) || ledger_part(f.place) || ledger_part(f.origin) || ledger_part(f.algorithm)
    || ledger_part(f.parties_digest) || ledger_part(f.body_digest));
END $$;

-- UUID version 7 (RFC 9562): 48 bits of milliseconds, the rest random.
CREATE FUNCTION ledger_uuid7(p_at timestamptz) RETURNS uuid LANGUAGE sql VOLATILE AS $$
  SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
    PLACING substring(int8send(floor(extract(epoch FROM p_at) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 52, 1), 53, 1),
    'hex')::uuid
$$;

-- The turn of these subjects until the transaction ends. One order for everybody, so no two wait for each other.
CREATE FUNCTION ledger_lock(p_subjects text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE k bigint;
BEGIN
  FOR k IN SELECT DISTINCT hashtextextended(s, 0) FROM unnest(p_subjects) s ORDER BY 1 LOOP
    PERFORM pg_advisory_xact_lock(k);
  END LOOP;
END $$;

-- Record one fact. answer: 'new', 'there' (the id is taken) or 'future' (nothing was written).
CREATE FUNCTION ledger_record(
  p_id uuid, p_name text, p_happened_at timestamptz, p_precision text, p_by text, p_place text, p_algorithm text,
  p_parties_digest bytea, p_salt bytea, p_body jsonb, p_body_digest bytea,
  p_roles text[], p_kinds text[], p_ids text[],
  p_attrs text[], p_ns int[], p_texts text[], p_nums numeric[], p_days date[], p_subjects text[],
  OUT answer text, OUT o_id uuid, OUT o_seq bigint, OUT o_happened_at timestamptz, OUT o_day date,
  OUT o_recorded_at timestamptz
) LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  target uuid;
BEGIN
  PERFORM ledger_lock(p_subjects);
  o_recorded_at := clock_timestamp();
  IF p_happened_at > o_recorded_at + INTERVAL '10 minutes' THEN
    answer := 'future';
    RETURN;
  END IF;
  INSERT INTO ledger_fact (id, name, happened_at, precision, recorded_at, recorded_by, place, origin, algorithm,
                           parties_digest, body_digest)
  VALUES (coalesce(p_id, ledger_uuid7(o_recorded_at)), p_name, coalesce(p_happened_at, o_recorded_at), p_precision,
          o_recorded_at, p_by, p_place, 'live', p_algorithm, p_parties_digest, p_body_digest)
  ON CONFLICT (id) DO NOTHING
  RETURNING id, seq, happened_at, day INTO o_id, o_seq, o_happened_at, o_day;
  IF NOT FOUND THEN
    answer := 'there';
    RETURN;
  END IF;
  INSERT INTO ledger_body (fact, salt, body) VALUES (o_id, p_salt, p_body);
  INSERT INTO ledger_party (fact, n, role, kind, id)
    SELECT o_id, t.n, t.role, t.kind, t.id
    FROM unnest(p_roles, p_kinds, p_ids) WITH ORDINALITY AS t(role, kind, id, n);
  IF cardinality(p_attrs) > 0 THEN
    INSERT INTO ledger_attr (fact, attr, n, text, num, day)
      SELECT o_id, t.attr, t.n, t.text, t.num, t.day
      FROM unnest(p_attrs, p_ns, p_texts, p_nums, p_days) AS t(attr, n, text, num, day);
  END IF;
  INSERT INTO ledger_pending (seq) VALUES (o_seq);

  -- The ledger's own facts change what stands, in the same breath.
  IF p_name LIKE 'ledger.%' THEN
    target := (p_body -> 'attributes' ->> 'fact')::uuid;
    PERFORM 1 FROM ledger_fact f WHERE f.id = target AND f.name NOT LIKE 'ledger.%';
    IF NOT FOUND THEN
      RAISE EXCEPTION 'ledger: % names no fact that it can change', p_name USING ERRCODE = 'restrict_violation';
    END IF;
    IF p_name IN ('ledger.voided', 'ledger.superseded') THEN
      INSERT INTO ledger_void (fact, said_by, kind, successor)
      VALUES (target, o_id, substr(p_name, 8), (p_body -> 'attributes' ->> 'successor')::uuid);
    ELSIF p_name = 'ledger.body_erased' THEN
      INSERT INTO ledger_erasure (said_by, fact, attributes)
      VALUES (o_id, target, ARRAY(SELECT jsonb_array_elements_text(p_body -> 'attributes' -> 'attributes')));
      DELETE FROM ledger_body b WHERE b.fact = target;
      DELETE FROM ledger_attr a USING ledger_erasure e
        WHERE e.said_by = o_id AND a.fact = target AND a.attr = ANY (e.attributes);
    ELSE
      RAISE EXCEPTION 'ledger: % is not a fact of the ledger', p_name USING ERRCODE = 'restrict_violation';
    END IF;
  END IF;
  answer := 'new';
END $$;

-- Give the next positions, in order of recording. One at a time: whoever comes second does nothing.
CREATE FUNCTION ledger_sequence(p_most int) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  done bigint;
  top bigint;
  moment timestamptz;
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'ledger: sequencing needs read committed, an older snapshot would number twice';
  END IF;
  IF NOT pg_try_advisory_xact_lock(20180122, 1) THEN
    RETURN 0;
  END IF;
  SELECT p.position, p.at INTO top, moment FROM ledger_position p ORDER BY p.position DESC LIMIT 1;
  moment := greatest(clock_timestamp(), moment);  -- one for the batch, and never back: times follow positions
  WITH taken AS (
    DELETE FROM ledger_pending q WHERE q.seq IN (SELECT seq FROM ledger_pending ORDER BY seq LIMIT p_most)
    RETURNING q.seq
  ), numbered AS (
    SELECT coalesce(top, 0) + row_number() OVER (ORDER BY t.seq) AS position, t.seq FROM taken t
  )
  INSERT INTO ledger_position (position, fact, at, leaf)
  SELECT n.position, f.id, moment, ledger_leaf(n.position, f)
  FROM numbered n JOIN ledger_fact f ON f.seq = n.seq;
  GET DIAGNOSTICS done = ROW_COUNT;
  RETURN done;
END $$;

-- Take what is staged as the history of an empty ledger, sequenced at once. Returns how many facts.
CREATE FUNCTION ledger_import_staged(p_origin text, p_by text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  done bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(20180122, 1);
  PERFORM 1 FROM ledger_fact LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'ledger: not empty' USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  INSERT INTO ledger_fact (id, name, happened_at, precision, recorded_at, recorded_by, place, origin, algorithm,
                           parties_digest, body_digest)
    SELECT id, name, happened_at, precision, recorded_at, recorded_by, place, p_origin, algorithm, parties_digest,
           body_digest
    FROM ledger_staged_fact ORDER BY n;
  GET DIAGNOSTICS done = ROW_COUNT;
  INSERT INTO ledger_body (fact, salt, body) SELECT id, salt, body FROM ledger_staged_fact ORDER BY n;
  INSERT INTO ledger_party (fact, n, role, kind, id) SELECT fact, n, role, kind, id FROM ledger_staged_party;
  INSERT INTO ledger_attr (fact, attr, n, text, num, day) SELECT fact, attr, n, text, num, day FROM ledger_staged_attr;
  INSERT INTO ledger_void (fact, said_by, kind)
    SELECT voids, id, 'voided' FROM ledger_staged_fact WHERE voids IS NOT NULL;
  INSERT INTO ledger_position (position, fact, at, leaf)
    SELECT o.position, o.id, o.recorded_at, ledger_leaf(o.position, f)
    FROM (SELECT row_number() OVER (ORDER BY seq) AS position, id, recorded_at FROM ledger_fact) o
    JOIN ledger_fact f ON f.id = o.id;
  INSERT INTO ledger_import (origin, last, imported_by) VALUES (p_origin, done, p_by);
  TRUNCATE ledger_staged_fact, ledger_staged_party, ledger_staged_attr;
  ANALYZE ledger_fact, ledger_body, ledger_party, ledger_attr, ledger_position, ledger_void;
  RETURN done;
END $$;

-- The rights of the serving role. False when there is no such role or this session does not own the tables.
CREATE FUNCTION ledger_grant(p_role text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  r record;
BEGIN
  PERFORM 1 FROM pg_roles WHERE rolname = p_role AND rolname <> current_user AND NOT rolsuper;
  IF NOT FOUND OR NOT pg_has_role(
    current_user, (SELECT relowner FROM pg_class WHERE oid = 'ledger_fact'::regclass), 'USAGE')
  THEN
    RETURN false;
  END IF;
  FOR r IN SELECT c.oid::regclass AS thing, c.relname, c.relkind FROM pg_class c
           WHERE c.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'ledger_fact'::regclass)
             AND (c.relname LIKE 'ledger\_%' AND c.relkind IN ('r', 'S')
                  OR c.relname IN ('rel_fact', 'rel_party', 'rel_attr', 'rel_void'))
  LOOP
    IF r.relkind = 'S' THEN
      EXECUTE format('REVOKE ALL ON SEQUENCE %s FROM %I', r.thing, p_role);
      EXECUTE format('GRANT SELECT ON SEQUENCE %s TO %I', r.thing, p_role);
    ELSE
      EXECUTE format('REVOKE ALL ON %s FROM %I', r.thing, p_role);
      EXECUTE format('GRANT SELECT%s ON %s TO %I',
        CASE WHEN r.relname IN ('ledger_cursor', 'ledger_parked') THEN ', INSERT, UPDATE, DELETE'
             WHEN r.relname IN ('ledger_claim', 'ledger_seal') OR r.relname LIKE 'ledger\_staged\_%' THEN ', INSERT'
             ELSE '' END, r.thing, p_role);
    END IF;
  END LOOP;
  FOR r IN SELECT p.oid::regprocedure AS thing, p.proname FROM pg_proc p
           WHERE p.pronamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'ledger_fact'::regclass)
             AND p.proname LIKE 'ledger\_%'
  LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', r.thing);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM %I', r.thing, p_role);
    IF r.proname <> 'ledger_grant' THEN
      EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', r.thing, p_role);
    END IF;
  END LOOP;
  RETURN true;
END $$;

-- Functions with the owner's rights look only into the owner's schema: nobody can put a table of his own before it.
DO $$
DECLARE p record;
BEGIN
  FOR p IN SELECT oid::regprocedure AS thing FROM pg_proc
           WHERE pronamespace = current_schema()::regnamespace AND proname LIKE 'ledger\_%' AND prosecdef
  LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', p.thing, current_schema());
  END LOOP;
END $$;
"""

RELATIONS = r"""
CREATE VIEW rel_fact AS
  SELECT f.id AS fact, f.seq, p.position, f.name, f.day, f.happened_at,
         (f.recorded_at AT TIME ZONE INTERVAL '8 hours')::date AS recorded_day, f.recorded_at, f.place, f.precision,
         f.origin
  FROM ledger_fact f LEFT JOIN ledger_position p ON p.fact = f.id;
CREATE VIEW rel_party AS SELECT fact, role, kind, id FROM ledger_party;
CREATE VIEW rel_attr AS SELECT fact, attr, n, text, num, day FROM ledger_attr;
CREATE VIEW rel_void AS
  SELECT v.fact, p.position FROM ledger_void v LEFT JOIN ledger_position p ON p.fact = v.said_by;
"""


def grant(apps, schema_editor):
    from anjian.ledger import roles

    roles.grant(schema_editor.connection.alias)


class Migration(migrations.Migration):
    """No way back: a ledger is not unmade by a migration."""

    initial = True
    dependencies: ClassVar = []
    operations: ClassVar = [
        migrations.RunSQL(TABLES),
        migrations.RunSQL(FENCES),
        migrations.RunSQL(FUNCTIONS),
        migrations.RunSQL(RELATIONS),
        migrations.RunPython(grant),
    ]
