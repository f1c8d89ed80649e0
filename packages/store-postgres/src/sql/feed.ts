/** Version 2 of the schema: the feed. */
export const FEED = /* sql */ `
-- New events are later than old ones, so entries are added at its end.
CREATE INDEX events_by_time ON ag06.events (at);

-- The time before which nothing will be committed any more. An event has the time at which its transaction began, and is
-- visible when that has committed. now() must be taken before the sessions are read.
CREATE FUNCTION ag06.settled_at() RETURNS bigint LANGUAGE sql VOLATILE AS $$
  SELECT floor(extract(epoch FROM least(now(), min(a.xact_start))) * 1000)::bigint
  FROM pg_stat_activity a
  WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND a.query LIKE 'SELECT ag06.apply(%'
$$;
`;
