/** Deliveries to the consumers of groups, also of events that left the store: their reader has the content. */
export const GROUP_READ_FUNCTIONS = /* sql */ `
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
`;
