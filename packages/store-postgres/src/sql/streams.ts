/**
 * Streams of events. Events become visible in the order of their positions, because appends to a stream wait for each
 * other at its row. A deleted stream keeps its row until all else of its incarnation is freed.
 */
const TABLES = /* sql */ `
CREATE SEQUENCE ag06.stream_incarnations;

CREATE TABLE ag06.streams (
  incarnation bigint PRIMARY KEY,
  tenant text COLLATE "C" NOT NULL,
  stream text COLLATE "C" NOT NULL,
  first bigint NOT NULL DEFAULT 1,
  first_at bigint NOT NULL DEFAULT 0,
  last bigint NOT NULL DEFAULT 0,
  last_at bigint NOT NULL DEFAULT 0,
  -- Of the events that are kept: their bytes, and how many have a type that is not counted by name.
  bytes bigint NOT NULL DEFAULT 0,
  others bigint NOT NULL DEFAULT 0,
  commands bigint NOT NULL DEFAULT 0,
  is_deleted boolean NOT NULL DEFAULT false
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX streams_by_name ON ag06.streams (tenant, stream) WHERE NOT is_deleted;
CREATE INDEX streams_deleted ON ag06.streams (tenant, stream) WHERE is_deleted;

-- Data is JSON text, or compressed.
CREATE TABLE ag06.stream_events (
  incarnation bigint NOT NULL,
  position bigint NOT NULL,
  at bigint NOT NULL,
  bytes integer NOT NULL,
  type text COLLATE "C" NOT NULL,
  id text COLLATE "C",
  correlation_id text COLLATE "C",
  trace_id text COLLATE "C",
  data text,
  packed bytea,
  PRIMARY KEY (incarnation, position)
);
CREATE INDEX stream_events_by_type ON ag06.stream_events (incarnation, type, position);
CREATE INDEX stream_events_by_correlation ON ag06.stream_events (incarnation, correlation_id, position)
  WHERE correlation_id IS NOT NULL;

CREATE TABLE ag06.correlated_events (
  tenant text COLLATE "C" NOT NULL,
  correlation_id text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  stream text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  incarnation bigint NOT NULL,
  PRIMARY KEY (tenant, correlation_id, at, stream, position, incarnation)
);

CREATE TABLE ag06.stream_ids (
  incarnation bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (incarnation, id)
);

-- Events without an id, by the hash of their content, until they expire.
CREATE TABLE ag06.stream_contents (
  incarnation bigint NOT NULL,
  hash text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  at bigint NOT NULL,
  expires_at bigint NOT NULL,
  PRIMARY KEY (incarnation, hash)
);
CREATE INDEX stream_contents_by_expiry ON ag06.stream_contents (incarnation, expires_at);

-- Answers to appends, for a repeat.
CREATE TABLE ag06.stream_commands (
  incarnation bigint NOT NULL,
  command text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  answer text NOT NULL,
  PRIMARY KEY (incarnation, command)
);
CREATE INDEX stream_commands_by_age ON ag06.stream_commands (incarnation, at);

-- The types that are counted by name; one stays at 0.
CREATE TABLE ag06.stream_types (
  incarnation bigint NOT NULL,
  type text COLLATE "C" NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (incarnation, type)
) WITH (fillfactor = 70);
`;

/**
 * An answer is `<incarnation>|<last>|<runs>`, as on Redis: a run is `n` (new) or `d` (duplicates), first position, count and
 * time. A conflict is `conflict|<last>`.
 */
const APPEND = /* sql */ `
-- Finds a stream, creates it if it is unknown, and locks its row.
CREATE FUNCTION ag06.open_stream(for_tenant text, for_stream text) RETURNS ag06.streams LANGUAGE plpgsql AS $$
DECLARE
  s ag06.streams;
BEGIN
  LOOP
    SELECT * INTO s FROM ag06.streams x WHERE x.tenant = for_tenant AND x.stream = for_stream AND NOT x.is_deleted
    FOR NO KEY UPDATE;
    IF FOUND THEN RETURN s; END IF;
    INSERT INTO ag06.streams (incarnation, tenant, stream)
    VALUES (nextval('ag06.stream_incarnations'), for_tenant, for_stream) ON CONFLICT DO NOTHING;
  END LOOP;
END $$;

-- Counts the types of the events after a position. Returns how many of them have a type that is not counted by name.
CREATE FUNCTION ag06.count_types(of_incarnation bigint, after bigint, max_types integer) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  uncounted bigint;
BEGIN
  WITH counts AS (
    SELECT e.type, count(*) AS n, min(e.position) AS first FROM ag06.stream_events e
    WHERE e.incarnation = of_incarnation AND e.position > after GROUP BY e.type
  ), ranked AS (
    SELECT c.*, t.type IS NOT NULL AS is_known, count(*) FILTER (WHERE t.type IS NULL) OVER (ORDER BY c.first) AS nth
    FROM counts c LEFT JOIN ag06.stream_types t ON t.incarnation = of_incarnation AND t.type = c.type
  ), judged AS (
    SELECT r.*, r.is_known OR r.nth <= max_types - (
      SELECT count(*) FROM ag06.stream_types t WHERE t.incarnation = of_incarnation
    ) AS is_named FROM ranked r
  ), named AS (
    INSERT INTO ag06.stream_types AS t SELECT of_incarnation, j.type, j.n FROM judged j WHERE j.is_named
    ON CONFLICT (incarnation, type) DO UPDATE SET count = t.count + excluded.count
  )
  SELECT coalesce(sum(j.n) FILTER (WHERE NOT j.is_named), 0) INTO uncounted FROM judged j;
  RETURN uncounted;
END $$;

-- Appends the events that are no duplicates. Returns the runs of the answer. 'now' is the time of the new events.
CREATE FUNCTION ag06.place_events(s ag06.streams, now bigint, dedupe_ms bigint, events json) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  answer text;
BEGIN
  WITH given AS MATERIALIZED (
    SELECT * FROM ROWS FROM (
      json_to_recordset(events) AS (t text, c text, i text, r text, h text, d text, z text, b integer)
    ) WITH ORDINALITY AS x(t, c, i, r, h, d, z, b, n)
  ), known AS MATERIALIZED (
    SELECT g.*, coalesce(i.position, h.position) AS known_position, coalesce(i.at, h.at) AS known_at,
      first_value(g.n) OVER (PARTITION BY coalesce('i' || g.i, 'h' || g.h, 'n' || g.n) ORDER BY g.n) AS first_n
    FROM given g
    LEFT JOIN ag06.stream_ids i ON i.incarnation = s.incarnation AND i.id = g.i
    LEFT JOIN ag06.stream_contents h ON h.incarnation = s.incarnation AND h.hash = g.h AND h.expires_at > now
  ), placed AS MATERIALIZED (
    SELECT k.*, k.known_position IS NULL AND k.n = k.first_n AS is_new,
      s.last + count(*) FILTER (WHERE k.known_position IS NULL AND k.n = k.first_n) OVER (ORDER BY k.n) AS place
    FROM known k
  ), written AS (
    INSERT INTO ag06.stream_events (incarnation, position, at, bytes, type, id, correlation_id, trace_id, data, packed)
    SELECT s.incarnation, p.place, now, p.b, p.t, p.i, p.c, p.r, p.d, decode(p.z, 'base64') FROM placed p WHERE p.is_new
  ), ids AS (
    INSERT INTO ag06.stream_ids SELECT s.incarnation, p.i, p.place, now FROM placed p WHERE p.is_new AND p.i IS NOT NULL
  ), contents AS (
    INSERT INTO ag06.stream_contents
    SELECT s.incarnation, p.h, p.place, now, now + dedupe_ms FROM placed p WHERE p.is_new AND p.h IS NOT NULL
    ON CONFLICT (incarnation, hash)
    DO UPDATE SET position = excluded.position, at = excluded.at, expires_at = excluded.expires_at
  ), correlated AS (
    INSERT INTO ag06.correlated_events
    SELECT s.tenant, p.c, now, s.stream, p.place, s.incarnation FROM placed p WHERE p.is_new AND p.c IS NOT NULL
  ), answered AS (
    SELECT p.n, p.is_new, CASE WHEN p.is_new THEN now ELSE coalesce(p.known_at, now) END AS at,
      CASE WHEN p.is_new THEN p.place ELSE coalesce(p.known_position, f.place) END AS position
    FROM placed p JOIN placed f ON f.n = p.first_n
  ), edges AS (
    SELECT a.*, (a.position, a.is_new, a.at) IS DISTINCT FROM
      (lag(a.position) OVER w + 1, lag(a.is_new) OVER w, lag(a.at) OVER w) AS begins
    FROM answered a WINDOW w AS (ORDER BY a.n)
  ), runs AS (
    SELECT e.*, count(*) FILTER (WHERE e.begins) OVER (ORDER BY e.n) AS run FROM edges e
  ), texts AS (
    SELECT r.run, CASE WHEN r.is_new THEN 'n' ELSE 'd' END || min(r.position) || ',' || count(*) || ',' || r.at AS text
    FROM runs r GROUP BY r.run, r.is_new, r.at
  )
  SELECT string_agg(t.text, ';' ORDER BY t.run) INTO answer FROM texts t;
  RETURN answer;
END $$;

CREATE FUNCTION ag06.append_events(
  for_tenant text, for_stream text, of_command text, expected bigint, dedupe_ms bigint, events json,
  max_types integer, max_commands bigint, command_ms bigint
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  s ag06.streams;
  now bigint;
  answer text;
  runs text;
  added bigint;
  last_place bigint;
  uncounted bigint := 0;
  gone integer;
BEGIN
  IF expected > 0 AND NOT EXISTS (
    SELECT FROM ag06.streams x WHERE x.tenant = for_tenant AND x.stream = for_stream AND NOT x.is_deleted
  ) THEN RETURN 'conflict|0'; END IF;
  s := ag06.open_stream(for_tenant, for_stream);
  SELECT c.answer INTO answer FROM ag06.stream_commands c WHERE c.incarnation = s.incarnation AND c.command = of_command;
  IF FOUND THEN RETURN answer; END IF;
  IF expected <> s.last THEN RETURN 'conflict|' || s.last; END IF;
  now := greatest(ag06.now_ms(), s.last_at);
  runs := ag06.place_events(s, now, dedupe_ms, events);
  SELECT coalesce(max(e.position), s.last), coalesce(sum(e.bytes), 0) INTO last_place, added FROM ag06.stream_events e
  WHERE e.incarnation = s.incarnation AND e.position > s.last;
  IF last_place > s.last THEN uncounted := ag06.count_types(s.incarnation, s.last, max_types); END IF;
  answer := s.incarnation || '|' || last_place || '|' || runs;
  INSERT INTO ag06.stream_commands VALUES (s.incarnation, of_command, now, answer);
  DELETE FROM ag06.stream_contents c WHERE (c.incarnation, c.hash) IN (
    SELECT x.incarnation, x.hash FROM ag06.stream_contents x WHERE x.incarnation = s.incarnation AND x.expires_at <= now
    ORDER BY x.expires_at LIMIT 2 * json_array_length(events) + 2
  );
  DELETE FROM ag06.stream_commands c WHERE (c.incarnation, c.command) IN (
    SELECT x.incarnation, x.command FROM ag06.stream_commands x WHERE x.incarnation = s.incarnation
      AND (x.at <= now - command_ms OR s.commands >= max_commands)
    ORDER BY x.at LIMIT 4
  );
  GET DIAGNOSTICS gone = ROW_COUNT;
  UPDATE ag06.streams x SET last = last_place, bytes = x.bytes + added, others = x.others + uncounted,
    last_at = CASE WHEN last_place > s.last THEN now ELSE x.last_at END,
    first_at = CASE WHEN s.last < s.first AND last_place > s.last THEN now ELSE x.first_at END,
    commands = x.commands + 1 - gone
  WHERE x.incarnation = s.incarnation;
  RETURN answer;
END $$;
`;

const READ = /* sql */ `
CREATE FUNCTION ag06.find_stream(for_tenant text, for_stream text) RETURNS ag06.streams LANGUAGE sql STABLE AS $$
  SELECT x.* FROM ag06.streams x WHERE x.tenant = for_tenant AND x.stream = for_stream AND NOT x.is_deleted
$$;

-- Finds a stream. A deletion waits until the transaction has ended.
CREATE FUNCTION ag06.hold_stream(for_tenant text, for_stream text) RETURNS ag06.streams LANGUAGE sql AS $$
  SELECT x.* FROM ag06.streams x WHERE x.tenant = for_tenant AND x.stream = for_stream AND NOT x.is_deleted FOR KEY SHARE
$$;

-- Returns 'sound', or that the stream is unknown, or another incarnation than the wanted one, if any.
CREATE FUNCTION ag06.judge_stream(s ag06.streams, wanted bigint, sound text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN s.incarnation IS NULL THEN 'unknown' WHEN wanted <> s.incarnation THEN 'renewed' ELSE sound END
$$;

-- Returns the first position whose time is not before 'since'; one behind the last if there is none.
CREATE FUNCTION ag06.position_at(s ag06.streams, since bigint) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
  low bigint := s.first;
  high bigint := s.last + 1;
  middle bigint;
  found_at bigint;
BEGIN
  WHILE low < high LOOP
    middle := (low + high) / 2;
    SELECT e.at INTO found_at FROM ag06.stream_events e WHERE e.incarnation = s.incarnation AND e.position = middle;
    IF found_at < since THEN low := middle + 1; ELSE high := middle; END IF;
  END LOOP;
  RETURN low;
END $$;

-- Decides which events a page has.
CREATE FUNCTION ag06.plan_page(
  for_tenant text, for_stream text, wanted bigint, after bigint, since bigint, until bigint, of_type text, correlation text,
  max_events integer, max_bytes bigint,
  OUT result text, OUT incarnation bigint, OUT first bigint, OUT last bigint, OUT upto bigint, OUT has_more boolean,
  OUT positions bigint[]
) LANGUAGE plpgsql STABLE AS $$
DECLARE
  s ag06.streams;
  low bigint;
  high bigint;
  examined integer;
BEGIN
  s := ag06.find_stream(for_tenant, for_stream);
  result := ag06.judge_stream(s, wanted, 'page');
  incarnation := s.incarnation;
  first := s.first;
  last := s.last;
  IF result <> 'page' THEN RETURN; END IF;
  low := greatest(after + 1, s.first, CASE WHEN since IS NULL THEN 0 ELSE ag06.position_at(s, since) END);
  high := CASE WHEN until IS NULL THEN s.last ELSE ag06.position_at(s, until) - 1 END;
  WITH matching AS (
    SELECT e.position, e.bytes FROM ag06.stream_events e
    WHERE e.incarnation = s.incarnation AND e.position BETWEEN low AND high
      AND (of_type IS NULL OR e.type = of_type) AND (correlation IS NULL OR e.correlation_id = correlation)
    ORDER BY e.position LIMIT max_events
  ), summed AS (
    SELECT m.position, sum(m.bytes) OVER (ORDER BY m.position) - m.bytes AS before FROM matching m
  )
  SELECT count(*), coalesce(array_agg(m.position ORDER BY m.position) FILTER (WHERE m.before < max_bytes), '{}')
  INTO examined, positions FROM summed m;
  upto := greatest(after, low - 1, CASE
    WHEN examined = max_events OR examined > cardinality(positions) THEN positions[cardinality(positions)]
    ELSE high
  END);
  has_more := upto < high;
END $$;
`;

const REMOVE = /* sql */ `
-- Removes events from the first on, at most 'most' and only those before a position. Returns how many.
CREATE FUNCTION ag06.remove_events(s ag06.streams, before bigint, most integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  removed integer;
  lost_bytes bigint;
  new_first bigint := least(before, s.first + most);
  lost_others bigint;
BEGIN
  WITH gone AS (
    DELETE FROM ag06.stream_events e WHERE e.incarnation = s.incarnation AND e.position >= s.first AND e.position < new_first
    RETURNING e.position, e.at, e.type, e.bytes, e.correlation_id
  ), forgotten AS (
    -- By the whole key, row by row: an event of many under one correlation id is found at once.
    DELETE FROM ag06.correlated_events f WHERE f.ctid = ANY (ARRAY(
      SELECT c.ctid FROM gone g, LATERAL (
        SELECT x.ctid FROM ag06.correlated_events x WHERE x.tenant = s.tenant AND x.correlation_id = g.correlation_id
          AND x.at = g.at AND x.stream = s.stream AND x.position = g.position AND x.incarnation = s.incarnation OFFSET 0
      ) c
    ))
  ), counts AS (
    SELECT g.type, count(*) AS n FROM gone g GROUP BY g.type
  ), counted AS (
    UPDATE ag06.stream_types t SET count = t.count - c.n FROM counts c
    WHERE t.incarnation = s.incarnation AND t.type = c.type RETURNING c.n
  )
  SELECT count(*), coalesce(sum(g.bytes), 0), count(*) - coalesce((SELECT sum(n) FROM counted), 0)
  INTO removed, lost_bytes, lost_others FROM gone g;
  UPDATE ag06.streams x SET first = greatest(x.first, new_first), bytes = x.bytes - lost_bytes,
    others = x.others - lost_others, first_at = coalesce((
      SELECT e.at FROM ag06.stream_events e WHERE e.incarnation = s.incarnation AND e.position = new_first
    ), x.first_at)
  WHERE x.incarnation = s.incarnation AND new_first > x.first;
  RETURN removed;
END $$;

-- One step of a trim. The answer tells whether more is to be removed.
CREATE FUNCTION ag06.trim_stream(
  for_tenant text, for_stream text, wanted bigint, before bigint, even_unread boolean, most integer,
  OUT result text, OUT incarnation bigint, OUT removed integer, OUT first bigint, OUT has_more boolean
) LANGUAGE plpgsql AS $$
DECLARE
  s ag06.streams;
  until bigint;
BEGIN
  SELECT * INTO s FROM ag06.streams x WHERE x.tenant = for_tenant AND x.stream = for_stream AND NOT x.is_deleted
  FOR NO KEY UPDATE;
  result := ag06.judge_stream(s, wanted, 'trimmed');
  incarnation := s.incarnation;
  IF result <> 'trimmed' THEN RETURN; END IF;
  until := least(before, s.last + 1);
  IF NOT even_unread THEN
    SELECT least(until, min(ag06.needed_by(g, s.first))) INTO until FROM ag06.stream_groups g
    WHERE g.incarnation = s.incarnation;
  END IF;
  removed := CASE WHEN until > s.first THEN ag06.remove_events(s, until, most) ELSE 0 END;
  SELECT x.first INTO first FROM ag06.streams x WHERE x.incarnation = s.incarnation;
  has_more := first < until;
END $$;

-- Takes a stream away. Returns whether there was one.
CREATE FUNCTION ag06.delete_stream(for_tenant text, for_stream text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM ag06.streams x WHERE x.tenant = for_tenant AND x.stream = for_stream AND NOT x.is_deleted FOR UPDATE;
  UPDATE ag06.streams x SET is_deleted = true WHERE x.tenant = for_tenant AND x.stream = for_stream AND NOT x.is_deleted;
  RETURN FOUND;
END $$;

-- One step of freeing a deleted stream: the one of this name, or any. Returns whether there was something to free.
CREATE FUNCTION ag06.free_stream(for_tenant text, for_stream text, most integer) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  s ag06.streams;
  kept text;
  n integer;
BEGIN
  SELECT * INTO s FROM ag06.streams x WHERE x.is_deleted
    AND (for_stream IS NULL OR x.tenant = for_tenant AND x.stream = for_stream)
  ORDER BY x.incarnation LIMIT 1 FOR UPDATE;
  IF NOT FOUND THEN RETURN false; END IF;
  IF s.first <= s.last THEN
    PERFORM ag06.remove_events(s, s.last + 1, most);
    RETURN true;
  END IF;
  FOREACH kept IN ARRAY ARRAY['stream_ids', 'stream_contents', 'stream_commands', 'stream_pending', 'stream_dead'] LOOP
    EXECUTE format('DELETE FROM ag06.%1$I WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM ag06.%1$I WHERE incarnation = $1 LIMIT $2))', kept) USING s.incarnation, most;
    GET DIAGNOSTICS n = ROW_COUNT;
    IF n > 0 THEN RETURN true; END IF;
  END LOOP;
  DELETE FROM ag06.stream_types t WHERE t.incarnation = s.incarnation;
  DELETE FROM ag06.stream_groups g WHERE g.incarnation = s.incarnation;
  DELETE FROM ag06.streams x WHERE x.incarnation = s.incarnation;
  RETURN true;
END $$;
`;

export const STREAM_TABLES = TABLES;
export const STREAM_FUNCTIONS = `${APPEND}${READ}${REMOVE}`;
