/** Groups of consumers of a stream. Each change of a group locks its row; appends go on meanwhile. */
export const GROUP_TABLES = /* sql */ `
CREATE TABLE ag06.stream_groups (
  incarnation bigint NOT NULL,
  name text COLLATE "C" NOT NULL,
  -- The position up to which everything was delivered.
  delivered bigint NOT NULL,
  PRIMARY KEY (incarnation, name)
) WITH (fillfactor = 70);

-- Events that were delivered and are not settled.
CREATE TABLE ag06.stream_pending (
  incarnation bigint NOT NULL,
  name text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  expires_at bigint NOT NULL,
  deliveries integer NOT NULL,
  consumer text COLLATE "C" NOT NULL,
  -- Why a consumer gave it back last.
  reason text,
  PRIMARY KEY (incarnation, name, position)
);
CREATE INDEX stream_pending_by_lease ON ag06.stream_pending (incarnation, name, expires_at, position);

CREATE TABLE ag06.stream_dead (
  incarnation bigint NOT NULL,
  name text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  deliveries integer NOT NULL,
  consumer text COLLATE "C" NOT NULL,
  reason text NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (incarnation, name, position)
);
`;

export const GROUP_FUNCTIONS = /* sql */ `
-- The first position that a group still needs.
CREATE FUNCTION ag06.needed_by(g ag06.stream_groups, first bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT least(
    greatest(first, coalesce((
      SELECT min(p.position) FROM ag06.stream_pending p WHERE p.incarnation = g.incarnation AND p.name = g.name
    ), g.delivered + 1)),
    (SELECT min(d.position) FROM ag06.stream_dead d WHERE d.incarnation = g.incarnation AND d.name = g.name)
  )
$$;

-- Locks a group, which is created if it is unknown. Returns null if the stream has too many.
CREATE FUNCTION ag06.open_group(of_incarnation bigint, group_name text, start bigint, max_groups integer)
RETURNS ag06.stream_groups LANGUAGE plpgsql AS $$
DECLARE
  g ag06.stream_groups;
BEGIN
  SELECT * INTO g FROM ag06.stream_groups x WHERE x.incarnation = of_incarnation AND x.name = group_name FOR UPDATE;
  IF FOUND THEN RETURN g; END IF;
  -- Groups of one stream are created one after the other, so that all are counted.
  PERFORM pg_advisory_xact_lock(4606013, (of_incarnation % 2147483647)::integer);
  IF (SELECT count(*) FROM ag06.stream_groups x WHERE x.incarnation = of_incarnation) >= max_groups
    AND NOT EXISTS (SELECT FROM ag06.stream_groups x WHERE x.incarnation = of_incarnation AND x.name = group_name)
  THEN RETURN NULL; END IF;
  INSERT INTO ag06.stream_groups VALUES (of_incarnation, group_name, start) ON CONFLICT DO NOTHING;
  SELECT * INTO g FROM ag06.stream_groups x WHERE x.incarnation = of_incarnation AND x.name = group_name FOR UPDATE;
  RETURN g;
END $$;

-- How many dead letters a group may still have.
CREATE FUNCTION ag06.room_for_dead(g ag06.stream_groups, max_dead integer) RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT max_dead - count(*)::integer FROM ag06.stream_dead d WHERE d.incarnation = g.incarnation AND d.name = g.name
$$;

-- Makes an event a dead letter if it was delivered too often and there is room. Returns whether it did.
CREATE FUNCTION ag06.bury_event(p ag06.stream_pending, why text, max_deliveries integer, dead_room integer)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF p.deliveries < max_deliveries OR dead_room <= 0 THEN RETURN false; END IF;
  INSERT INTO ag06.stream_dead
  VALUES (p.incarnation, p.name, p.position, p.deliveries, p.consumer, why, ag06.now_ms())
  ON CONFLICT (incarnation, name, position) DO UPDATE
  SET deliveries = excluded.deliveries, consumer = excluded.consumer, reason = excluded.reason, at = excluded.at;
  DELETE FROM ag06.stream_pending x
  WHERE x.incarnation = p.incarnation AND x.name = p.name AND x.position = p.position;
  RETURN true;
END $$;

-- If an event before 'first' is lost: up to which position all are; null otherwise. 'has' is null if all are.
CREATE FUNCTION ag06.lost_upto(place bigint, first bigint, has bigint[], lost_from bigint[], lost_upto bigint[])
RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN place >= first THEN NULL WHEN has IS NULL THEN first - 1
    ELSE (SELECT min(least(r.upto, first - 1)) FROM unnest(lost_from, lost_upto) r(since, upto) WHERE place BETWEEN r.since AND r.upto)
  END
$$;

-- Decides which events a consumer is given, and leases them. 'has', 'lost_from' and 'lost_upto' are what it has of events that
-- the store keeps no more; of 'missing' ones it lacks the content.
CREATE FUNCTION ag06.read_group(
  for_tenant text, for_stream text, wanted bigint, group_name text, for_consumer text, max_events integer, lease_ms bigint,
  max_deliveries integer, from_first boolean, lapsed text, max_bytes bigint, max_pending integer, max_dead integer,
  max_groups integer, max_lapsed integer, max_buried integer,
  has bigint[] DEFAULT NULL, lost_from bigint[] DEFAULT NULL, lost_upto bigint[] DEFAULT NULL,
  OUT result text, OUT incarnation bigint, OUT leased_until bigint, OUT positions bigint[], OUT missing bigint[], OUT first bigint
) LANGUAGE plpgsql AS $$
DECLARE
  s ag06.streams;
  g ag06.stream_groups;
  p ag06.stream_pending;
  now bigint;
  event_size bigint;
  taken_bytes bigint := 0;
  room integer;
  dead_room integer;
  buried integer := 0;
  added bigint[];
  place bigint;
  lost bigint;
BEGIN
  s := ag06.hold_stream(for_tenant, for_stream);
  result := ag06.judge_stream(s, wanted, 'found');
  incarnation := s.incarnation;
  IF result <> 'found' THEN RETURN; END IF;
  first := s.first;
  g := ag06.open_group(s.incarnation, group_name,
    CASE WHEN NOT from_first THEN s.last WHEN has IS NULL THEN s.first - 1 ELSE 0 END, max_groups);
  IF g.incarnation IS NULL THEN
    result := 'too_many_groups';
    RETURN;
  END IF;
  result := 'delivered';
  now := ag06.now_ms();
  leased_until := now + lease_ms;
  positions := '{}';
  missing := '{}';
  dead_room := ag06.room_for_dead(g, max_dead);
  FOR p IN SELECT * FROM ag06.stream_pending x WHERE x.incarnation = s.incarnation AND x.name = group_name
    AND x.expires_at <= now ORDER BY x.expires_at, x.position LIMIT max_lapsed LOOP
    EXIT WHEN cardinality(positions) >= max_events OR taken_bytes >= max_bytes OR buried >= max_buried;
    SELECT e.size INTO event_size FROM ag06.stream_events e WHERE e.incarnation = s.incarnation AND e.position = p.position;
    IF NOT FOUND THEN event_size := NULL; END IF;
    IF event_size IS NULL AND (p.position >= s.first
      OR ag06.lost_upto(p.position, s.first, has, lost_from, lost_upto) IS NOT NULL) THEN
      DELETE FROM ag06.stream_pending x
      WHERE x.incarnation = s.incarnation AND x.name = group_name AND x.position = p.position;
    ELSIF ag06.bury_event(p, coalesce(p.reason, lapsed), max_deliveries, dead_room - buried) THEN
      buried := buried + 1;
    ELSIF event_size IS NULL AND p.position <> ALL (has) THEN
      IF cardinality(missing) < max_events THEN missing := missing || p.position; END IF;
    ELSE
      UPDATE ag06.stream_pending x SET expires_at = leased_until, deliveries = x.deliveries + 1, consumer = for_consumer
      WHERE x.incarnation = s.incarnation AND x.name = group_name AND x.position = p.position;
      positions := positions || p.position;
      taken_bytes := taken_bytes + coalesce(event_size, 0);
    END IF;
  END LOOP;
  room := least(max_events - cardinality(positions), max_pending - (
    SELECT count(*) FROM ag06.stream_pending x WHERE x.incarnation = s.incarnation AND x.name = group_name
  ));
  IF has IS NULL THEN g.delivered := greatest(g.delivered, s.first - 1); END IF;
  -- Those that were delivered before come first.
  WHILE g.delivered + 1 < s.first AND room > 0 AND taken_bytes < max_bytes AND cardinality(missing) = 0 LOOP
    place := g.delivered + 1;
    lost := ag06.lost_upto(place, s.first, has, lost_from, lost_upto);
    IF lost IS NOT NULL THEN
      g.delivered := lost;
    ELSIF place = ANY (has) THEN
      INSERT INTO ag06.stream_pending VALUES (s.incarnation, group_name, place, leased_until, 1, for_consumer, NULL)
      ON CONFLICT ON CONSTRAINT stream_pending_pkey DO UPDATE
      SET expires_at = excluded.expires_at, deliveries = 1, consumer = excluded.consumer, reason = NULL;
      positions := positions || place;
      g.delivered := place;
      room := room - 1;
    ELSE
      missing := ARRAY(SELECT generate_series(place, least(s.first - 1, place + max_events - 1)));
    END IF;
  END LOOP;
  UPDATE ag06.stream_groups x SET delivered = g.delivered
  WHERE x.incarnation = s.incarnation AND x.name = group_name AND x.delivered <> g.delivered;
  IF cardinality(missing) > 0 AND cardinality(positions) = 0 THEN result := 'missing'; END IF;
  IF g.delivered + 1 < s.first OR g.delivered >= s.last OR cardinality(missing) > 0 OR room <= 0 OR taken_bytes >= max_bytes
  THEN RETURN; END IF;
  WITH fresh AS (
    SELECT e.position, e.size FROM ag06.stream_events e WHERE e.incarnation = s.incarnation
      AND e.position > g.delivered AND e.position <= least(s.last, g.delivered + room) ORDER BY e.position LIMIT room
  ), summed AS (
    SELECT f.position, taken_bytes + sum(f.size) OVER (ORDER BY f.position) - f.size AS before FROM fresh f
  ), held AS (
    INSERT INTO ag06.stream_pending
    SELECT s.incarnation, group_name, f.position, leased_until, 1, for_consumer, NULL FROM summed f
    WHERE f.before < max_bytes
    ON CONFLICT ON CONSTRAINT stream_pending_pkey DO UPDATE
    SET expires_at = excluded.expires_at, deliveries = 1, consumer = excluded.consumer, reason = NULL
    RETURNING position
  )
  SELECT array_agg(h.position) INTO added FROM held h;
  positions := positions || added;
  UPDATE ag06.stream_groups x SET delivered = greatest(x.delivered, (SELECT max(a) FROM unnest(added) a))
  WHERE x.incarnation = s.incarnation AND x.name = group_name;
END $$;

-- Changes what a consumer holds; 'how' is acknowledge, extend or release. Returns the positions that are refused.
CREATE FUNCTION ag06.change_held(
  for_tenant text, for_stream text, wanted bigint, group_name text, of_consumer text, positions bigint[], how text,
  after_ms bigint, why text, max_deliveries integer, max_dead integer,
  OUT result text, OUT incarnation bigint, OUT refused bigint[]
) LANGUAGE plpgsql AS $$
DECLARE
  s ag06.streams;
  g ag06.stream_groups;
  p ag06.stream_pending;
  place bigint;
  is_own boolean;
  is_known boolean;
  dead_room integer;
BEGIN
  s := ag06.hold_stream(for_tenant, for_stream);
  result := ag06.judge_stream(s, wanted, 'found');
  incarnation := s.incarnation;
  IF result <> 'found' THEN RETURN; END IF;
  SELECT * INTO g FROM ag06.stream_groups x WHERE x.incarnation = s.incarnation AND x.name = group_name FOR UPDATE;
  IF NOT FOUND THEN
    result := 'unknown';
    RETURN;
  END IF;
  result := 'done';
  refused := '{}';
  dead_room := ag06.room_for_dead(g, max_dead);
  FOREACH place IN ARRAY positions LOOP
    SELECT * INTO p FROM ag06.stream_pending x
    WHERE x.incarnation = s.incarnation AND x.name = group_name AND x.position = place;
    is_known := FOUND;
    is_own := is_known AND p.consumer = of_consumer;
    IF NOT is_own THEN
      IF is_known OR how <> 'acknowledge' OR place < 1 OR place > g.delivered OR EXISTS (
        SELECT FROM ag06.stream_dead d WHERE d.incarnation = s.incarnation AND d.name = group_name AND d.position = place
      ) THEN refused := refused || place; END IF;
    ELSIF how = 'acknowledge' THEN
      DELETE FROM ag06.stream_pending x
      WHERE x.incarnation = s.incarnation AND x.name = group_name AND x.position = place;
    ELSIF how <> 'extend' AND ag06.bury_event(p, why, max_deliveries, dead_room) THEN
      dead_room := dead_room - 1;
    ELSE
      UPDATE ag06.stream_pending x
      SET expires_at = ag06.now_ms() + after_ms, reason = CASE WHEN how = 'extend' THEN x.reason ELSE why END
      WHERE x.incarnation = s.incarnation AND x.name = group_name AND x.position = place;
    END IF;
  END LOOP;
END $$;

CREATE FUNCTION ag06.reset_group(
  for_tenant text, for_stream text, group_name text, after bigint, since bigint, max_groups integer,
  OUT result text, OUT incarnation bigint, OUT place bigint
) LANGUAGE plpgsql AS $$
DECLARE
  s ag06.streams;
  g ag06.stream_groups;
BEGIN
  s := ag06.hold_stream(for_tenant, for_stream);
  result := ag06.judge_stream(s, NULL, 'found');
  incarnation := s.incarnation;
  IF result <> 'found' THEN RETURN; END IF;
  place := CASE WHEN since IS NULL THEN after ELSE ag06.position_at(s, since) - 1 END;
  place := least(place, s.last);
  g := ag06.open_group(s.incarnation, group_name, place, max_groups);
  result := CASE WHEN g.incarnation IS NULL THEN 'too_many_groups' ELSE 'reset' END;
  UPDATE ag06.stream_groups x SET delivered = place WHERE x.incarnation = s.incarnation AND x.name = group_name;
  DELETE FROM ag06.stream_pending x WHERE x.incarnation = s.incarnation AND x.name = group_name;
  DELETE FROM ag06.stream_dead d WHERE d.incarnation = s.incarnation AND d.name = group_name AND d.position > place;
END $$;

-- Takes positions off the dead letters. Returns those that were among them. 'again': they are to be delivered again.
CREATE FUNCTION ag06.change_dead(for_tenant text, for_stream text, group_name text, positions bigint[], again boolean)
RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
  s ag06.streams;
  changed bigint[];
BEGIN
  s := ag06.hold_stream(for_tenant, for_stream);
  PERFORM FROM ag06.stream_groups x WHERE x.incarnation = s.incarnation AND x.name = group_name FOR UPDATE;
  WITH gone AS (
    DELETE FROM ag06.stream_dead d WHERE d.incarnation = s.incarnation AND d.name = group_name AND d.position = ANY (positions)
    RETURNING d.position
  ), held AS (
    INSERT INTO ag06.stream_pending
    SELECT s.incarnation, group_name, x.position, ag06.now_ms(), 0, '', NULL FROM gone x WHERE again
  )
  SELECT array_agg(x.position ORDER BY array_position(positions, x.position)) INTO changed FROM gone x;
  RETURN coalesce(changed, '{}');
END $$;

CREATE FUNCTION ag06.delete_group(for_tenant text, for_stream text, group_name text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  s ag06.streams;
BEGIN
  s := ag06.hold_stream(for_tenant, for_stream);
  DELETE FROM ag06.stream_groups x WHERE x.incarnation = s.incarnation AND x.name = group_name;
  IF NOT FOUND THEN RETURN false; END IF;
  DELETE FROM ag06.stream_pending x WHERE x.incarnation = s.incarnation AND x.name = group_name;
  DELETE FROM ag06.stream_dead d WHERE d.incarnation = s.incarnation AND d.name = group_name;
  DELETE FROM ag06.stream_reads r WHERE r.incarnation = s.incarnation AND r.name = group_name;
  RETURN true;
END $$;

-- The groups of a stream, or one of them.
CREATE FUNCTION ag06.describe_groups(s ag06.streams, only_name text) RETURNS TABLE (
  group_name text, place bigint, delivered bigint, lag bigint, pending bigint, dead bigint, oldest_at bigint
) LANGUAGE sql STABLE AS $$
  SELECT g.name, coalesce(p.first - 1, g.delivered), g.delivered, p.count + s.last - g.delivered, p.count, (
      SELECT count(*) FROM ag06.stream_dead x WHERE x.incarnation = g.incarnation AND x.name = g.name
    ), (
      SELECT e.at FROM ag06.stream_events e WHERE e.incarnation = g.incarnation
        AND e.position = greatest(coalesce(p.first, g.delivered + 1), s.first)
    )
  FROM ag06.stream_groups g, LATERAL (
    SELECT count(*) AS count, min(x.position) AS first FROM ag06.stream_pending x
    WHERE x.incarnation = g.incarnation AND x.name = g.name
  ) p
  WHERE g.incarnation = s.incarnation AND (only_name IS NULL OR g.name = only_name) ORDER BY g.name
$$;
`;
