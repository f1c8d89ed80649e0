/** Lanes of a `forEach`. A commit touches one row of its step's counts, one outcome, and one chunk of the list. */
export const LANES = /* sql */ `
-- Whether the lane's step has an item that no lane has taken.
CREATE FUNCTION ag06.has_item(x ag06.unit_states) RETURNS boolean LANGUAGE sql AS $$
  SELECT EXISTS (SELECT FROM ag06.item_counts c
    WHERE c.run_id = x.run_id AND c.step = ag06.step_of(x.unit) AND c.next_item < c.total)
$$;

-- Gives the next item to a lane that has none. Its item stays null if none is left.
CREATE FUNCTION ag06.take_item(x ag06.unit_states) RETURNS ag06.unit_states LANGUAGE plpgsql AS $$
DECLARE
  is_redone boolean;
BEGIN
  IF x.item IS NOT NULL THEN RETURN x; END IF;
  UPDATE ag06.item_counts c SET next_item = c.next_item + 1
  WHERE c.run_id = x.run_id AND c.step = ag06.step_of(x.unit) AND c.next_item < c.total
  RETURNING c.next_item - 1, c.is_redone INTO x.item, is_redone;
  -- It was only the place among the items that are done again.
  IF is_redone THEN
    SELECT split_part(c.redone, E'\\n', x.item % 16 + 1)::integer INTO x.item FROM ag06.item_chunks c
    WHERE c.run_id = x.run_id AND c.step = ag06.step_of(x.unit) AND c.chunk = x.item / 16;
  END IF;
  RETURN x;
END $$;

-- Lanes that take items on their own have no event for that, so the start of their step tells their number.
CREATE FUNCTION ag06.own_lanes(change jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE change->>'first' WHEN 'evaluate' THEN ',"lanes":' || (change->>'lanes') ELSE '' END
$$;

-- Turns the held step into its lanes. The issuer may claim the first one.
CREATE FUNCTION ag06.expand(w ag06.work, x ag06.unit_states, change jsonb) RETURNS ag06.work LANGUAGE plpgsql AS $$
DECLARE
  lane ag06.unit_states;
  total integer := change->'list'->'total';
  lanes integer := change->'lanes';
BEGIN
  IF NOT ag06.admits(w.status) THEN RETURN ag06.move(w, x, 'stay'); END IF;
  INSERT INTO ag06.item_counts VALUES (w.run_id, x.unit, total, 0, total, 0);
  INSERT INTO ag06.item_chunks
  SELECT w.run_id, x.unit, e.i - 1, e.items
  FROM jsonb_array_elements_text(change->'list'->'chunks') WITH ORDINALITY AS e (items, i);
  x.evaluates := false;
  x.reads := '{}';
  w := ag06.move(w, x, 'expand', ',"worker":"' || w.worker || '","items":' || total || ag06.own_lanes(change));
  IF change->>'first' = 'evaluate' THEN
    FOR i IN 0 .. lanes - 1 LOOP
      w := ag06.open(w, ag06.new_unit(w.run_id, x.unit || '.' || i, true, ag06.to_reads(change)), 'evaluate');
    END LOOP;
    RETURN w;
  END IF;
  lane := ag06.new_unit(w.run_id, x.unit || '.0', false, ag06.to_reads(change));
  IF change->>'first' = 'claim' THEN lane := ag06.take_item(lane); END IF;
  w := ag06.open(w, lane, change->>'first');
  -- The row 'schedule', for all other lanes at once.
  INSERT INTO ag06.unit_states
  SELECT w.run_id, x.unit || '.' || i, 'scheduled', 1, 1, 0, w.job, w.id, '', 0, 0, '', 0, false, lane.reads,
    NULL, NULL, NULL, NULL, '', 0
  FROM generate_series(1, lanes - 1) AS i;
  w.enqueues := w.enqueues || coalesce((
    SELECT jsonb_agg(ag06.to_job(x.unit || '.' || i, 1, 1, 0)) FROM generate_series(1, lanes - 1) AS i
  ), '[]');
  RETURN w;
END $$;

-- Goes on with the held step after a retry of its run: its lanes begin anew with the items that are done again.
CREATE FUNCTION ag06.redo(w ag06.work, x ag06.unit_states, change jsonb) RETURNS ag06.work LANGUAGE plpgsql AS $$
DECLARE
  lane ag06.unit_states;
  lanes integer := change->'lanes';
  jobs jsonb;
  left_items jsonb := change->'items';
  first text := change->>'first';
  items_total integer;
BEGIN
  IF NOT ag06.admits(w.status) THEN RETURN ag06.move(w, x, 'stay'); END IF;
  UPDATE ag06.item_counts c SET next_item = c.total - (left_items->'left')::integer, items_left = (left_items->'left')::integer,
    failed = 0, is_redone = true
  WHERE c.run_id = w.run_id AND c.step = x.unit RETURNING c.total INTO items_total;
  UPDATE ag06.item_chunks c SET redone = e.lines
  FROM jsonb_array_elements_text(left_items->'chunks') WITH ORDINALITY AS e (lines, i)
  WHERE c.run_id = w.run_id AND c.step = x.unit
    AND c.chunk = (items_total + 15) / 16 - jsonb_array_length(left_items->'chunks') + e.i - 1;
  DELETE FROM ag06.item_results r WHERE r.run_id = w.run_id AND r.step = x.unit
    AND r.item IN (SELECT d::integer FROM jsonb_array_elements_text(left_items->'dropped') AS d);
  x.evaluates := false;
  x.reads := '{}';
  w := ag06.move(w, x, 'expand', ',"worker":"' || w.worker || '","items":' || items_total || ag06.own_lanes(change));
  FOR i IN 0 .. CASE first WHEN 'evaluate' THEN lanes - 1 ELSE 0 END LOOP
    lane := ag06.find_unit(w.run_id, x.unit || '.' || i);
    lane.item := NULL;
    lane.evaluates := first = 'evaluate';
    lane.reads := ag06.to_reads(change);
    w := ag06.move(w, lane, 'revive');
    lane := ag06.find_unit(w.run_id, lane.unit);
    IF first = 'claim' THEN lane := ag06.take_item(lane); END IF;
    w := ag06.open(w, lane, first);
  END LOOP;
  IF first = 'evaluate' THEN RETURN w; END IF;
  -- The rows 'revive' and 'schedule', for all other lanes at once.
  WITH revived AS (
    UPDATE ag06.unit_states u SET status = 'scheduled', attempt = 1, lost = 0, dispatch = u.dispatch + 1, by_job = w.job,
      src = w.id, due_at = 0, job = '', delivery = 0, token = 0, worker = '', reason = '', park = 0, item = NULL,
      evaluates = false, reads = lane.reads
    WHERE u.run_id = w.run_id AND u.unit IN (SELECT x.unit || '.' || i FROM generate_series(1, lanes - 1) AS i)
    RETURNING u.unit, u.dispatch
  )
  SELECT jsonb_agg(ag06.to_job(r.unit, 1, r.dispatch, 0) ORDER BY r.unit) INTO jobs FROM revived r;
  w.enqueues := w.enqueues || coalesce(jobs, '[]');
  RETURN w;
END $$;

-- All items have an outcome: the issuer holds the step to collect them. Completes the lanes that were blocked before they
-- took an item.
CREATE FUNCTION ag06.hold_for_collection(w ag06.work, x ag06.unit_states) RETURNS ag06.work LANGUAGE plpgsql AS $$
DECLARE
  lane ag06.unit_states;
BEGIN
  FOR lane IN SELECT * FROM ag06.unit_states u WHERE u.run_id = w.run_id AND ag06.is_listed(u) AND u.item IS NULL
    AND ag06.is_lane(u.unit) AND ag06.step_of(u.unit) = x.unit
  LOOP
    w := ag06.move(w, lane, 'retire');
  END LOOP;
  x.evaluates := true;
  x.reads := ARRAY['i:' || x.unit];
  RETURN ag06.open(w, x, 'evaluate');
END $$;

CREATE FUNCTION ag06.settle(w ag06.work, x ag06.unit_states, change jsonb, ends_run boolean) RETURNS ag06.work
LANGUAGE plpgsql AS $$
DECLARE
  c ag06.item_counts;
  step ag06.unit_states;
  step_id text := ag06.step_of(x.unit);
  outcome text := change->>'status';
BEGIN
  w := ag06.add_step_event(w, 'step.' || outcome, x,
    CASE outcome WHEN 'completed' THEN ',"output":' || (change->>'result') ELSE ag06.failure_of(change, 'result') END);
  INSERT INTO ag06.item_results VALUES (w.run_id, step_id, x.item, outcome, x.attempt, change->>'result');
  UPDATE ag06.item_counts k SET items_left = k.items_left - 1,
    failed = k.failed + CASE outcome WHEN 'completed' THEN 0 ELSE 1 END
  WHERE k.run_id = w.run_id AND k.step = step_id RETURNING * INTO c;
  -- The row 'settle'. It is written with the row by which the lane goes on.
  x.item := NULL;
  x.attempt := 1;
  x.lost := 0;
  IF ends_run THEN
    w := ag06.move(w, x, 'retire');
    step := ag06.find_unit(w.run_id, step_id);
    step.error := change->>'result';
    RETURN ag06.move(w, step, CASE outcome WHEN 'timed_out' THEN 'time_out' ELSE 'fail' END,
      ',"error":' || step.error);
  END IF;
  IF c.next_item >= c.total THEN
    w := ag06.move(w, x, 'retire');
  ELSIF NOT ag06.admits(w.status) THEN
    w := ag06.move(w, x, 'stay');
  ELSIF change->>'goesOn' = 'claim' THEN
    w := ag06.begin_step(w, ag06.take_item(x), 'next');
  ELSIF change->>'goesOn' = 'evaluate' THEN
    w := ag06.open(w, x, 'evaluate');
  ELSE
    w := ag06.move(w, x, CASE change->>'goesOn' WHEN 'hand-back' THEN 'release' ELSE 'again' END);
  END IF;
  IF c.items_left = 0 THEN RETURN ag06.hold_for_collection(w, ag06.find_unit(w.run_id, step_id)); END IF;
  RETURN w;
END $$;

-- The event has no outputs: those are in the events of the items.
CREATE FUNCTION ag06.collect(w ag06.work, x ag06.unit_states, change jsonb) RETURNS ag06.work LANGUAGE plpgsql AS $$
DECLARE
  c ag06.item_counts;
BEGIN
  SELECT * INTO c FROM ag06.item_counts k WHERE k.run_id = w.run_id AND k.step = x.unit;
  x.output := change->>'output';
  x.error := coalesce(change->>'error', x.error);
  RETURN ag06.move(w, x, 'complete', ',"items":' || c.total || ',"failed":' || c.failed);
END $$;
`;
