import { PARK_KINDS, PARKINGS } from '@ag06/protocol';

const shown = PARK_KINDS.map((kind) => `WHEN '${kind}' THEN '${PARKINGS[kind].shown}'`).join(' ');

/**
 * Wake-ups of units and of schedules, in a table of their own: programs of the release before take whatever is due among
 * the wake-ups of runs for a time-out of the run.
 */
export const TIMERS = /* sql */ `
CREATE TABLE ag06.timers (
  -- Empty of a schedule.
  run_id text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  -- Of a parked unit '<unit>|<park>', of a message its name, of a schedule '<tenant>|<name>'.
  subject text COLLATE "C" NOT NULL,
  due_at bigint NOT NULL,
  PRIMARY KEY (run_id, kind, subject)
);
CREATE INDEX timers_by_time ON ag06.timers (due_at);

CREATE OR REPLACE VIEW ag06.units AS
SELECT run_id, unit,
  CASE WHEN status <> 'parked' THEN status
    ELSE CASE split_part(reason, ':', 1) ${shown} ELSE 'blocked' END END AS status,
  attempt, dispatch, lost, by_job, src, job, delivery, token,
  -- What is parked has no worker: the reason stands in its place. The first version wrote none for a pause.
  CASE WHEN status = 'parked' AND reason <> 'retry' THEN reason WHEN status = 'blocked' AND worker = '' THEN 'pause'
    ELSE worker END AS worker,
  due_at, evaluates, reads, output, error, item, lost_tokens, park, iteration
FROM ag06.unit_states;
`;

/** How commands arm them. */
export const ARMING = /* sql */ `
CREATE FUNCTION ag06.arm(x ag06.unit_states) RETURNS void LANGUAGE sql AS $$
  INSERT INTO ag06.timers VALUES (x.run_id, 'due', x.unit || '|' || x.park, x.due_at)
$$;

-- Of a unit that is still parked. The wake-up that moves the unit itself stays, until all that this led to is done.
CREATE FUNCTION ag06.disarm(w ag06.work, x ag06.unit_states) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF x.due_at = 0 OR x.reason = 'retry' OR w.id = 'due:' || x.unit || ':' || x.park THEN RETURN; END IF;
  DELETE FROM ag06.timers t WHERE t.run_id = x.run_id AND t.kind = 'due' AND t.subject = x.unit || '|' || x.park;
END $$;
`;
