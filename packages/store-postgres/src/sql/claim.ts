/** Claims. The rules are numbered as in the reference, `claimUnit` of `packages/store`. */
export const CLAIM = /* sql */ `
-- Rule 3: takes over what an earlier delivery of this job held. It counts as lost only if another process held it.
CREATE FUNCTION ag06.take_over(w ag06.work, x ag06.unit_states, is_own boolean, is_idle boolean) RETURNS ag06.work
LANGUAGE plpgsql AS $$
DECLARE
  is_mine boolean := x.worker = w.worker;
BEGIN
  IF NOT is_mine THEN
    -- Of a running unit, the event says whether it goes back to its queue. Of any other, other events tell.
    w := ag06.redeliver(w, x, 'lose', CASE WHEN x.status = 'running' AND ag06.admits(w.status)
      THEN ',"queued":' || (x.lost < 2 AND (NOT is_own OR x.lost = 1 AND NOT is_idle)) ELSE '' END);
    x := ag06.find_unit(w.run_id, x.unit);
  END IF;
  IF x.status = 'ready' THEN RETURN ag06.move(w, x, CASE WHEN ag06.admits(w.status) THEN 'hold' ELSE 'leave' END); END IF;
  IF is_mine THEN RETURN ag06.move(w, x, 'take'); END IF;
  IF NOT ag06.admits(w.status) THEN RETURN ag06.block(w, x, 'pause'); END IF;
  IF x.lost >= 3 THEN RETURN ag06.move(w, x, 'take'); END IF;
  IF NOT is_own THEN RETURN ag06.move(w, x, 'again'); END IF;
  RETURN ag06.move(w, x, CASE WHEN x.lost = 2 AND NOT is_idle THEN 'alone' ELSE 'take' END);
END $$;

-- Rules 3 and 4 for every unit that 'rebuild' has not told. Only an earlier delivery of the job can have left anything.
CREATE FUNCTION ag06.take_over_all(w ag06.work, own text, is_idle boolean) RETURNS ag06.work LANGUAGE plpgsql AS $$
DECLARE
  x ag06.unit_states;
BEGIN
  FOR x IN SELECT * FROM ag06.unit_states u WHERE u.run_id = w.run_id
    AND (u.token > 0 AND u.job = w.job AND u.delivery < w.delivery OR u.token = 0 AND u.status = 'ready') ORDER BY u.unit
  LOOP
    IF x.token > 0 AND x.job = w.job AND x.delivery < w.delivery THEN
      w := ag06.take_over(w, x, x.unit IS NOT DISTINCT FROM own, is_idle);
    ELSIF x.status = 'ready' AND x.token = 0 AND ag06.admits(w.status) THEN
      w := ag06.reopen(w, x);
    END IF;
  END LOOP;
  RETURN w;
END $$;

-- Lanes read the input with their items, because there are many of them and the input may be large.
CREATE FUNCTION ag06.to_claimed(w ag06.work, has_to_wait boolean, is_lane boolean) RETURNS jsonb LANGUAGE sql AS $$
  SELECT ag06.to_moves(w) || jsonb_build_object('result', 'claimed', 'createdAt', w.created_at, 'again', has_to_wait,
    'meta', d.meta) || CASE WHEN is_lane THEN '{}' ELSE jsonb_build_object('input', d.input) END
  FROM ag06.run_data d WHERE d.run_id = w.run_id
$$;

CREATE FUNCTION ag06.is_told(w ag06.work) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT w.grants <> '[]' OR w.evaluations <> '[]' OR w.enqueues <> '[]'
$$;

-- A step blocked by a pause is stale: the resume dispatches it again. 'own': the step of the claim, if it is fresh.
CREATE FUNCTION ag06.to_nothing(w ag06.work, own text) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM ag06.unit_states u WHERE u.run_id = w.run_id AND u.unit = own AND ag06.is_listed(u)) THEN
    RETURN '{"result": "blocked"}';
  END IF;
  RETURN '{"result": "stale"}';
END $$;

CREATE FUNCTION ag06.claim(c jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  -- Workers of the release before call it 'refusal'.
  obstacle text := coalesce(c->>'obstacle', c->>'refusal');
  w ag06.work := ag06.load_run(ag06.begin_work(c));
  tokens_before integer := w.tokens;
  x ag06.unit_states;
  is_idle boolean := c->'idle';
  is_fresh boolean;
  is_lane boolean := ag06.is_lane(c->>'unit');
  own text;
  is_alone boolean := false;
  early_ms bigint;
BEGIN
  IF w.status IS NULL THEN RETURN '{"result": "unknown"}'; END IF;
  IF ag06.is_over(w.status) THEN RETURN '{"result": "terminal"}'; END IF;
  -- The input is part of the answer to a claim, unless a lane claims.
  IF NOT is_lane THEN w.known := '{in}'; END IF;
  SELECT * INTO x FROM ag06.unit_states u WHERE u.run_id = w.run_id AND u.unit = c->>'unit';
  is_fresh := coalesce(x.dispatch = (c->'dispatch')::integer AND x.attempt = (c->'attempt')::integer, false);
  own := CASE WHEN is_fresh THEN x.unit END;
  IF w.delivery > 1 OR x.src = w.id THEN
    w := ag06.rebuild(w, own, w.job);
    IF w.is_repeated THEN
      IF ag06.is_told(w) THEN RETURN ag06.to_claimed(w, false, is_lane); END IF;
      RETURN ag06.to_nothing(w, own);
    END IF;
    w := ag06.take_over_all(w, own, is_idle);
    IF is_fresh THEN
      -- A step that this claim has just put back after two lost deliveries has neither holder nor source.
      is_alone := x.token > 0;
      SELECT * INTO x FROM ag06.unit_states u WHERE u.run_id = w.run_id AND u.unit = own;
      -- A step that is about to be blocked needs no worker of its own.
      is_alone := is_alone AND x.status = 'scheduled' AND x.src = '' AND obstacle IS NULL;
    END IF;
  END IF;
  IF is_fresh AND NOT is_alone AND ag06.has_job(x) THEN
    IF x.status = 'parked' AND w.now < x.due_at THEN
      early_ms := x.due_at - w.now;
    ELSIF NOT ag06.admits(w.status) THEN
      w := ag06.block(w, x, 'pause');
    ELSIF obstacle IS NOT NULL AND x.lost < 3 THEN
      -- Rule 6: the worker does not begin the step. A lane takes no item, and is done if there is none.
      w := CASE WHEN is_lane AND x.item IS NULL AND NOT ag06.has_item(x) THEN ag06.move(w, x, 'retire')
        ELSE ag06.block(w, x, obstacle, ag06.properties_of(coalesce(c->>'obstacleDetail', c->>'refusalDetail'))) END;
    ELSIF x.lost = 2 AND NOT is_idle THEN
      is_alone := true;
    ELSE
      IF is_lane THEN x := ag06.take_item(x); END IF;
      w := CASE WHEN is_lane AND x.item IS NULL THEN ag06.move(w, x, 'retire')
        WHEN x.lost < 3 THEN ag06.begin_step(w, x, 'claim')
        ELSE ag06.move(w, x, 'poison', ',"worker":"' || w.worker || '"') END;
    END IF;
  END IF;
  IF w.tokens <> tokens_before OR cardinality(w.types) > 0 THEN PERFORM ag06.flush(w); END IF;
  IF ag06.is_told(w) THEN RETURN ag06.to_claimed(w, is_alone OR early_ms IS NOT NULL, is_lane); END IF;
  IF is_alone THEN RETURN '{"result": "alone"}'; END IF;
  IF early_ms IS NOT NULL THEN RETURN jsonb_build_object('result', 'early', 'waitMs', early_ms); END IF;
  PERFORM ag06.check_unit(x);
  RETURN ag06.to_nothing(w, own);
END $$;
`;
