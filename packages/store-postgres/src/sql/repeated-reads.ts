/** Reads of groups that are repeated because their reply was lost. */
export const READ_TABLES = /* sql */ `
-- Reads that may be repeated, until their leases have lapsed or sooner: a hash of consumer and id, and the positions.
CREATE TABLE ag06.stream_reads (
  incarnation bigint NOT NULL,
  name text COLLATE "C" NOT NULL,
  read text COLLATE "C" NOT NULL,
  expires_at bigint NOT NULL,
  positions bigint[] NOT NULL,
  PRIMARY KEY (incarnation, name, read)
);
CREATE INDEX stream_reads_by_expiry ON ag06.stream_reads (incarnation, name, expires_at);
`;

export const READ_FUNCTIONS = /* sql */ `
-- Leases again what the consumer still holds of a read. Returns null if the read is not known.
CREATE FUNCTION ag06.repeat_read(g ag06.stream_groups, for_consumer text, of_read text, until bigint, kept_until bigint)
RETURNS bigint[]
LANGUAGE plpgsql AS $$
DECLARE
  places bigint[];
BEGIN
  UPDATE ag06.stream_reads r SET expires_at = kept_until
  WHERE r.incarnation = g.incarnation AND r.name = g.name AND r.read = of_read AND r.expires_at > ag06.now_ms()
  RETURNING r.positions INTO places;
  IF NOT FOUND THEN RETURN NULL; END IF;
  WITH held AS (
    UPDATE ag06.stream_pending p SET expires_at = until
    WHERE p.incarnation = g.incarnation AND p.name = g.name AND p.position = ANY (places) AND p.consumer = for_consumer
    RETURNING p.position
  )
  SELECT coalesce(array_agg(h.position ORDER BY h.position), '{}') INTO places FROM held h;
  RETURN places;
END $$;

-- What a consumer still holds of a read and the store keeps no more, if none of it is at hand; null otherwise.
CREATE FUNCTION ag06.missing_of_read(
  g ag06.stream_groups, for_consumer text, of_read text, first bigint, has bigint[], lost_from bigint[], lost_upto bigint[]
) RETURNS bigint[] LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN has IS NOT NULL AND NOT coalesce(bool_or(p.position = ANY (has)), false)
    THEN array_agg(p.position ORDER BY p.position) END
  FROM ag06.stream_reads r JOIN ag06.stream_pending p
    ON p.incarnation = r.incarnation AND p.name = r.name AND p.position = ANY (r.positions)
  WHERE r.incarnation = g.incarnation AND r.name = g.name AND r.read = of_read AND r.expires_at > ag06.now_ms()
    AND p.consumer = for_consumer AND p.position < first
    AND ag06.lost_upto(p.position, first, has, lost_from, lost_upto) IS NULL
$$;

-- Notes a read for a repeat, and forgets a few that are known no longer.
CREATE FUNCTION ag06.note_read(of_incarnation bigint, group_name text, of_read text, until bigint, places bigint[])
RETURNS void LANGUAGE sql AS $$
  DELETE FROM ag06.stream_reads r WHERE r.ctid = ANY (ARRAY(
    SELECT x.ctid FROM ag06.stream_reads x WHERE x.incarnation = of_incarnation AND x.name = group_name
      AND x.expires_at <= ag06.now_ms() ORDER BY x.expires_at LIMIT 4
  ));
  INSERT INTO ag06.stream_reads VALUES (of_incarnation, group_name, of_read, until, places)
  ON CONFLICT (incarnation, name, read) DO UPDATE SET expires_at = excluded.expires_at, positions = excluded.positions
$$;

-- Reads as a consumer. A repeat of a read, by its id, gives what the consumer still holds of it, for 'known_ms' at most.
CREATE FUNCTION ag06.read_group_once(
  for_tenant text, for_stream text, wanted bigint, group_name text, for_consumer text, max_events integer, lease_ms bigint,
  max_deliveries integer, from_first boolean, lapsed text, max_bytes bigint, max_pending integer, max_dead integer,
  max_groups integer, max_lapsed integer, max_buried integer, of_read text, known_ms bigint,
  has bigint[] DEFAULT NULL, lost_from bigint[] DEFAULT NULL, lost_upto bigint[] DEFAULT NULL,
  OUT result text, OUT incarnation bigint, OUT leased_until bigint, OUT positions bigint[], OUT missing bigint[], OUT first bigint
) LANGUAGE plpgsql AS $$
DECLARE
  s ag06.streams;
  g ag06.stream_groups;
  kept_until bigint := ag06.now_ms() + least(lease_ms, known_ms);
BEGIN
  s := ag06.hold_stream(for_tenant, for_stream);
  IF ag06.judge_stream(s, wanted, 'found') = 'found' THEN
    SELECT * INTO g FROM ag06.stream_groups x WHERE x.incarnation = s.incarnation AND x.name = group_name FOR UPDATE;
    first := s.first;
    missing := ag06.missing_of_read(g, for_consumer, of_read, s.first, has, lost_from, lost_upto);
    IF missing IS NOT NULL THEN
      result := 'missing';
      incarnation := s.incarnation;
      RETURN;
    END IF;
    leased_until := ag06.now_ms() + lease_ms;
    positions := ag06.repeat_read(g, for_consumer, of_read, leased_until, kept_until);
    IF positions IS NOT NULL THEN
      result := 'delivered';
      incarnation := s.incarnation;
      RETURN;
    END IF;
  END IF;
  SELECT x.result, x.incarnation, x.leased_until, x.positions, x.missing, x.first
  INTO result, incarnation, leased_until, positions, missing, first
  FROM ag06.read_group(for_tenant, for_stream, wanted, group_name, for_consumer, max_events, lease_ms, max_deliveries,
    from_first, lapsed, max_bytes, max_pending, max_dead, max_groups, max_lapsed, max_buried, has, lost_from,
    lost_upto) x;
  IF cardinality(positions) > 0 THEN PERFORM ag06.note_read(incarnation, group_name, of_read, kept_until, positions); END IF;
END $$;
`;
