/** Further fields of a run: of a fork, what its source recorded (`r:<call>`), and what may act for real (`a:<name>`). */
export const RUN_FIELDS = /* sql */ `
CREATE TABLE ag06.run_fields (
  run_id text COLLATE "C" NOT NULL,
  field text COLLATE "C" NOT NULL,
  value text NOT NULL,
  PRIMARY KEY (run_id, field)
);
`;

/** What a fork has from its source, and what it may do. */
export const FORKS = /* sql */ `
CREATE FUNCTION ag06.preset_outcome(w ag06.work, p jsonb) RETURNS ag06.work LANGUAGE plpgsql AS $$
DECLARE
  x ag06.unit_states := ag06.new_unit(w.run_id, p->>'step', false, '{}');
  outcome text := p->>'status';
  more text := ',"status":"' || outcome || '"';
  c ag06.item_counts;
BEGIN
  x.attempt := p->'attempt';
  x.iteration := coalesce((p->'iteration')::integer, 0);
  x.output := CASE outcome WHEN 'skipped' THEN NULL ELSE p->>'output' END;
  x.error := p->>'error';
  SELECT * INTO c FROM ag06.item_counts k WHERE k.run_id = w.run_id AND k.step = x.unit;
  -- The outputs of a list are in the events of its items.
  more := more || CASE WHEN c.step IS NULL THEN coalesce(',"output":' || x.output, '')
    ELSE ',"items":' || c.total || ',"failed":' || c.failed END;
  RETURN ag06.move(w, x, CASE outcome WHEN 'completed' THEN 'preset' ELSE 'preset_' || outcome END,
    more || coalesce(',"error":' || x.error, ''));
END $$;

CREATE FUNCTION ag06.preset_items(w ag06.work, p jsonb) RETURNS ag06.work LANGUAGE plpgsql AS $$
DECLARE
  step_id text := p->>'step';
  total integer := p->'list'->'total';
  types text[];
  bodies text[];
  failed integer;
BEGIN
  INSERT INTO ag06.item_chunks
  SELECT w.run_id, step_id, e.i - 1, e.items
  FROM jsonb_array_elements_text(p->'list'->'chunks') WITH ORDINALITY AS e (items, i);
  INSERT INTO ag06.item_results
  SELECT w.run_id, step_id, (o->'item')::integer, o->>'status', (o->'attempt')::integer, o->>'result'
  FROM jsonb_array_elements(p->'outcomes') AS o;
  SELECT count(*) FILTER (WHERE o->>'status' <> 'completed'), array_agg('item.preset'::text),
    array_agg('{"step":"' || step_id || '","item":' || (o->>'item') || ',"attempt":' || (o->>'attempt') || ',"status":"'
      || (o->>'status') || '",' || CASE o->>'status' WHEN 'completed' THEN '"output":' ELSE '"error":' END
      || (o->>'result') || '}' ORDER BY e.i)
  INTO failed, types, bodies
  FROM jsonb_array_elements(p->'outcomes') WITH ORDINALITY AS e (o, i);
  INSERT INTO ag06.item_counts VALUES
    (w.run_id, step_id, total, total, total - jsonb_array_length(p->'outcomes'), failed);
  w := ag06.add_event(w, 'step.preset', '{"step":"' || step_id || '","attempt":1,"items":' || total || '}');
  w.types := w.types || types;
  w.bodies := w.bodies || bodies;
  -- The row 'preset', for all lanes at once.
  INSERT INTO ag06.unit_states
  SELECT w.run_id, step_id || '.' || i, 'completed', 1, 0, 0, '', w.id, '', 0, 0, '', 0, false, '{}',
    NULL, NULL, NULL, NULL, '', 0
  FROM generate_series(0, (p->'lanes')::integer - 1) AS i;
  RETURN w;
END $$;

-- The step begins in a later iteration than its first, once it is opened.
CREATE FUNCTION ag06.preset_iteration(w ag06.work, p jsonb) RETURNS ag06.work LANGUAGE sql AS $$
  SELECT ag06.add_event(w, 'step.preset', '{"step":"' || (p->>'step') || '","attempt":1'
    || CASE WHEN (p->'iteration')::integer > 1 THEN ',"iteration":' || (p->'iteration')::integer - 1 ELSE '' END
    || ',"status":"iterated","output":' || (p->>'output') || '}')
$$;

CREATE FUNCTION ag06.preset_all(w ag06.work, fork jsonb) RETURNS ag06.work LANGUAGE plpgsql AS $$
DECLARE
  p jsonb;
BEGIN
  w := ag06.add_event(w, 'run.forked', fork->>'event');
  INSERT INTO ag06.run_fields SELECT w.run_id, f->>0, f->>1 FROM jsonb_array_elements(fork->'fields') AS f;
  FOR p IN SELECT value FROM jsonb_array_elements(fork->'presets') LOOP
    w := CASE p->>'preset'
      WHEN 'outcome' THEN ag06.preset_outcome(w, p)
      WHEN 'iteration' THEN ag06.preset_iteration(w, p)
      ELSE ag06.preset_items(w, p)
    END;
  END LOOP;
  RETURN w;
END $$;

-- A unit of a fork as it is to be opened: in a later iteration, if there is a preset of one.
CREATE FUNCTION ag06.begun(x ag06.unit_states, fork jsonb) RETURNS ag06.unit_states LANGUAGE plpgsql AS $$
DECLARE
  p jsonb;
BEGIN
  IF fork IS NULL THEN RETURN x; END IF;
  SELECT e INTO p FROM jsonb_array_elements(fork->'presets') AS e
  WHERE e->>'preset' = 'iteration' AND e->>'step' = x.unit;
  IF FOUND THEN
    x.iteration := p->'iteration';
    x.last_output := p->>'output';
  END IF;
  RETURN x;
END $$;

CREATE FUNCTION ag06.may_act(w ag06.work, name text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM ag06.run_fields f WHERE f.run_id = w.run_id AND f.field = 'a:' || name)
$$;

-- Puts a held unit aside. One that was allowed to act meanwhile goes on at once instead.
CREATE FUNCTION ag06.block_held(w ag06.work, x ag06.unit_states, reason text, more text) RETURNS ag06.work
LANGUAGE plpgsql AS $$
BEGIN
  IF reason LIKE 'fork:%' AND ag06.may_act(w, substr(reason, 6)) THEN
    IF x.status = 'ready' THEN RETURN ag06.reopen(w, x); END IF;
    IF NOT ag06.admits(w.status) THEN RETURN ag06.block(w, x, 'pause'); END IF;
    w := ag06.redeliver(w, x, 'redeliver', ',"reason":"released"');
    RETURN ag06.move(w, x, 'again');
  END IF;
  RETURN ag06.block(w, x, reason, more);
END $$;

-- Lets agents and workflows act for real. The units that are parked for one of them go on.
CREATE FUNCTION ag06.allow(w ag06.work, change jsonb) RETURNS ag06.work LANGUAGE plpgsql AS $$
DECLARE
  x ag06.unit_states;
BEGIN
  w := ag06.add_event(w, 'run.allowed', '{"names":' || (change->'names')::text || coalesce(',"by":' || (change->'by')::text, '') || '}');
  INSERT INTO ag06.run_fields SELECT w.run_id, 'a:' || name, '1' FROM jsonb_array_elements_text(change->'names') AS name
  ON CONFLICT DO NOTHING;
  FOR x IN SELECT * FROM ag06.unit_states u WHERE u.run_id = w.run_id AND u.status = 'parked'
    AND u.reason IN (SELECT 'fork:' || name FROM jsonb_array_elements_text(change->'names') AS name) ORDER BY u.unit
  LOOP
    w := ag06.reopen(w, x);
  END LOOP;
  RETURN w;
END $$;
`;
