/**
 * The seventh version of the schema: what waits is *parked*, with its reason and a number of its own, and a wake-up says
 * what of its run it is about.
 *
 * Nothing is rewritten here, however large the tables are. The first command of a run from before converts its units
 * (`ag06.load_run`). Programs of the release before read `ag06.units`, which shows the words that they know.
 */
export const PARKED = /* sql */ `
-- First: whoever has not locked its run yet waits here, and then finds the functions of this version.
ALTER TABLE ag06.runs ADD COLUMN has_parks boolean NOT NULL DEFAULT false;

ALTER TABLE ag06.units RENAME TO unit_states;
-- Of what is parked; a number is taken from the tokens of the run at each parking.
ALTER TABLE ag06.unit_states ADD COLUMN reason text NOT NULL DEFAULT '', ADD COLUMN park integer NOT NULL DEFAULT 0;

CREATE VIEW ag06.units AS
SELECT run_id, unit,
  CASE WHEN status <> 'parked' THEN status WHEN reason = 'retry' THEN 'retrying' ELSE 'blocked' END AS status,
  attempt, dispatch, lost, by_job, src, job, delivery, token,
  -- A blocked unit has no worker: the reason stands in its place. The first version wrote none for a pause.
  CASE WHEN status = 'parked' AND reason <> 'retry' THEN reason WHEN status = 'blocked' AND worker = '' THEN 'pause'
    ELSE worker END AS worker,
  due_at, evaluates, reads, output, error, item, lost_tokens, park
FROM ag06.unit_states;

-- 0: listed before there were numbers.
ALTER TABLE ag06.blocked_units ADD COLUMN park integer NOT NULL DEFAULT 0;

-- Empty of the run itself; of a parked unit '<unit>|<park>'. A schedule's has no run, and is '<tenant>|<name>'.
ALTER TABLE ag06.wakeups ADD COLUMN subject text COLLATE "C" NOT NULL DEFAULT '',
  DROP CONSTRAINT wakeups_pkey, ADD PRIMARY KEY (run_id, kind, subject);
`;
