/** The one function that moves units, by the table of moves. */
export const MOVES = /* sql */ `
CREATE FUNCTION ag06.to_job(unit text, attempt integer, dispatch integer, delay_ms bigint) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_build_object('unit', unit, 'attempt', attempt, 'dispatch', dispatch, 'delayMs', delay_ms)
$$;

-- Where a unit is, in the words of the table: a status, or parked for a kind of reason.
CREATE FUNCTION ag06.origin_of(x ag06.unit_states) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE x.status WHEN 'parked' THEN 'parked(' || split_part(x.reason, ':', 1) || ')' ELSE x.status END
$$;

CREATE FUNCTION ag06.changed(number integer, how text) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE how WHEN '+1' THEN number + 1 WHEN '-1' THEN number - 1 WHEN '=0' THEN 0 WHEN '=1' THEN 1 ELSE number END
$$;

-- Moves a unit by a row of the table, and writes it. An error if the row does not begin where the unit is. 'more': further
-- properties of its event. 'reason': why it is parked. 'is_quiet': no event, because nothing of the unit was begun. The
-- caller's copy of the unit does not change: read it again before the next move.
CREATE FUNCTION ag06.move(w ag06.work, x ag06.unit_states, name text, more text DEFAULT '', reason text DEFAULT '',
  delay_ms bigint DEFAULT 0, is_quiet boolean DEFAULT false) RETURNS ag06.work LANGUAGE plpgsql AS $$
DECLARE
  m ag06.move_row := ag06.row_of(name);
  origin text := ag06.origin_of(x);
  is_new boolean := x.status = 'pending';
BEGIN
  IF (origin = ANY (m.origins) OR x.status = ANY (m.origins)) IS NOT TRUE THEN
    PERFORM ag06.check_unit(x);
    RAISE EXCEPTION '% is %: no move %.', x.unit, origin, name;
  END IF;
  IF is_quiet THEN m.event := NULL; END IF;
  IF m.event_of = 'before' THEN w := ag06.add_step_event(w, m.event, x, more); END IF;
  IF m.target <> 'same' THEN
    IF x.status = 'parked' THEN
      PERFORM ag06.unlist(w, x);
      PERFORM ag06.disarm(w, x);
      PERFORM ag06.close_approval(x);
    END IF;
    x.status := m.target;
    IF ag06.is_final(x.status) THEN x.reads := '{}'; END IF;
    x.reason := reason;
    x.park := 0;
    IF m.target = 'parked' THEN
      w.tokens := w.tokens + 1;
      x.park := w.tokens;
      PERFORM ag06.list(w, x);
    END IF;
  END IF;
  IF m.lost = '+1' THEN
    x.lost_tokens := CASE x.lost WHEN 0 THEN '{}' ELSE coalesce(x.lost_tokens, '{}') END || x.token;
  END IF;
  x.attempt := ag06.changed(x.attempt, m.attempt);
  x.dispatch := ag06.changed(x.dispatch, m.dispatch);
  x.lost := ag06.changed(x.lost, m.lost);
  x.iteration := ag06.changed(x.iteration, m.iteration);
  IF m.source <> 'kept' THEN x.src := CASE m.source WHEN 'this' THEN w.id ELSE '' END; END IF;
  IF m.by_job = 'job' THEN x.by_job := w.job; END IF;
  IF m.holder = 'issuer' THEN
    w.tokens := w.tokens + 1;
    x.job := w.job;
    x.delivery := w.delivery;
    x.token := w.tokens;
    x.worker := w.worker;
  ELSIF m.holder = 'none' THEN
    x.job := '';
    x.delivery := 0;
    x.token := 0;
    x.worker := '';
  END IF;
  IF m.due <> 'kept' THEN
    x.due_at := CASE m.due WHEN 'now' THEN w.at WHEN 'none' THEN 0 ELSE coalesce(w.at + delay_ms, 0) END;
  END IF;
  IF m.due = 'wake' AND x.due_at > 0 THEN PERFORM ag06.arm(x); END IF;
  IF is_new THEN
    INSERT INTO ag06.unit_states VALUES (x.*);
  ELSE
    UPDATE ag06.unit_states u SET status = x.status, attempt = x.attempt, dispatch = x.dispatch, lost = x.lost,
      by_job = x.by_job, src = x.src, job = x.job, delivery = x.delivery, token = x.token, worker = x.worker,
      due_at = x.due_at, evaluates = x.evaluates, reads = x.reads, output = x.output, error = x.error, item = x.item,
      lost_tokens = x.lost_tokens, reason = x.reason, park = x.park,
      iteration = x.iteration, last_output = x.last_output
    WHERE u.run_id = x.run_id AND u.unit = x.unit;
  END IF;
  IF m.event IS NOT NULL AND m.event_of IS NULL THEN w := ag06.add_step_event(w, m.event, x, more); END IF;
  CASE m.tells
    WHEN 'grant', 'evaluation' THEN RETURN ag06.tell_grant(w, x);
    WHEN 'enqueue' THEN w.enqueues := w.enqueues || ag06.to_job(x.unit, x.attempt, x.dispatch, delay_ms);
    WHEN 'obsolete' THEN
      IF x.dispatch > 0 THEN w.obsolete := w.obsolete || ag06.to_job(x.unit, x.attempt, x.dispatch, 0); END IF;
    ELSE NULL;
  END CASE;
  RETURN w;
END $$;

-- Begins an execution; its event names the worker. 'name': start, claim or next.
CREATE FUNCTION ag06.begin_step(w ag06.work, x ag06.unit_states, name text) RETURNS ag06.work LANGUAGE sql AS $$
  SELECT ag06.move(w, x, name, ',"worker":"' || w.worker || '"')
$$;

-- Records that the unit's holder is gone. 'name': lose, which counts the delivery as lost, or redeliver.
CREATE FUNCTION ag06.redeliver(w ag06.work, x ag06.unit_states, name text, more text DEFAULT '') RETURNS ag06.work
LANGUAGE sql AS $$
  SELECT ag06.move(w, x, name, ',"worker":"' || w.worker || '","lost":' || x.lost + (name = 'lose')::integer || more)
$$;

CREATE FUNCTION ag06.block(w ag06.work, x ag06.unit_states, reason text, more text DEFAULT '') RETURNS ag06.work
LANGUAGE sql AS $$
  SELECT ag06.move(w, x, 'park', ',"blockedBy":"' || reason || '"' || more, reason)
$$;

CREATE FUNCTION ag06.find_unit(id text, name text) RETURNS ag06.unit_states LANGUAGE sql AS $$
  SELECT u FROM ag06.unit_states u WHERE u.run_id = id AND u.unit = name
$$;

CREATE FUNCTION ag06.new_unit(id text, name text, does_evaluate boolean, fields text[]) RETURNS ag06.unit_states
LANGUAGE sql IMMUTABLE AS $$
  SELECT ROW(id, name, 'pending', 1, 0, 0, '', '', '', 0, 0, '', 0, does_evaluate, fields, NULL, NULL, NULL, NULL, '',
    0, 0, NULL)::ag06.unit_states
$$;
`;
