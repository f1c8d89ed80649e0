/** Finds streams, and decides which of their events a page has. */
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
  -- Positions have no gaps, so a page of all events is a range.
  far := CASE WHEN of_type IS NULL AND correlation IS NULL THEN least(high, low + max_events - 1) ELSE high END;
  WITH matching AS (
    SELECT e.position, e.size FROM ag06.stream_events e
    WHERE e.incarnation = s.incarnation AND e.position BETWEEN low AND far
      AND (of_type IS NULL OR e.type = of_type) AND (correlation IS NULL OR e.correlation_id = correlation)
    ORDER BY e.position LIMIT max_events
  ), summed AS (
    SELECT m.position, sum(m.size) OVER (ORDER BY m.position) - m.size AS before FROM matching m
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
