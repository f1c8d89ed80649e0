/**
 * Version 7 of the schema: units that wait are *parked*, each with its reason and a number, and a wake-up names its subject.
 *
 * It rewrites no table, however large. The first command of an older run converts its units (`ag06.load_run`). Programs of
 * the release before read `ag06.units`, which shows the statuses that they know.
 */
export const PARKED = /* sql */ `
-- First, so that a command that has not locked its run yet waits here, and then finds the functions of this version.
ALTER TABLE ag06.runs ADD COLUMN has_parks boolean NOT NULL DEFAULT false;

ALTER TABLE ag06.units RENAME TO unit_states;
-- Why the unit is parked, and the number of its parking, from the run's counter of tokens.
ALTER TABLE ag06.unit_states ADD COLUMN reason text NOT NULL DEFAULT '', ADD COLUMN park integer NOT NULL DEFAULT 0;

CREATE VIEW ag06.units AS
SELECT run_id, unit,
  CASE WHEN status <> 'parked' THEN status WHEN reason = 'retry' THEN 'retrying' ELSE 'blocked' END AS status,
  attempt, dispatch, lost, by_job, src, job, delivery, token,
  -- A blocked unit has no worker: the reason is in its place. The first version wrote none for a pause.
  CASE WHEN status = 'parked' AND reason <> 'retry' THEN reason WHEN status = 'blocked' AND worker = '' THEN 'pause'
    ELSE worker END AS worker,
  due_at, evaluates, reads, output, error, item, lost_tokens, park
FROM ag06.unit_states;

-- 0: listed before numbers existed.
ALTER TABLE ag06.blocked_units ADD COLUMN park integer NOT NULL DEFAULT 0;

-- Empty for the run itself; '<unit>|<park>' for a parked unit. A schedule has no run; its subject is '<tenant>|<name>'.
ALTER TABLE ag06.wakeups ADD COLUMN subject text COLLATE "C" NOT NULL DEFAULT '',
  DROP CONSTRAINT wakeups_pkey, ADD PRIMARY KEY (run_id, kind, subject);
`;
