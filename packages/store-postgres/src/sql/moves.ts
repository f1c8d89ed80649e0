/** How units move: opened, held, scheduled; how a run ends; and what the issuer is told. */
export const MOVES = /* sql */ `
CREATE FUNCTION ag06.freed(x ag06.units) RETURNS ag06.units LANGUAGE plpgsql AS $$
BEGIN
  x.job := '';
  x.delivery := 0;
  x.token := 0;
  x.worker := '';
  RETURN x;
END $$;

CREATE FUNCTION ag06.to_job(unit text, attempt integer, dispatch integer, delay_ms bigint) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_build_object('unit', unit, 'attempt', attempt, 'dispatch', dispatch, 'delayMs', delay_ms)
$$;

CREATE FUNCTION ag06.to_enqueue(x ag06.units, delay_ms bigint) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_build_array(ag06.to_job(x.unit, x.attempt, x.dispatch, delay_ms))
$$;

-- The item that a lane has in hand, with its value.
CREATE FUNCTION ag06.read_item(x ag06.units) RETURNS jsonb LANGUAGE sql AS $$
  SELECT jsonb_build_object('item', jsonb_build_object('index', x.item,
    'value', split_part(c.items, E'\\n', x.item % 16 + 1)))
  FROM ag06.item_chunks c WHERE c.run_id = x.run_id AND c.step = ag06.step_of(x.unit) AND c.chunk = x.item / 16
$$;

-- Tells of a unit that the issuer holds, with the fields that it reads, as far as they exist and the issuer has them
-- not: [field, value]; [field] if this answer has told it before; [field, null] if there is too much to tell, so that
-- the issuer reads it by itself. A null told_max makes every value one of the first kind.
CREATE FUNCTION ag06.tell_grant(w ag06.work, x ag06.units) RETURNS ag06.work LANGUAGE plpgsql AS $$
DECLARE
  vals jsonb;
  told text[];
  bytes bigint;
  told_grant jsonb;
BEGIN
  IF NOT x.reads <@ w.known THEN
    SELECT jsonb_agg(CASE
        WHEN f.is_told THEN jsonb_build_array(f.field)
        WHEN f.bytes > w.told_max THEN jsonb_build_array(f.field, NULL)
        ELSE jsonb_build_array(f.field, ag06.read_field(w.run_id, f.field))
      END ORDER BY f.i),
      array_agg(f.field) FILTER (WHERE NOT f.is_told AND f.bytes <= w.told_max), max(f.bytes)
    INTO vals, told, bytes
    FROM (
      SELECT m.field, m.i, m.is_told,
        w.told_bytes + coalesce(sum(m.bytes) FILTER (WHERE NOT m.is_told) OVER (ORDER BY m.i), 0) AS bytes
      FROM (
        SELECT r.field, r.i, r.field = ANY (w.told) AS is_told, ag06.measure_field(w.run_id, r.field) AS bytes
        FROM unnest(x.reads) WITH ORDINALITY AS r (field, i) WHERE r.field <> ALL (w.known)
      ) m WHERE m.bytes IS NOT NULL
    ) f;
    w.told := w.told || coalesce(told, '{}');
    w.told_bytes := coalesce(bytes, w.told_bytes);
  END IF;
  told_grant := jsonb_build_array(jsonb_build_object('unit', x.unit, 'attempt', x.attempt, 'token', x.token,
    'lost', x.lost, 'values', coalesce(vals, '[]')) || CASE WHEN x.item IS NULL THEN '{}' ELSE ag06.read_item(x) END);
  IF x.status = 'ready' THEN w.evaluations := w.evaluations || told_grant;
  ELSE w.grants := w.grants || told_grant;
  END IF;
  RETURN w;
END $$;

CREATE FUNCTION ag06.due_in(w ag06.work, x ag06.units) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT greatest(0, x.due_at - w.now)
$$;

CREATE FUNCTION ag06.schedule(w ag06.work, x ag06.units) RETURNS ag06.work LANGUAGE plpgsql AS $$
BEGIN
  x := ag06.freed(x);
  x.status := 'scheduled';
  x.dispatch := x.dispatch + 1;
  x.by_job := w.job;
  x.src := w.id;
  x.due_at := 0;
  PERFORM ag06.put_unit(x);
  w.enqueues := w.enqueues || ag06.to_enqueue(x, 0);
  RETURN w;
END $$;

-- The issuer gets a fresh token: to execute the step (running), or to evaluate its expressions (ready).
CREATE FUNCTION ag06.hold(w ag06.work, x ag06.units, as_status text) RETURNS ag06.work LANGUAGE plpgsql AS $$
BEGIN
  w.tokens := w.tokens + 1;
  x.status := as_status;
  x.src := w.id;
  x.job := w.job;
  x.delivery := w.delivery;
  x.token := w.tokens;
  x.worker := w.worker;
  x.due_at := CASE as_status WHEN 'ready' THEN w.at ELSE 0 END;
  PERFORM ag06.put_unit(x);
  RETURN ag06.tell_grant(w, x);
END $$;

CREATE FUNCTION ag06.started(w ag06.work, x ag06.units) RETURNS ag06.work LANGUAGE sql AS $$
  SELECT ag06.add_step_event(w, 'step.started', x, ',"worker":"' || w.worker || '"')
$$;

CREATE FUNCTION ag06.redelivered(w ag06.work, x ag06.units, more text DEFAULT '') RETURNS ag06.work LANGUAGE sql AS $$
  SELECT ag06.add_step_event(w, 'step.redelivered', x, ',"worker":"' || w.worker || '","lost":' || x.lost || more)
$$;

-- A run that ends by force cancels what is open, in as many statements however much that is.
CREATE FUNCTION ag06.cancel_open(w ag06.work) RETURNS ag06.work LANGUAGE plpgsql AS $$
DECLARE
  jobs jsonb;
  types text[];
  bodies text[];
BEGIN
  PERFORM ag06.unpark_all(w);
  SELECT jsonb_agg(ag06.to_job(o.unit, o.attempt, o.dispatch, 0) ORDER BY o.unit) FILTER (WHERE o.dispatch > 0),
    array_agg(CASE WHEN o.item IS NULL THEN 'step.cancelled' ELSE 'item.cancelled' END ORDER BY o.unit)
      FILTER (WHERE o.is_told),
    array_agg('{"step":"' || ag06.step_of(o.unit) || '"' || coalesce(',"item":' || o.item, '') || ',"attempt":'
      || o.attempt || '}' ORDER BY o.unit) FILTER (WHERE o.is_told)
  INTO jobs, types, bodies
  FROM (
    SELECT u.unit, u.attempt, u.dispatch, u.item, u.status IN ('running', 'retrying') AND u.unit <> '$'
      AND (u.item IS NOT NULL OR NOT ag06.is_lane(u.unit)) AS is_told
    FROM ag06.units u
    WHERE u.run_id = w.run_id AND u.status NOT IN ('completed', 'failed', 'skipped', 'cancelled', 'timed_out')
  ) o;
  -- The run's row is locked: these are the same. A join of the two could look at each once for each.
  UPDATE ag06.units u SET status = 'cancelled', job = '', delivery = 0, token = 0, worker = ''
  WHERE u.run_id = w.run_id AND u.status NOT IN ('completed', 'failed', 'skipped', 'cancelled', 'timed_out');
  w.obsolete := w.obsolete || coalesce(jobs, '[]');
  w.types := w.types || types;
  w.bodies := w.bodies || bodies;
  RETURN w;
END $$;

-- 'run_end': status, and output (of a completed run) or error as JSON text.
CREATE FUNCTION ag06.finish(w ag06.work, run_end jsonb) RETURNS ag06.work LANGUAGE plpgsql AS $$
DECLARE
  end_status text := run_end->>'status';
  result text := coalesce(run_end->>'output', run_end->>'error');
BEGIN
  w.ended := w.status;
  IF end_status = 'completed' THEN
    UPDATE ag06.run_data SET output = result WHERE run_id = w.run_id;
    w := ag06.add_event(w, 'run.completed', '{"output":' || result || '}');
  ELSE
    w := ag06.cancel_open(w);
    UPDATE ag06.run_data SET error = result WHERE run_id = w.run_id;
    w := ag06.add_event(w, 'run.' || end_status, '{"error":' || result || '}');
  END IF;
  w.status := end_status;
  w.finished_at := w.at;
  w.ended_by := w.id;
  RETURN w;
END $$;

-- A unit whose dependencies are satisfied, or that was found ready without a holder.
CREATE FUNCTION ag06.open(w ag06.work, x ag06.units, mode text, run_end jsonb DEFAULT NULL) RETURNS ag06.work
LANGUAGE plpgsql AS $$
BEGIN
  IF w.status <> 'running' THEN
    x := ag06.freed(x);
    x.status := 'ready';
    x.src := w.id;
    x.due_at := 0;
    PERFORM ag06.put_unit(x);
    RETURN w;
  END IF;
  CASE mode
    WHEN 'end' THEN RETURN ag06.finish(w, run_end);
    WHEN 'evaluate' THEN RETURN ag06.hold(w, x, 'ready');
    WHEN 'claim' THEN
      w := ag06.hold(w, x, 'running');
      RETURN ag06.started(w, x);
    ELSE
      w := ag06.schedule(w, x);
      RETURN ag06.add_step_event(w, 'step.scheduled', x);
  END CASE;
END $$;

-- A unit that is ready without a holder goes on as it was opened.
CREATE FUNCTION ag06.reopen(w ag06.work, x ag06.units) RETURNS ag06.work LANGUAGE sql AS $$
  SELECT ag06.open(w, x, CASE WHEN x.evaluates THEN 'evaluate' ELSE 'schedule' END)
$$;

CREATE FUNCTION ag06.to_reads(opening jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(array_agg(f.field ORDER BY f.i), '{}')
  FROM jsonb_array_elements_text(opening->'reads') WITH ORDINALITY AS f (field, i)
$$;

-- Counts one dependency of a join down; answers how many are left.
CREATE FUNCTION ag06.count_down(id text, join_unit text, needs integer) RETURNS integer LANGUAGE sql AS $$
  INSERT INTO ag06.joins AS j (run_id, unit, waits_for) VALUES (id, join_unit, needs - 1)
  ON CONFLICT (run_id, unit) DO UPDATE SET waits_for = j.waits_for - 1
  RETURNING waits_for
$$;

CREATE FUNCTION ag06.open_next(w ag06.work, nexts jsonb) RETURNS ag06.work LANGUAGE plpgsql AS $$
DECLARE
  n jsonb;
  x ag06.units;
  mode text;
BEGIN
  FOR n IN SELECT value FROM jsonb_array_elements(nexts) LOOP
    IF (n->'needs')::integer > 1 AND ag06.count_down(w.run_id, n->>'unit', (n->'needs')::integer) > 0 THEN
      CONTINUE;
    END IF;
    mode := n->>'mode';
    x := ROW(w.run_id, n->>'unit', 'pending', 1, 0, 0, '', '', '', 0, 0, '', 0, mode NOT IN ('schedule', 'claim'),
      ag06.to_reads(n), NULL, NULL, NULL, NULL);
    w := ag06.open(w, x, mode, n->'end');
  END LOOP;
  RETURN w;
END $$;

CREATE FUNCTION ag06.to_moves(w ag06.work) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_build_object('status', w.status, 'grants', w.grants, 'evaluations', w.evaluations,
    'enqueues', w.enqueues, 'obsolete', w.obsolete)
$$;

-- The answer of a command that was applied before, as far as it still holds: what the units say it led to; null if
-- none does. 'own' is a unit that the issuer has already, 'from_job' one whose leftovers are wanted as well.
CREATE FUNCTION ag06.rebuild(w ag06.work, own text DEFAULT NULL, from_job text DEFAULT NULL) RETURNS ag06.work
LANGUAGE plpgsql AS $$
DECLARE
  x ag06.units;
  jobs jsonb;
  is_found boolean;
BEGIN
  SELECT jsonb_agg(ag06.to_job(u.unit, u.attempt, u.dispatch, ag06.due_in(w, u)) ORDER BY u.unit)
    FILTER (WHERE u.status IN ('scheduled', 'retrying') AND u.unit IS DISTINCT FROM own), bool_or(u.src = w.id)
  INTO jobs, is_found FROM ag06.units u WHERE u.run_id = w.run_id AND (u.src = w.id OR u.by_job = from_job);
  w.enqueues := w.enqueues || coalesce(jobs, '[]');
  FOR x IN SELECT * FROM ag06.units u WHERE u.run_id = w.run_id AND u.src = w.id AND u.token > 0 ORDER BY u.unit LOOP
    w := ag06.tell_grant(w, x);
  END LOOP;
  IF is_found THEN RETURN w; END IF;
  RETURN NULL;
END $$;
`;
