import { ADMITTING, FINAL_STATUSES } from '@ag06/protocol';

const toList = (words: Iterable<string>): string => [...words].map((word) => `'${word}'`).join(', ');

/**
 * The state of a command from its first read to its last write. `ag06.work` is passed through the functions by value. Units
 * are written as they change, the run's row and its events once, at the end. The run's row is locked.
 */
export const STATE = /* sql */ `
CREATE FUNCTION ag06.now_ms() RETURNS bigint LANGUAGE sql VOLATILE AS $$
  SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint
$$;

CREATE TYPE ag06.work AS (
  -- The command: its id and issuer, and the fields that the issuer has.
  id text, worker text, job text, delivery integer, known text[],
  -- The run's row as it will be written.
  run_id text, status text, tokens integer, seq integer, at bigint, created_at bigint, finished_at bigint, ended_by text,
  now bigint,
  -- The events to write.
  types text[], bodies text[],
  -- The answer to the issuer; the fields whose values it has, and the number of bytes of all fields it asked for.
  grants jsonb, evaluations jsonb, enqueues jsonb, obsolete jsonb, entries text[], told text[], told_bytes bigint,
  -- The most bytes of values in the answer. Null for programs before version 6, which expect every value.
  told_max bigint,
  -- Of the run's row.
  parent text,
  -- The status of the run before this command ended it.
  ended text,
  -- Whether a unit shows that this command was applied before.
  is_repeated boolean
);

CREATE FUNCTION ag06.begin_work(c jsonb) RETURNS ag06.work LANGUAGE plpgsql AS $$
DECLARE
  w ag06.work;
  issuer jsonb := c->'issuer';
BEGIN
  w.id := c->>'id';
  w.worker := issuer->>'worker';
  w.job := issuer->>'job';
  w.delivery := issuer->'delivery';
  w.known := '{}';
  w.run_id := c->>'runId';
  w.now := ag06.now_ms();
  w.types := '{}';
  w.bodies := '{}';
  w.grants := '[]';
  w.evaluations := '[]';
  w.enqueues := '[]';
  w.obsolete := '[]';
  w.told := '{}';
  w.told_bytes := 0;
  w.told_max := c->'toldMax';
  RETURN w;
END $$;

-- Converts the units of a run from before version 7: the reason of a blocked unit was in the column of its worker, and the
-- first version wrote none for a pause. They have no park numbers.
CREATE FUNCTION ag06.convert_run(id text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE ag06.unit_states SET status = 'parked', worker = '',
    reason = CASE status WHEN 'retrying' THEN 'retry' ELSE coalesce(nullif(worker, ''), 'pause') END
  WHERE run_id = id AND status IN ('retrying', 'blocked');
  UPDATE ag06.runs SET has_parks = true WHERE run_id = id;
END $$;

-- The status stays null if the run does not exist. The host's clock may be set back; the times of a run never go back.
CREATE FUNCTION ag06.load_run(w ag06.work) RETURNS ag06.work LANGUAGE plpgsql AS $$
DECLARE
  r ag06.runs;
BEGIN
  SELECT * INTO r FROM ag06.runs WHERE run_id = w.run_id;
  PERFORM ag06.check_run(w.run_id, r.status);
  IF NOT r.has_parks THEN PERFORM ag06.convert_run(w.run_id); END IF;
  w.status := r.status;
  w.tokens := r.tokens;
  w.seq := r.events;
  w.at := greatest(r.last_at, w.now);
  w.created_at := r.created_at;
  w.finished_at := r.finished_at;
  w.ended_by := r.ended_by;
  w.parent := r.parent;
  RETURN w;
END $$;

CREATE FUNCTION ag06.is_over(status text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT status IN ('completed', 'failed', 'cancelled', 'timed_out')
$$;

-- Whether a unit of this status is over.
CREATE FUNCTION ag06.is_final(status text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT status IN (${toList(FINAL_STATUSES)})
$$;

-- Whether units of a run of this status may begin.
CREATE FUNCTION ag06.admits(status text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT status IN (${toList(ADMITTING)})
$$;

CREATE FUNCTION ag06.add_event(w ag06.work, type text, body text) RETURNS ag06.work LANGUAGE plpgsql AS $$
BEGIN
  w.types := w.types || type;
  w.bodies := w.bodies || body;
  RETURN w;
END $$;

-- A lane is named after its step: <step>.<lane>.
CREATE FUNCTION ag06.is_lane(unit text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT strpos(unit, '.') > 0
$$;

-- Any unit is, if no step is named.
CREATE FUNCTION ag06.is_lane_of(unit text, step text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT step IS NULL OR starts_with(unit, step || '.')
$$;

CREATE FUNCTION ag06.step_of(unit text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT split_part(unit, '.', 1)
$$;

-- 'more': further properties as JSON text, each after a comma.
CREATE FUNCTION ag06.add_step_event(w ag06.work, type text, x ag06.unit_states, more text DEFAULT '') RETURNS ag06.work
LANGUAGE plpgsql AS $$
BEGIN
  IF x.unit = '$' THEN RETURN w; END IF;
  IF ag06.is_lane(x.unit) THEN
    -- The events of a lane are about its item; a lane without an item has none.
    IF x.item IS NULL THEN RETURN w; END IF;
    RETURN ag06.add_event(w, 'item.' || substr(type, 6), '{"step":"' || ag06.step_of(x.unit) || '","item":' || x.item
      || ',"attempt":' || x.attempt || more || '}');
  END IF;
  RETURN ag06.add_event(w, type, '{"step":"' || x.unit || '","attempt":' || x.attempt
    || CASE WHEN x.iteration > 0 THEN ',"iteration":' || x.iteration ELSE '' END || more || '}');
END $$;

-- The properties of a failure's event, as 'more' of add_step_event: the error, under this name in 'change', and its detail,
-- the text of a JSON object.
CREATE FUNCTION ag06.properties_of(detail text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(',' || substr(detail, 2, length(detail) - 2), '')
$$;

CREATE FUNCTION ag06.failure_of(change jsonb, name text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(',"error":' || (change->>name), '')
    || ag06.properties_of(change->>'detail')
$$;

CREATE FUNCTION ag06.flush(w ag06.work) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE ag06.runs SET status = w.status, tokens = w.tokens, events = w.seq + cardinality(w.types), last_at = w.at,
    finished_at = w.finished_at, ended_by = w.ended_by
  WHERE run_id = w.run_id;
  INSERT INTO ag06.events (run_id, seq, at, type, body)
  SELECT w.run_id, w.seq + e.i, w.at, e.type, e.body
  FROM unnest(w.types, w.bodies) WITH ORDINALITY AS e (type, body, i);
END $$;

-- A field that only forks have.
CREATE FUNCTION ag06.further_field(id text, name text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT f.value FROM ag06.run_fields f WHERE f.run_id = id AND f.field = name
$$;

-- A field of a run by the name that the ports use. The state of a unit reads as its status, in the words of the API.
CREATE FUNCTION ag06.field_of(id text, field text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN CASE left(field, 2)
    WHEN 'in' THEN (SELECT d.input FROM ag06.run_data d WHERE d.run_id = id)
    WHEN 'o:' THEN (SELECT u.output FROM ag06.unit_states u WHERE u.run_id = id AND u.unit = substr(field, 3))
    WHEN 'p:' THEN (SELECT u.last_output FROM ag06.unit_states u WHERE u.run_id = id AND u.unit = substr(field, 3))
    WHEN 'i:' THEN (
      SELECT concat_ws('|', c.total, c.next_item, c.items_left, c.failed, CASE WHEN c.is_redone THEN 1 END)
      FROM ag06.item_counts c WHERE c.run_id = id AND c.step = substr(field, 3)
    )
    WHEN 'ro' THEN (SELECT nullif(d.round, 0)::text FROM ag06.run_data d WHERE d.run_id = id)
    WHEN 'g:' THEN (SELECT h.message FROM ag06.signals_in_hand h WHERE h.run_id = id AND h.unit = substr(field, 3))
    WHEN 'e:' THEN (SELECT u.error FROM ag06.unit_states u WHERE u.run_id = id AND u.unit = substr(field, 3))
    WHEN 'r:' THEN ag06.further_field(id, field)
    WHEN 'a:' THEN ag06.further_field(id, field)
    ELSE (SELECT u.status FROM ag06.units u WHERE u.run_id = id AND u.unit = substr(field, 3))
  END;
END $$;

-- The same for programs before version 7, some of which read the holder of a unit here.
CREATE FUNCTION ag06.read_field(id text, field text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN field NOT LIKE 's:%' THEN ag06.field_of(id, field) ELSE (
    SELECT concat_ws('|', u.status, u.attempt, u.dispatch, u.lost, u.by_job, u.src, u.job, u.delivery, u.token, u.worker)
    FROM ag06.units u WHERE u.run_id = id AND u.unit = substr(field, 3)
  ) END
$$;

-- Measures a field in bytes without reading large ones. Returns null if it does not exist.
CREATE FUNCTION ag06.measure_field(id text, field text) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN CASE left(field, 2)
    WHEN 'in' THEN (SELECT octet_length(d.input) FROM ag06.run_data d WHERE d.run_id = id)
    WHEN 'o:' THEN (SELECT octet_length(u.output) FROM ag06.unit_states u WHERE u.run_id = id AND u.unit = substr(field, 3))
    WHEN 'p:' THEN (SELECT octet_length(u.last_output) FROM ag06.unit_states u WHERE u.run_id = id AND u.unit = substr(field, 3))
    WHEN 'e:' THEN (SELECT octet_length(u.error) FROM ag06.unit_states u WHERE u.run_id = id AND u.unit = substr(field, 3))
    ELSE octet_length(ag06.field_of(id, field))
  END;
END $$;
`;
