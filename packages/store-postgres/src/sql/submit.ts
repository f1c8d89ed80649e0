/** Creates a run, once per dedupe key. */
export const SUBMIT = /* sql */ `
-- Returns null if the key is this run's from now on, else the record of the key. An expired key counts as new.
CREATE FUNCTION ag06.reserve_key(c jsonb, now bigint) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  k jsonb := c->'dedupe';
  entry ag06.dedupe_keys;
BEGIN
  INSERT INTO ag06.dedupe_keys AS d (name, run_id, body, expires_at)
  VALUES (k->>'key', c->>'runId', k->>'body', now + (k->'ttlMs')::bigint)
  ON CONFLICT (name) DO UPDATE SET run_id = excluded.run_id, body = excluded.body, expires_at = excluded.expires_at
    WHERE d.expires_at <= now;
  IF FOUND THEN RETURN NULL; END IF;
  SELECT * INTO entry FROM ag06.dedupe_keys WHERE name = k->>'key';
  IF entry.run_id = c->>'runId' THEN RETURN NULL; END IF;
  RETURN jsonb_build_object('result', 'duplicate', 'runId', entry.run_id, 'sameBody', entry.body = k->>'body');
END $$;

CREATE FUNCTION ag06.create_run(w ag06.work, c jsonb) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ag06.runs VALUES (w.run_id, c->>'tenant', c->>'workflow', c->>'correlationId', w.status, 0, 0, w.at, w.at,
    NULL, '', true, coalesce(c->>'parent', ''))
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN false; END IF;
  INSERT INTO ag06.run_data VALUES (w.run_id, c->>'meta', c->>'input');
  INSERT INTO ag06.run_tags SELECT c->>'tenant', tag, w.at, w.run_id FROM jsonb_array_elements_text(c->'tags') AS tag;
  IF c ? 'parent' THEN
    INSERT INTO ag06.run_parents VALUES (c->>'tenant', c->>'parent', w.at, w.run_id);
  END IF;
  IF c ? 'terms' THEN
    INSERT INTO ag06.run_attributes
    SELECT c->>'tenant', term, w.at, w.run_id FROM jsonb_array_elements_text(c->'terms') AS term;
  END IF;
  RETURN true;
END $$;

CREATE FUNCTION ag06.submit(c jsonb, watchdog_ms bigint) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  w ag06.work := ag06.begin_work(c);
  delay_ms bigint := c->'delayMs';
  known jsonb;
BEGIN
  IF c ? 'dedupe' THEN
    known := ag06.reserve_key(c, w.now);
    IF known IS NOT NULL THEN RETURN known; END IF;
  END IF;
  w.status := CASE WHEN delay_ms > 0 THEN 'scheduled' ELSE 'running' END;
  w.tokens := 0;
  w.seq := 0;
  w.at := w.now;
  w.created_at := w.now;
  w.ended_by := '';
  IF NOT ag06.create_run(w, c) THEN
    PERFORM 1 FROM ag06.runs WHERE run_id = w.run_id FOR UPDATE;
    w := ag06.load_run(w);
    IF NOT ag06.is_over(w.status) THEN w := ag06.rebuild(w); END IF;
    RETURN ag06.to_moves(w) || jsonb_build_object('result', 'repeated', 'createdAt', w.created_at);
  END IF;
  w := ag06.add_event(w, 'run.accepted', '{"input":' || (c->>'input') || '}');
  IF c ? 'fork' THEN w := ag06.preset_all(w, c->'fork'); END IF;
  IF w.status = 'running' THEN w := ag06.add_event(w, 'run.started', '{}'); END IF;
  w := ag06.open_next(w, c->'roots', c->'fork');
  PERFORM ag06.flush(w);
  INSERT INTO ag06.wakeups VALUES (w.run_id, CASE WHEN delay_ms > 0 THEN 'start' ELSE 'watchdog' END,
    w.now + CASE WHEN delay_ms > 0 THEN delay_ms ELSE watchdog_ms END);
  IF c ? 'timeoutMs' AND delay_ms = 0 THEN
    INSERT INTO ag06.wakeups VALUES (w.run_id, 'deadline', w.now + (c->'timeoutMs')::bigint);
  END IF;
  RETURN ag06.to_moves(w) || jsonb_build_object('result', 'created', 'createdAt', w.created_at);
END $$;
`;
