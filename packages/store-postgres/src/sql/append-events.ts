/**
 * An answer is `<incarnation>|<last>|<runs>`, as on Redis: a run is `n` (new) or `d` (duplicates), first position, count and
 * time. A conflict is `conflict|<last>`. Large data refers to a blob that is there already; if not, the answer is `missing`.
 */
export const APPEND_EVENTS = /* sql */ `
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

-- Appends the events that are no duplicates. Returns the runs of the answer. 'now' is the time of the new events;
-- contents expire by the clock, which may have been set back.
CREATE FUNCTION ag06.place_events(s ag06.streams, now bigint, clock bigint, dedupe_ms bigint, events json) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  answer text;
BEGIN
  WITH given AS MATERIALIZED (
    SELECT * FROM ROWS FROM (
      json_to_recordset(events) AS (t text, c text, i text, r text, h text, d text, z text, l text, b integer, s integer)
    ) WITH ORDINALITY AS x(t, c, i, r, h, d, z, l, b, size, n)
  ), known AS MATERIALIZED (
    SELECT g.*, coalesce(i.position, h.position) AS known_position, coalesce(i.at, h.at) AS known_at,
      first_value(g.n) OVER (PARTITION BY coalesce('i' || g.i, 'h' || g.h, 'n' || g.n) ORDER BY g.n) AS first_n
    FROM given g
    LEFT JOIN ag06.stream_ids i ON i.incarnation = s.incarnation AND i.id = g.i
    LEFT JOIN ag06.stream_contents h ON h.incarnation = s.incarnation AND h.hash = g.h
      AND h.expires_at > clock AND h.expires_at <= clock + dedupe_ms
  ), placed AS MATERIALIZED (
    SELECT k.*, k.known_position IS NULL AND k.n = k.first_n AS is_new,
      s.last + count(*) FILTER (WHERE k.known_position IS NULL AND k.n = k.first_n) OVER (ORDER BY k.n) AS place
    FROM known k
  ), written AS (
    INSERT INTO ag06.stream_events (incarnation, position, at, bytes, size, type, id, correlation_id, trace_id, data, packed, large)
    SELECT s.incarnation, p.place, now, p.b, p.size, p.t, p.i, p.c, p.r, p.d, decode(p.z, 'base64'), p.l FROM placed p WHERE p.is_new
  ), ids AS (
    INSERT INTO ag06.stream_ids SELECT s.incarnation, p.i, p.place, now FROM placed p WHERE p.is_new AND p.i IS NOT NULL
  ), contents AS (
    INSERT INTO ag06.stream_contents
    SELECT s.incarnation, p.h, p.place, now, clock + dedupe_ms FROM placed p WHERE p.is_new AND p.h IS NOT NULL
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

-- The owner of a blob to which an event refers.
CREATE FUNCTION ag06.owner_of(large text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT split_part(large, '|', 1) $$;

-- Takes these blobs off the list of those that a sweep looks at. Returns false, and leaves all of them there, if one is
-- missing: a sweep was faster. A sweep that comes meanwhile waits for the rows of the list.
CREATE FUNCTION ag06.claim_blobs(larges text[]) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM ag06.blob_runs r WHERE r.run_id IN (SELECT ag06.owner_of(l) FROM unnest(larges) l) FOR UPDATE;
  IF EXISTS (SELECT FROM unnest(larges) l WHERE NOT EXISTS (
    SELECT FROM ag06.blobs b WHERE b.run_id = ag06.owner_of(l) AND b.sha256 = split_part(l, '|', 3)
  )) THEN RETURN false; END IF;
  DELETE FROM ag06.blob_runs r USING unnest(larges) l WHERE r.run_id = ag06.owner_of(l);
  RETURN true;
END $$;

-- Deletes those of these blobs to which no new event refers: theirs were duplicates.
CREATE FUNCTION ag06.forget_unneeded_blobs(of_incarnation bigint, after bigint, larges text[]) RETURNS void
LANGUAGE sql AS $$
  SELECT ag06.forget_blobs(ARRAY(
    SELECT ag06.owner_of(l) FROM unnest(larges) l WHERE NOT EXISTS (
      SELECT FROM ag06.stream_events e WHERE e.incarnation = of_incarnation AND e.position > after AND e.large = l
    )
  ))
$$;

CREATE FUNCTION ag06.size_of_command(command text, fingerprint text, answer text) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT (octet_length(command) + octet_length(fingerprint) + octet_length(answer))::bigint
$$;

CREATE FUNCTION ag06.append_events(
  for_tenant text, for_stream text, of_command text, expected bigint, dedupe_ms bigint, events json,
  max_types integer, max_commands bigint, command_ms bigint, larges text[],
  of_request text, max_named_bytes bigint
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  s ag06.streams;
  clock bigint;
  now bigint;
  answer text;
  first_request text;
  runs text;
  added bigint;
  last_place bigint;
  uncounted bigint := 0;
  gone integer := 0;
  named_more bigint := 0;
BEGIN
  IF expected > 0 AND NOT EXISTS (
    SELECT FROM ag06.streams x WHERE x.tenant = for_tenant AND x.stream = for_stream AND NOT x.is_deleted
  ) THEN RETURN 'conflict|0'; END IF;
  s := ag06.open_stream(for_tenant, for_stream);
  SELECT c.answer, c.fingerprint INTO answer, first_request FROM ag06.stream_commands c
  WHERE c.incarnation = s.incarnation AND c.command = of_command;
  IF FOUND THEN RETURN CASE WHEN first_request = of_request THEN answer ELSE 'reused' END; END IF;
  IF expected <> s.last THEN RETURN 'conflict|' || s.last; END IF;
  IF larges IS NOT NULL AND NOT ag06.claim_blobs(larges) THEN RETURN 'missing'; END IF;
  clock := ag06.now_ms();
  now := greatest(clock, s.last_at);
  runs := ag06.place_events(s, now, clock, dedupe_ms, events);
  SELECT coalesce(max(e.position), s.last), coalesce(sum(e.bytes), 0) INTO last_place, added FROM ag06.stream_events e
  WHERE e.incarnation = s.incarnation AND e.position > s.last;
  IF larges IS NOT NULL THEN PERFORM ag06.forget_unneeded_blobs(s.incarnation, s.last, larges); END IF;
  IF last_place > s.last THEN uncounted := ag06.count_types(s.incarnation, s.last, max_types); END IF;
  answer := s.incarnation || '|' || last_place || '|' || runs;
  INSERT INTO ag06.stream_commands VALUES (s.incarnation, of_command, clock, answer, of_request <> '', of_request);
  DELETE FROM ag06.stream_contents c WHERE (c.incarnation, c.hash) IN (
    SELECT x.incarnation, x.hash FROM ag06.stream_contents x WHERE x.incarnation = s.incarnation AND x.expires_at <= clock
    ORDER BY x.expires_at LIMIT 2 * json_array_length(events) + 2
  );
  IF of_request <> '' THEN
    named_more := ag06.size_of_command(of_command, of_request, answer);
    WITH old AS (
      DELETE FROM ag06.stream_commands c WHERE (c.incarnation, c.command) IN (
        SELECT x.incarnation, x.command FROM ag06.stream_commands x
        WHERE x.incarnation = s.incarnation AND x.is_named AND x.command <> of_command
          AND (x.at <= clock - command_ms OR s.named_bytes + named_more > max_named_bytes)
        ORDER BY x.at LIMIT 4
      ) RETURNING ag06.size_of_command(c.command, c.fingerprint, c.answer) AS size
    )
    SELECT named_more - coalesce(sum(o.size), 0) INTO named_more FROM old o;
  ELSE
    DELETE FROM ag06.stream_commands c WHERE (c.incarnation, c.command) IN (
      SELECT x.incarnation, x.command FROM ag06.stream_commands x
      WHERE x.incarnation = s.incarnation AND NOT x.is_named
        AND (x.at <= clock - command_ms OR s.commands >= max_commands)
      ORDER BY x.at LIMIT 4
    );
    GET DIAGNOSTICS gone = ROW_COUNT;
    gone := gone - 1;
  END IF;
  UPDATE ag06.streams x SET last = last_place, bytes = x.bytes + added, others = x.others + uncounted,
    last_at = CASE WHEN last_place > s.last THEN now ELSE x.last_at END,
    first_at = CASE WHEN s.last < s.first AND last_place > s.last THEN now ELSE x.first_at END,
    commands = x.commands - gone, named_bytes = x.named_bytes + named_more
  WHERE x.incarnation = s.incarnation;
  RETURN answer;
END $$;
`;
