/**
 * Finds streams, and decides which of their events a page has.
 *
 * A database without statistics (an embedded one, or a fresh server) expects few rows everywhere, and would collect and sort
 * all events of a stream. So each kind of page has a statement of its own, whose order is that of an index, and the
 * functions forbid the other ways.
 */
export const READ_EVENTS = /* sql */ `
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

-- Finds the first events of a page; all of them are matching ones. Positions have no gaps, so a page of all events is a range.
CREATE FUNCTION ag06.find_events(
  of_incarnation bigint, low bigint, high bigint, of_type text, correlation text, max_events integer
) RETURNS TABLE (place bigint, bytes integer) LANGUAGE plpgsql STABLE
SET enable_sort = off SET enable_bitmapscan = off SET enable_seqscan = off AS $$
BEGIN
  IF correlation IS NOT NULL THEN
    RETURN QUERY SELECT e.position, e.size FROM ag06.stream_events e
    WHERE e.incarnation = of_incarnation AND e.correlation_id = correlation AND e.position BETWEEN low AND high
      AND (of_type IS NULL OR e.type = of_type)
    ORDER BY e.incarnation, e.correlation_id, e.position LIMIT max_events;
  ELSIF of_type IS NOT NULL THEN
    RETURN QUERY SELECT e.position, e.size FROM ag06.stream_events e
    WHERE e.incarnation = of_incarnation AND e.type = of_type AND e.position BETWEEN low AND high
    ORDER BY e.incarnation, e.type, e.position LIMIT max_events;
  ELSE
    RETURN QUERY SELECT e.position, e.size FROM ag06.stream_events e
    WHERE e.incarnation = of_incarnation AND e.position BETWEEN low AND least(high, low + max_events - 1)
    ORDER BY e.position LIMIT max_events;
  END IF;
END $$;

-- The next events under a correlation id, in order of time. Those of deleted streams are passed over.
CREATE FUNCTION ag06.correlated_page(
  for_tenant text, correlation text, after_at bigint, after_stream text, after_position bigint, max_events integer
) RETURNS SETOF ag06.correlated_events LANGUAGE plpgsql STABLE
SET enable_sort = off SET enable_bitmapscan = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  RETURN QUERY SELECT c.* FROM ag06.correlated_events c
  WHERE c.tenant = for_tenant AND c.correlation_id = correlation
    AND (c.at, c.stream, c.position) > (after_at, after_stream, after_position)
    AND EXISTS (SELECT FROM ag06.streams s WHERE s.incarnation = c.incarnation AND NOT s.is_deleted)
  ORDER BY c.tenant, c.correlation_id, c.at, c.stream, c.position LIMIT max_events;
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
  far bigint;
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
  far := CASE WHEN of_type IS NULL AND correlation IS NULL THEN least(high, low + max_events - 1) ELSE high END;
  WITH summed AS (
    SELECT m.place AS position, sum(m.bytes) OVER (ORDER BY m.place) - m.bytes AS before
    FROM ag06.find_events(s.incarnation, low, far, of_type, correlation, max_events) m
  )
  SELECT count(*), coalesce(array_agg(m.position ORDER BY m.position) FILTER (WHERE m.before < max_bytes), '{}')
  INTO examined, positions FROM summed m;
  upto := greatest(after, low - 1, CASE
    WHEN examined = max_events OR examined > cardinality(positions) THEN positions[cardinality(positions)]
    ELSE far
  END);
  has_more := upto < high;
END $$;
`;
