/** Lanes of a `forEach`: a commit touches one row of its step's counts, one outcome, and one chunk of the list. */
export const LANES = /* sql */ `
-- A lane without an item takes the next one; its item stays null if there is none.
CREATE FUNCTION ag06.take_item(x ag06.units) RETURNS ag06.units LANGUAGE plpgsql AS $$
BEGIN
  IF x.item IS NOT NULL THEN RETURN x; END IF;
  UPDATE ag06.item_counts c SET next_item = c.next_item + 1
  WHERE c.run_id = x.run_id AND c.step = ag06.step_of(x.unit) AND c.next_item < c.total
  RETURNING c.next_item - 1 INTO x.item;
  RETURN x;
END $$;

CREATE FUNCTION ag06.retire(w ag06.work, x ag06.units) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  x := ag06.freed(x);
  x.status := 'completed';
  x.src := w.id;
  PERFORM ag06.put_unit(x);
END $$;

CREATE FUNCTION ag06.start_lane(w ag06.work, x ag06.units, goes_on text) RETURNS ag06.work LANGUAGE plpgsql AS $$
BEGIN
  IF goes_on <> 'claim' THEN RETURN ag06.schedule(w, x); END IF;
  x := ag06.take_item(x);
  w := ag06.hold(w, x, 'running');
  RETURN ag06.started(w, x);
END $$;

-- The held step becomes its lanes, of which the first may be claimed by the issuer.
CREATE FUNCTION ag06.expand(w ag06.work, x ag06.units, change jsonb) RETURNS ag06.work LANGUAGE plpgsql AS $$
DECLARE
  y ag06.units;
  total integer := change->'list'->'total';
  lanes integer := change->'lanes';
BEGIN
  x := ag06.freed(x);
  x.src := w.id;
  IF w.status <> 'running' THEN
    x.status := 'ready';
    x.due_at := 0;
    PERFORM ag06.put_unit(x);
    RETURN w;
  END IF;
  INSERT INTO ag06.item_counts VALUES (w.run_id, x.unit, total, 0, total, 0);
  INSERT INTO ag06.item_chunks
  SELECT w.run_id, x.unit, e.i - 1, e.items
  FROM jsonb_array_elements_text(change->'list'->'chunks') WITH ORDINALITY AS e (items, i);
  x.status := 'running';
  x.due_at := 0;
  x.evaluates := false;
  x.reads := '{}';
  PERFORM ag06.put_unit(x);
  w := ag06.add_step_event(w, 'step.started', x, ',"worker":"' || w.worker || '","items":' || total);
  y := ROW(w.run_id, x.unit || '.0', 'pending', 1, 0, 0, '', '', '', 0, 0, '', 0, false, ag06.to_reads(change),
    NULL, NULL, NULL, NULL);
  w := ag06.start_lane(w, y, change->>'first');
  INSERT INTO ag06.units
  SELECT w.run_id, x.unit || '.' || lane, 'scheduled', 1, 1, 0, w.job, w.id, '', 0, 0, '', 0, false, y.reads,
    NULL, NULL, NULL, NULL
  FROM generate_series(1, lanes - 1) AS lane;
  w.enqueues := w.enqueues || coalesce((
    SELECT jsonb_agg(ag06.to_job(x.unit || '.' || lane, 1, 1, 0)) FROM generate_series(1, lanes - 1) AS lane
  ), '[]');
  RETURN w;
END $$;

CREATE FUNCTION ag06.fail_step(w ag06.work, step text, change jsonb) RETURNS ag06.work LANGUAGE plpgsql AS $$
DECLARE
  x ag06.units;
BEGIN
  UPDATE ag06.units SET error = change->>'result' WHERE run_id = w.run_id AND unit = step;
  SELECT * INTO x FROM ag06.units u WHERE u.run_id = w.run_id AND u.unit = step;
  x.status := change->>'status';
  RETURN ag06.record(w, x, ',"error":' || (change->>'result'));
END $$;

-- A step all of whose items have their outcome: held for its issuer, to be collected.
CREATE FUNCTION ag06.hold_for_collection(w ag06.work, step text) RETURNS ag06.work LANGUAGE plpgsql AS $$
DECLARE
  x ag06.units;
BEGIN
  PERFORM ag06.retire_parked(w, step);
  SELECT * INTO x FROM ag06.units u WHERE u.run_id = w.run_id AND u.unit = step;
  x.evaluates := true;
  x.reads := ARRAY['i:' || step];
  x.due_at := 0;
  RETURN ag06.open(w, x, 'evaluate');
END $$;

CREATE FUNCTION ag06.settle(w ag06.work, x ag06.units, change jsonb, ends_run boolean) RETURNS ag06.work
LANGUAGE plpgsql AS $$
DECLARE
  c ag06.item_counts;
  step_id text := ag06.step_of(x.unit);
  outcome text := change->>'status';
BEGIN
  w := ag06.add_step_event(w, 'step.' || outcome, x,
    CASE outcome WHEN 'completed' THEN ',"output":' || (change->>'result') ELSE ag06.failure_of(change, 'result') END);
  INSERT INTO ag06.item_results VALUES (w.run_id, step_id, x.item, outcome, x.attempt, change->>'result');
  UPDATE ag06.item_counts k SET items_left = k.items_left - 1,
    failed = k.failed + CASE outcome WHEN 'completed' THEN 0 ELSE 1 END
  WHERE k.run_id = w.run_id AND k.step = step_id RETURNING * INTO c;
  x := ag06.freed(x);
  x.item := NULL;
  x.attempt := 1;
  x.lost := 0;
  x.src := w.id;
  x.due_at := 0;
  IF ends_run THEN
    PERFORM ag06.retire(w, x);
    RETURN ag06.fail_step(w, step_id, change);
  ELSIF c.next_item >= c.total THEN
    PERFORM ag06.retire(w, x);
  ELSIF w.status <> 'running' THEN
    x.status := 'ready';
    PERFORM ag06.put_unit(x);
  ELSIF change->>'goesOn' = 'hand-back' THEN
    x.status := 'scheduled';
    x.by_job := w.job;
    PERFORM ag06.put_unit(x);
  ELSE
    w := ag06.start_lane(w, x, change->>'goesOn');
  END IF;
  IF c.items_left = 0 THEN RETURN ag06.hold_for_collection(w, step_id); END IF;
  RETURN w;
END $$;

-- The outputs of the items are in their own events.
CREATE FUNCTION ag06.collect(w ag06.work, x ag06.units, change jsonb) RETURNS ag06.work LANGUAGE plpgsql AS $$
DECLARE
  c ag06.item_counts;
BEGIN
  SELECT * INTO c FROM ag06.item_counts k WHERE k.run_id = w.run_id AND k.step = x.unit;
  UPDATE ag06.units SET output = change->>'output', error = coalesce(change->>'error', error)
  WHERE run_id = w.run_id AND unit = x.unit;
  x.status := 'completed';
  RETURN ag06.record(w, x, ',"items":' || c.total || ',"failed":' || c.failed);
END $$;
`;
