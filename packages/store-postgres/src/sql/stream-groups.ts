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
