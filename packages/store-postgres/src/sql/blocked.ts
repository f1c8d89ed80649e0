import { PARK_KINDS, PARKINGS } from '@ag06/protocol';

const LISTED = PARK_KINDS.filter((kind) => PARKINGS[kind].isListed)
  .map((kind) => `'${kind}'`)
  .join(', ');

/** Version 3 of the schema: the units that are blocked by a breaker or a limit, by reason, those of the oldest run first. */
export const BLOCKED_TABLES = /* sql */ `
CREATE TABLE ag06.blocked_units (
  reason text COLLATE "C" NOT NULL,
  -- When the run was created.
  created_at bigint NOT NULL,
  run_id text COLLATE "C" NOT NULL,
  unit text COLLATE "C" NOT NULL,
  PRIMARY KEY (reason, created_at, run_id, unit)
);

-- The number of blocked units of a reason is the sum of its rows. Each unit that is blocked adds a row of 1, each that is
-- unblocked a row of -1, so that no transaction waits for another. A reader merges the rows of a reason into one.
CREATE TABLE ag06.blocked_counts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  reason text COLLATE "C" NOT NULL,
  units bigint NOT NULL
);
`;

/** The list of units that are blocked by a breaker or a limit. */
export const BLOCKED = /* sql */ `
CREATE FUNCTION ag06.is_listed(x ag06.unit_states) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT x.status = 'parked' AND split_part(x.reason, ':', 1) IN (${LISTED})
$$;

CREATE FUNCTION ag06.list(w ag06.work, x ag06.unit_states) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT ag06.is_listed(x) THEN RETURN; END IF;
  INSERT INTO ag06.blocked_units VALUES (x.reason, w.created_at, x.run_id, x.unit, x.park);
  INSERT INTO ag06.blocked_counts (reason, units) VALUES (x.reason, 1);
END $$;

-- Removes a unit from the list. Called before the unit changes.
CREATE FUNCTION ag06.unlist(w ag06.work, x ag06.unit_states) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT ag06.is_listed(x) THEN RETURN; END IF;
  DELETE FROM ag06.blocked_units b
  WHERE b.reason = x.reason AND b.created_at = w.created_at AND b.run_id = x.run_id AND b.unit = x.unit;
  INSERT INTO ag06.blocked_counts (reason, units) VALUES (x.reason, -1);
END $$;

-- Removes all units of a run from the list, or only the lanes of a step.
CREATE FUNCTION ag06.unlist_all(w ag06.work, step text) RETURNS void LANGUAGE sql AS $$
  WITH listed AS (
    SELECT u.reason, count(*) AS units FROM ag06.unit_states u
    WHERE u.run_id = w.run_id AND ag06.is_listed(u) AND ag06.is_lane_of(u.unit, step)
    GROUP BY u.reason
  ), gone AS (
    DELETE FROM ag06.blocked_units b USING listed l
    WHERE b.reason = l.reason AND b.created_at = w.created_at AND b.run_id = w.run_id
      AND ag06.is_lane_of(b.unit, step)
  )
  INSERT INTO ag06.blocked_counts (reason, units) SELECT reason, -units FROM listed
$$;

-- Merges the counts of each reason into one row. Skips rows that another session has locked.
CREATE FUNCTION ag06.count_up_blocked() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  WITH taken AS (
    DELETE FROM ag06.blocked_counts WHERE id IN (SELECT id FROM ag06.blocked_counts FOR UPDATE SKIP LOCKED)
    RETURNING reason, units
  )
  INSERT INTO ag06.blocked_counts (reason, units)
  SELECT reason, sum(units) FROM taken GROUP BY reason HAVING sum(units) <> 0;
END $$;

CREATE FUNCTION ag06.count_blocked() RETURNS TABLE (reason text, units bigint) LANGUAGE plpgsql AS $$
BEGIN
  PERFORM ag06.count_up_blocked();
  RETURN QUERY SELECT c.reason, sum(c.units)::bigint FROM ag06.blocked_counts c GROUP BY c.reason HAVING sum(c.units) > 0;
END $$;
`;
