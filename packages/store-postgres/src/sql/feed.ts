/** The second version of the schema: the feed. */
export const FEED = /* sql */ `
-- Its entries are added at the end, in the order of time.
CREATE INDEX events_by_time ON ag06.events (at);

-- The time before which nothing is committed any more: an event has the time at which its transaction began to work,
-- and is seen when that has been committed. 'now()' is taken before the sessions are looked at.
CREATE FUNCTION ag06.settled_at() RETURNS bigint LANGUAGE sql VOLATILE AS $$
  SELECT floor(extract(epoch FROM least(now(), min(a.xact_start))) * 1000)::bigint
  FROM pg_stat_activity a
  WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND a.query LIKE 'SELECT ag06.apply(%'
$$;
`;
