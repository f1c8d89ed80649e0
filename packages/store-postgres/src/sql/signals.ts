import { MAILBOX_BYTES, MAILBOX_MESSAGES, SIGNAL_KEYS } from '@ag06/protocol';

/** A message is `<name>\n<key as JSON>\n<body>`. */
export const SIGNAL_TABLES = /* sql */ `
CREATE TABLE ag06.signal_keys (
  run_id text COLLATE "C" NOT NULL,
  -- A hash of it: keys may have any length.
  key bytea NOT NULL,
  -- What it stands for.
  purpose text COLLATE "C" NOT NULL,
  PRIMARY KEY (run_id, key)
);

-- What nobody has taken yet: of each name the lowest number first.
CREATE TABLE ag06.mailbox (
  run_id text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  n integer NOT NULL,
  message text NOT NULL,
  PRIMARY KEY (run_id, name, n)
);

-- What a unit has in hand.
CREATE TABLE ag06.signals_in_hand (
  run_id text COLLATE "C" NOT NULL,
  unit text COLLATE "C" NOT NULL,
  message text NOT NULL,
  PRIMARY KEY (run_id, unit)
);
`;

/** Signals of a run, as the commit uses them. */
export const SIGNALS = /* sql */ `
CREATE FUNCTION ag06.add_signal_event(w ag06.work, x ag06.unit_states, type text, message text) RETURNS ag06.work
LANGUAGE sql IMMUTABLE AS $$
  SELECT ag06.add_event(w, type, '{"step":"' || x.unit || '","name":"' || split_part(message, E'\\n', 1) || '","key":'
    || split_part(message, E'\\n', 2) || '}')
$$;

-- A unit takes a signal in hand, and its issuer holds it to record what it says.
CREATE FUNCTION ag06.take_signal(w ag06.work, x ag06.unit_states, text_of text) RETURNS ag06.work LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ag06.signals_in_hand VALUES (x.run_id, x.unit, text_of)
  ON CONFLICT (run_id, unit) DO UPDATE SET message = excluded.message;
  RETURN ag06.move(ag06.add_signal_event(w, x, 'signal.consumed', text_of), x, 'hold');
END $$;

-- Takes the first message of a name out of the mailbox; null if there is none.
CREATE FUNCTION ag06.take_message(id text, wanted text) RETURNS text LANGUAGE sql AS $$
  DELETE FROM ag06.mailbox m WHERE m.run_id = id AND m.name = wanted
    AND m.n = (SELECT min(f.n) FROM ag06.mailbox f WHERE f.run_id = id AND f.name = wanted)
  RETURNING m.message
$$;

-- Parks a step that no agent executes. 'park': the reason, and until when.
CREATE FUNCTION ag06.await(w ag06.work, x ag06.unit_states, park jsonb) RETURNS ag06.work LANGUAGE plpgsql AS $$
DECLARE
  why text := park->>'reason';
  until jsonb := park->'until';
  delay_ms bigint := coalesce((until->'afterMs')::bigint, (until->'at')::bigint - w.at);
  message text;
BEGIN
  IF why LIKE 'signal:%' THEN
    message := ag06.take_message(w.run_id, substr(why, 8));
    IF message IS NOT NULL THEN RETURN ag06.take_signal(w, x, message); END IF;
  END IF;
  PERFORM ag06.ask(w, x, substr(why, 8), park->>'card');
  RETURN ag06.move(w, x, 'wait', ',"reason":"' || why || '"' || coalesce(',"dueAt":' || w.at + delay_ms, '')
    || coalesce(',' || substr(park->>'card', 2, length(park->>'card') - 2), ''), why, delay_ms);
END $$;

-- Signals that their units do not come to are there again for the next ones. Of one that is about to be cancelled.
CREATE FUNCTION ag06.return_signals(w ag06.work) RETURNS ag06.work LANGUAGE plpgsql AS $$
DECLARE
  x ag06.unit_states;
  text_of text;
BEGIN
  FOR x IN SELECT u.* FROM ag06.unit_states u JOIN ag06.signals_in_hand USING (run_id, unit)
    WHERE u.run_id = w.run_id AND u.status = 'ready' ORDER BY u.unit LOOP
    DELETE FROM ag06.signals_in_hand h WHERE h.run_id = x.run_id AND h.unit = x.unit RETURNING h.message INTO text_of;
    INSERT INTO ag06.mailbox
    SELECT x.run_id, split_part(text_of, E'\\n', 1), coalesce(min(m.n), 0) - 1, text_of
    FROM ag06.mailbox m WHERE m.run_id = x.run_id AND m.name = split_part(text_of, E'\\n', 1);
    w := ag06.add_signal_event(w, x, 'signal.returned', text_of);
  END LOOP;
  RETURN w;
END $$;
`;

/** The command. */
export const SIGNAL = /* sql */ `
CREATE FUNCTION ag06.signal(c jsonb, watchdog_ms bigint) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  w ag06.work := ag06.load_run(ag06.begin_work(c));
  wanted text := c->>'name';
  purpose text := coalesce(c->>'purpose', c->>'name');
  known text;
  text_of text := c->>'message';
  key_hash bytea := sha256(convert_to(split_part(c->>'message', E'\\n', 2), 'UTF8'));
  x ag06.unit_states;
  has_room boolean;
BEGIN
  IF w.status IS NULL THEN RETURN '{"result": "refused", "reason": "unknown"}'; END IF;
  SELECT k.purpose INTO known FROM ag06.signal_keys k WHERE k.run_id = w.run_id AND k.key = key_hash;
  IF known <> purpose THEN RETURN ag06.to_refused(w, 'reused'); END IF;
  IF known IS NOT NULL THEN
    IF NOT ag06.is_over(w.status) THEN w := ag06.rebuild(w); END IF;
    RETURN ag06.to_repeated(w);
  END IF;
  IF ag06.is_over(w.status) THEN RETURN ag06.to_refused(w, 'terminal'); END IF;
  IF (SELECT count(*) >= ${SIGNAL_KEYS} FROM ag06.signal_keys k WHERE k.run_id = w.run_id) THEN
    RETURN ag06.to_refused(w, 'limit');
  END IF;
  SELECT * INTO x FROM ag06.unit_states u WHERE u.run_id = w.run_id AND u.reason = 'signal:' || wanted
    AND u.unit IN (SELECT jsonb_array_elements_text(c->'waiters')) AND coalesce((c->'park')::integer, 0) IN (0, u.park)
  ORDER BY u.park LIMIT 1;
  IF x.unit IS NULL AND c->>'orElse' = 'refuse' THEN RETURN ag06.to_refused(w, 'guard'); END IF;
  text_of := text_of || E'\\n' || w.at;
  SELECT count(*) < ${MAILBOX_MESSAGES} AND coalesce(sum(octet_length(m.message)), 0) + octet_length(text_of) <= ${MAILBOX_BYTES}
  INTO has_room FROM ag06.mailbox m WHERE m.run_id = w.run_id;
  IF x.unit IS NULL AND NOT has_room THEN RETURN ag06.to_refused(w, 'full'); END IF;
  INSERT INTO ag06.signal_keys VALUES (w.run_id, key_hash, purpose);
  w := ag06.add_event(w, 'signal.received', '{"name":"' || wanted || '","key":' || split_part(text_of, E'\\n', 2) || ','
    || substr(split_part(text_of, E'\\n', 3), 2));
  IF x.unit IS NULL THEN
    INSERT INTO ag06.mailbox SELECT w.run_id, wanted, coalesce(max(m.n) + 1, 0), text_of
    FROM ag06.mailbox m WHERE m.run_id = w.run_id AND m.name = wanted;
  ELSE
    w := ag06.take_signal(w, x, text_of);
    INSERT INTO ag06.wakeups VALUES (w.run_id, 'watchdog', w.now + watchdog_ms)
    ON CONFLICT (run_id, kind, subject) DO UPDATE SET due_at = excluded.due_at;
  END IF;
  PERFORM ag06.flush(w);
  RETURN ag06.to_moves(w) || '{"result": "applied"}';
END $$;
`;
