/** Commits: the guard first, then the change. */
export const COMMIT = /* sql */ `
CREATE FUNCTION ag06.is_allowed(w ag06.work, x ag06.unit_states, guard jsonb) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF guard->>'on' = 'ended' THEN
    RETURN w.status IN ('failed', 'timed_out') AND w.ended_by = guard->>'by';
  END IF;
  IF ag06.is_over(w.status) THEN RETURN false; END IF;
  IF guard->>'on' = 'run' THEN
    RETURN guard->'statuses' ? w.status AND (NOT guard ? 'round'
      OR (guard->'round')::integer = (SELECT d.round FROM ag06.run_data d WHERE d.run_id = w.run_id));
  END IF;
  IF x.unit IS NULL THEN RETURN false; END IF;
  -- Programs before version 7 send no number.
  IF guard->>'on' IN ('parked', 'blocked') THEN
    RETURN x.status = 'parked' AND x.reason = guard->>'reason'
      AND coalesce((guard->'park')::integer, 0) IN (0, x.park);
  END IF;
  IF guard->>'on' = 'lost' THEN
    RETURN x.lost > 0 AND coalesce((guard->'token')::integer = ANY (x.lost_tokens), false);
  END IF;
  IF x.token <> (guard->'token')::integer THEN RETURN false; END IF;
  RETURN guard->>'on' = 'token'
    OR (ag06.field_of(w.run_id, 's:' || x.unit) = guard->>'status' AND x.dispatch = (guard->'dispatch')::integer);
END $$;

CREATE FUNCTION ag06.to_repeated(w ag06.work) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT ag06.to_moves(w) || '{"result": "repeated"}'
$$;

CREATE FUNCTION ag06.to_refused(w ag06.work, reason text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_build_object('result', 'refused', 'reason', reason, 'status', w.status)
$$;

CREATE FUNCTION ag06.refuse(w ag06.work, x ag06.unit_states, guard jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
  IF ag06.is_over(w.status) THEN
    IF w.ended_by = w.id OR x.src = w.id THEN RETURN ag06.to_repeated(w); END IF;
    RETURN ag06.to_refused(w, 'terminal');
  END IF;
  w := ag06.rebuild(w);
  IF w.is_repeated THEN RETURN ag06.to_repeated(w); END IF;
  IF guard->>'on' = 'token' THEN
    w := CASE WHEN ag06.is_lane(guard->>'unit')
      THEN ag06.add_event(w, 'item.result_ignored', '{"step":"' || ag06.step_of(guard->>'unit') || '","lane":'
        || split_part(guard->>'unit', '.', 2) || ',"worker":"' || w.worker || '"}')
      ELSE ag06.add_event(w, 'step.result_ignored',
        '{"step":"' || (guard->>'unit') || '","worker":"' || w.worker || '"}')
    END;
    PERFORM ag06.flush(w);
  END IF;
  RETURN ag06.to_refused(w, 'guard');
END $$;

-- Opens a unit after an evaluation, or for the watchdog. Then 'is_lost' says whether it was held.
CREATE FUNCTION ag06.open_guarded(w ag06.work, x ag06.unit_states, opening jsonb, is_lost boolean) RETURNS ag06.work
LANGUAGE plpgsql AS $$
DECLARE
  was_ready boolean := x.status = 'ready';
BEGIN
  -- A lane keeps its item and the fields it reads.
  IF NOT ag06.is_lane(x.unit) THEN
    x.evaluates := opening->>'mode' IN ('evaluate', 'park');
    x.reads := ag06.to_reads(opening);
  END IF;
  IF x.status = 'parked' AND x.reason = 'delay' THEN
    w := ag06.add_step_event(w, 'step.resumed', x, ',"reason":"delay"');
  END IF;
  IF x.status = 'parked' AND x.reason <> 'retry' OR was_ready AND NOT is_lost THEN RETURN ag06.open(w, x, opening->>'mode', opening); END IF;
  w := CASE WHEN was_ready THEN ag06.move(w, x, 'lose', is_quiet => true)
    ELSE ag06.redeliver(w, x, CASE WHEN is_lost THEN 'lose' ELSE 'redeliver' END,
      CASE WHEN ag06.admits(w.status) THEN ',"queued":true' ELSE '' END) END;
  x := ag06.find_unit(w.run_id, x.unit);
  IF was_ready THEN RETURN ag06.open(w, x, opening->>'mode', opening); END IF;
  IF ag06.admits(w.status) THEN RETURN ag06.move(w, x, 'again'); END IF;
  RETURN ag06.block(w, x, 'pause');
END $$;

-- The step goes on with its next iteration.
CREATE FUNCTION ag06.iterate(w ag06.work, x ag06.unit_states, output text, opening jsonb) RETURNS ag06.work
LANGUAGE plpgsql AS $$
BEGIN
  x.last_output := output;
  x.evaluates := opening->>'mode' IN ('evaluate', 'park');
  x.reads := ag06.to_reads(opening);
  w := ag06.move(w, x, 'iterate', ',"output":' || output);
  RETURN ag06.open(w, ag06.find_unit(w.run_id, x.unit), opening->>'mode', opening);
END $$;

CREATE FUNCTION ag06.apply_change(w ag06.work, x ag06.unit_states, change jsonb, ends_run boolean) RETURNS ag06.work
LANGUAGE plpgsql AS $$
DECLARE
  target text := change->>'to';
  retry text;
BEGIN
  CASE target
    WHEN 'completed' THEN
      x.output := change->>'output';
      x.last_output := NULL;
      RETURN ag06.move(w, x, 'complete', ',"output":' || x.output);
    WHEN 'skipped' THEN RETURN ag06.move(w, x, 'skip');
    WHEN 'failed', 'timed_out' THEN
      x.error := change->>'error';
      x.output := coalesce(change->>'output', x.output);
      w := ag06.move(w, x, CASE target WHEN 'failed' THEN 'fail' ELSE 'time_out' END,
        ag06.failure_of(change, 'error') || coalesce(',"output":' || (change->>'output'), ''));
      -- Only a step whose lanes are at work runs without a holder.
      IF x.status = 'running' AND x.token = 0 AND NOT ends_run THEN RETURN ag06.cancel_open(w, x.unit); END IF;
      RETURN w;
    WHEN 'iterated' THEN RETURN ag06.iterate(w, x, change->>'output', change->'opening');
    WHEN 'expanded' THEN RETURN ag06.expand(w, x, change);
    WHEN 'redone' THEN RETURN ag06.redo(w, x, change);
    WHEN 'settled' THEN RETURN ag06.settle(w, x, change, ends_run);
    WHEN 'collected' THEN RETURN ag06.collect(w, x, change);
    WHEN 'retrying' THEN
      -- No agent executes what is parked.
      retry := CASE x.status WHEN 'parked' THEN 'delay' ELSE 'retry' END;
      RETURN ag06.move(w, x, retry, ',"dueAt":' || w.at + (change->'delayMs')::bigint
        || ag06.failure_of(change, 'error'), retry, (change->'delayMs')::bigint);
    WHEN 'blocked' THEN
      RETURN ag06.block_held(w, x, change->>'reason', ag06.failure_of(change, 'error'));
    WHEN 'unblocked' THEN
      IF NOT ag06.admits(w.status) THEN RETURN ag06.block(w, x, 'pause'); END IF;
      RETURN ag06.move(w, x, 'schedule');
    WHEN 'open' THEN RETURN ag06.open_guarded(w, x, change->'opening', (change->'lost')::boolean);
    WHEN 'released' THEN
      w := ag06.redeliver(w, x, 'redeliver', ',"reason":"released"');
      RETURN ag06.move(w, x, CASE WHEN (change->'underSameJob')::boolean THEN 'release' ELSE 'again' END);
    WHEN 'started' THEN
      IF change ? 'timeoutMs' THEN
        INSERT INTO ag06.wakeups VALUES (w.run_id, 'deadline', w.now + (change->'timeoutMs')::bigint)
        ON CONFLICT (run_id, kind, subject) DO UPDATE SET due_at = excluded.due_at;
      END IF;
      RETURN ag06.release_run(w, 'run.started');
    WHEN 'resumed' THEN RETURN ag06.release_run(w, 'run.resumed', ag06.by_whom(change));
    WHEN 'allowed' THEN RETURN ag06.allow(w, change);
    WHEN 'paused' THEN
      w.status := 'paused';
      RETURN ag06.add_event(w, 'run.paused', ag06.by_whom(change));
    WHEN 'ended', 'kept' THEN RETURN w;
  END CASE;
END $$;

CREATE FUNCTION ag06.commit(c jsonb, watchdog_ms bigint) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  w ag06.work := ag06.load_run(ag06.begin_work(c));
  x ag06.unit_states;
  guard jsonb := c->'guard';
  may_start boolean;
BEGIN
  IF w.status IS NULL THEN RETURN '{"result": "refused", "reason": "unknown"}'; END IF;
  IF guard ? 'unit' THEN
    SELECT * INTO x FROM ag06.unit_states u WHERE u.run_id = w.run_id AND u.unit = guard->>'unit';
  END IF;
  IF c->'known' <> '[]' THEN w.known := ARRAY(SELECT jsonb_array_elements_text(c->'known')); END IF;
  IF NOT ag06.is_allowed(w, x, guard) THEN RETURN ag06.refuse(w, x, guard); END IF;
  w.bodies := ARRAY(SELECT jsonb_array_elements_text(c->'emitted'));
  w.types := array_fill('custom'::text, ARRAY[cardinality(w.bodies)]);
  IF guard->>'on' = 'lost' THEN
    -- The current holder keeps the unit and its source, so that its repeated command still finds the answer.
    x.lost_tokens := array_remove(x.lost_tokens, (guard->'token')::integer);
    w := ag06.move(w, x, 'keep');
  END IF;
  may_start := ag06.admits(w.status);
  IF c->'change'->>'to' = 'retried' THEN w := ag06.retry_run(w, c->'change', c->'next');
  ELSE w := ag06.apply_change(w, x, c->'change', c ? 'end'); END IF;
  IF c ? 'entries' THEN w := ag06.send(w, c->'entries', may_start); END IF;
  IF c->'change'->>'to' <> 'retried' THEN w := ag06.open_next(w, c->'next'); END IF;
  IF c ? 'end' THEN w := ag06.finish(w, c->'end'); END IF;
  PERFORM ag06.flush(w);
  IF w.ended IS NOT NULL THEN
    DELETE FROM ag06.wakeups WHERE run_id = w.run_id;
    PERFORM pg_notify('ag06_ended', w.run_id || ' ' || w.status);
  ELSIF w.job = '' THEN
    INSERT INTO ag06.wakeups VALUES (w.run_id, 'watchdog', w.now + watchdog_ms)
    ON CONFLICT (run_id, kind, subject) DO UPDATE SET due_at = excluded.due_at;
  END IF;
  RETURN ag06.to_moves(w) || '{"result": "applied"}';
END $$;
`;
