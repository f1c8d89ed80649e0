/** Removes events and streams in steps of bounded work. */
export const REMOVE_EVENTS = /* sql */ `
-- Removes events from the first on, at most 'most' and only those before a position. Returns how many.
CREATE FUNCTION ag06.remove_events(s ag06.streams, before bigint, most integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  removed integer;
  lost_bytes bigint;
  new_first bigint := least(before, s.first + most);
  lost_others bigint;
  blobs text[];
BEGIN
  WITH gone AS (
    DELETE FROM ag06.stream_events e WHERE e.incarnation = s.incarnation AND e.position >= s.first AND e.position < new_first
    RETURNING e.position, e.at, e.type, e.bytes, e.correlation_id, e.large
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
  SELECT count(*), coalesce(sum(g.bytes), 0), count(*) - coalesce((SELECT sum(n) FROM counted), 0),
    array_agg(ag06.owner_of(g.large)) FILTER (WHERE g.large IS NOT NULL)
  INTO removed, lost_bytes, lost_others, blobs FROM gone g;
  IF blobs IS NOT NULL THEN PERFORM ag06.forget_blobs(blobs); END IF;
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

-- Takes a stream away, or only this incarnation of it.
CREATE FUNCTION ag06.delete_stream(
  for_tenant text, for_stream text, wanted bigint, OUT result text, OUT incarnation bigint
) LANGUAGE plpgsql AS $$
DECLARE
  s ag06.streams;
BEGIN
  SELECT * INTO s FROM ag06.streams x WHERE x.tenant = for_tenant AND x.stream = for_stream AND NOT x.is_deleted FOR UPDATE;
  result := ag06.judge_stream(s, wanted, 'deleted');
  incarnation := s.incarnation;
  IF result = 'deleted' THEN UPDATE ag06.streams x SET is_deleted = true WHERE x.incarnation = s.incarnation; END IF;
END $$;

-- One step of freeing a deleted stream that nobody else is freeing. Returns whether there was something to free.
CREATE FUNCTION ag06.free_stream(most integer) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  s ag06.streams;
  kept text;
  n integer;
BEGIN
  SELECT * INTO s FROM ag06.streams x WHERE x.is_deleted ORDER BY x.tenant, x.stream LIMIT 1 FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN RETURN false; END IF;
  IF s.first <= s.last THEN
    PERFORM ag06.remove_events(s, s.last + 1, most);
    RETURN true;
  END IF;
  FOREACH kept IN ARRAY ARRAY['stream_ids', 'stream_contents', 'stream_commands', 'stream_pending', 'stream_dead',
    'stream_reads'] LOOP
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
