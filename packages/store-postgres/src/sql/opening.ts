/** How units are opened, and how a run ends. */
export const OPENING = /* sql */ `
-- Cancels the open units of a run that ends by force, or only the lanes of a 'step' that fails while its run goes on. The number
-- of statements does not depend on their number.
CREATE FUNCTION ag06.cancel_open(w ag06.work, step text DEFAULT NULL) RETURNS ag06.work LANGUAGE plpgsql AS $$
DECLARE
  jobs jsonb;
  types text[];
  bodies text[];
  stops text[];
BEGIN
  -- Lanes have neither signals nor approvals.
  IF step IS NULL THEN
    w := ag06.return_signals(w);
    DELETE FROM ag06.approvals a WHERE a.run_id = w.run_id;
  END IF;
  PERFORM ag06.unlist_all(w, step);
  stops := ARRAY(SELECT 'stop:' || substr(u.reason, 7) FROM ag06.unit_states u
    WHERE u.run_id = w.run_id AND u.reason LIKE 'child:%' AND ag06.is_lane_of(u.unit, step) ORDER BY u.unit);
  IF stops <> '{}' THEN w := ag06.write_entries(w, stops, array_fill(''::text, ARRAY[cardinality(stops)])); END IF;
  -- The wake-up that ends the run stays until all that this led to is done.
  DELETE FROM ag06.timers t USING ag06.unit_states u
  WHERE u.run_id = w.run_id AND NOT ag06.is_final(u.status) AND ag06.is_lane_of(u.unit, step) AND u.park > 0
    AND w.id <> 'due:' || u.unit || ':' || u.park
    AND t.run_id = w.run_id AND t.kind = 'due' AND t.subject = u.unit || '|' || u.park;
  -- The row 'cancel', for all units at once.
  SELECT jsonb_agg(ag06.to_job(o.unit, o.attempt, o.dispatch, 0) ORDER BY o.unit) FILTER (WHERE o.dispatch > 0 AND o.attempt > 0),
    array_agg(CASE WHEN o.item IS NULL THEN 'step.cancelled' ELSE 'item.cancelled' END ORDER BY o.unit)
      FILTER (WHERE o.is_told),
    array_agg('{"step":"' || ag06.step_of(o.unit) || '"' || coalesce(',"item":' || o.item, '') || ',"attempt":'
      || o.attempt || CASE WHEN o.iteration > 0 THEN ',"iteration":' || o.iteration ELSE '' END || '}' ORDER BY o.unit)
      FILTER (WHERE o.is_told)
  INTO jobs, types, bodies
  FROM (
    SELECT u.unit, u.attempt, u.dispatch, u.item, u.iteration, (u.status = 'running' OR u.reason = 'retry') AND u.unit <> '$'
      AND (u.item IS NOT NULL OR NOT ag06.is_lane(u.unit)) AS is_told
    FROM ag06.unit_states u
    WHERE u.run_id = w.run_id AND NOT ag06.is_final(u.status) AND ag06.is_lane_of(u.unit, step)
  ) o;
  -- Selects the units again instead of joining them: the run is locked, so they are the same, and a join could be quadratic.
  UPDATE ag06.unit_states u SET status = 'cancelled', reads = '{}', reason = '', park = 0, job = '', delivery = 0, token = 0, worker = ''
  WHERE u.run_id = w.run_id AND NOT ag06.is_final(u.status) AND ag06.is_lane_of(u.unit, step);
  w.obsolete := w.obsolete || coalesce(jobs, '[]');
  w.types := w.types || types;
  w.bodies := w.bodies || bodies;
  RETURN w;
END $$;

-- Ends the run. 'run_end': status, and the output (of a completed run) or error as JSON text.
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
  IF w.parent <> '' THEN w := ag06.write_entries(w, '{tell}', '{""}'); END IF;
  RETURN w;
END $$;

-- Opens a unit whose dependencies are satisfied, or that is ready without a holder. 'opening' says how the run ends in mode
-- 'end', and in mode 'park' what the unit waits for.
CREATE FUNCTION ag06.open(w ag06.work, x ag06.unit_states, mode text, opening jsonb DEFAULT NULL) RETURNS ag06.work
LANGUAGE plpgsql AS $$
BEGIN
  IF NOT ag06.admits(w.status) THEN RETURN ag06.move(w, x, 'stay'); END IF;
  CASE mode
    WHEN 'end' THEN RETURN ag06.finish(w, opening->'end');
    WHEN 'evaluate' THEN
      -- A lane is evaluated for its item.
      IF ag06.is_lane(x.unit) THEN
        x := ag06.take_item(x);
        IF x.item IS NULL THEN RETURN ag06.move(w, x, 'retire'); END IF;
      END IF;
      RETURN ag06.move(w, x, 'hold');
    WHEN 'claim' THEN RETURN ag06.begin_step(w, x, 'start');
    WHEN 'park' THEN RETURN ag06.await(w, x, opening->'park');
    ELSE RETURN ag06.move(w, x, 'schedule');
  END CASE;
END $$;

-- Opens a unit that is ready without a holder the way it was opened before.
CREATE FUNCTION ag06.reopen(w ag06.work, x ag06.unit_states) RETURNS ag06.work LANGUAGE sql AS $$
  SELECT ag06.open(w, x, CASE WHEN x.evaluates THEN 'evaluate' ELSE 'schedule' END)
$$;

CREATE FUNCTION ag06.to_reads(opening jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(array_agg(f.field ORDER BY f.i), '{}')
  FROM jsonb_array_elements_text(opening->'reads') WITH ORDINALITY AS f (field, i)
$$;

-- Counts down one dependency of a join. Returns how many are left.
CREATE FUNCTION ag06.count_down(id text, join_unit text, needs integer) RETURNS integer LANGUAGE sql AS $$
  INSERT INTO ag06.joins AS j (run_id, unit, waits_for) VALUES (id, join_unit, needs - 1)
  ON CONFLICT (run_id, unit) DO UPDATE SET waits_for = j.waits_for - 1
  RETURNING waits_for
$$;

-- 'fork': what a fork has from its source, if it is one.
CREATE FUNCTION ag06.open_next(w ag06.work, nexts jsonb, fork jsonb DEFAULT NULL) RETURNS ag06.work LANGUAGE plpgsql AS $$
DECLARE
  n jsonb;
  mode text;
  x ag06.unit_states;
BEGIN
  FOR n IN SELECT value FROM jsonb_array_elements(nexts) LOOP
    IF (n->'needs')::integer > 1 AND ag06.count_down(w.run_id, n->>'unit', (n->'needs')::integer) > 0 THEN
      CONTINUE;
    END IF;
    mode := n->>'mode';
    x := ag06.new_unit(w.run_id, n->>'unit', mode NOT IN ('schedule', 'claim'), ag06.to_reads(n));
    IF fork IS NOT NULL THEN x := ag06.begun(x, fork); END IF;
    w := ag06.open(w, x, mode, n);
  END LOOP;
  RETURN w;
END $$;

-- A run that failed or timed out goes on with these units, as if they had not begun.
CREATE FUNCTION ag06.retry_run(w ag06.work, change jsonb, nexts jsonb) RETURNS ag06.work LANGUAGE plpgsql AS $$
DECLARE
  n jsonb;
  x ag06.unit_states;
  next_round integer;
BEGIN
  w.status := 'running';
  w.finished_at := NULL;
  w.ended_by := '';
  UPDATE ag06.run_data SET error = NULL, round = round + 1, retried_by = w.id WHERE run_id = w.run_id
  RETURNING round INTO next_round;
  w := ag06.add_event(w, 'run.retried', '{"round":' || next_round || ',"steps":' || (change->'steps')::text
    || coalesce(',"by":' || (change->'by')::text, '') || '}');
  IF change ? 'timeoutMs' THEN
    INSERT INTO ag06.wakeups VALUES (w.run_id, 'deadline', w.now + (change->'timeoutMs')::bigint)
    ON CONFLICT (run_id, kind, subject) DO UPDATE SET due_at = excluded.due_at;
  END IF;
  FOR n IN SELECT value FROM jsonb_array_elements(nexts) LOOP
    x := ag06.find_unit(w.run_id, n->>'unit');
    x.error := NULL;
    x.evaluates := n->>'mode' NOT IN ('schedule', 'claim');
    x.reads := ag06.to_reads(n);
    w := ag06.move(w, x, 'revive');
    -- Items that failed are left to be done again.
    UPDATE ag06.item_counts c SET items_left = c.items_left + c.failed, failed = 0
    WHERE c.run_id = w.run_id AND c.step = x.unit;
    w := ag06.open(w, ag06.find_unit(w.run_id, x.unit), n->>'mode', n);
  END LOOP;
  RETURN w;
END $$;

-- What the event of a pause says: who asked for it.
CREATE FUNCTION ag06.by_whom(change jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce('{"by":' || (change->'by')::text || '}', '{}')
$$;

-- Starts a delayed run or resumes a paused one: every unit that is ready or blocked by the pause goes on.
CREATE FUNCTION ag06.release_run(w ag06.work, event_type text, body text DEFAULT '{}') RETURNS ag06.work LANGUAGE plpgsql AS $$
DECLARE
  x ag06.unit_states;
  jobs jsonb;
BEGIN
  IF w.status = 'scheduled' THEN DELETE FROM ag06.wakeups WHERE run_id = w.run_id AND kind = 'start'; END IF;
  w.status := 'running';
  w := ag06.add_event(w, event_type, body);
  -- The row 'resume', for all units at once.
  WITH resumed AS (
    UPDATE ag06.unit_states u SET status = 'scheduled', reason = '', park = 0, dispatch = u.dispatch + 1, by_job = w.job,
      src = w.id, due_at = 0, job = '', delivery = 0, token = 0, worker = ''
    WHERE u.run_id = w.run_id AND u.reason = 'pause'
    RETURNING u.unit, u.attempt, u.dispatch
  )
  SELECT jsonb_agg(ag06.to_job(r.unit, r.attempt, r.dispatch, 0) ORDER BY r.unit) INTO jobs FROM resumed r;
  w.enqueues := w.enqueues || coalesce(jobs, '[]');
  FOR x IN SELECT * FROM ag06.unit_states u WHERE u.run_id = w.run_id AND u.status = 'ready' ORDER BY u.unit LOOP
    w := ag06.reopen(w, x);
  END LOOP;
  RETURN w;
END $$;
`;
