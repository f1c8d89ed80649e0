/** Units that wait for an answer of a person. */
export const APPROVAL_TABLES = /* sql */ `
CREATE TABLE ag06.approvals (
  run_id text COLLATE "C" NOT NULL,
  unit text COLLATE "C" NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  workflow text COLLATE "C" NOT NULL,
  signal text COLLATE "C" NOT NULL,
  opened_at bigint NOT NULL,
  -- What is asked, as JSON text.
  card text NOT NULL,
  PRIMARY KEY (run_id, unit)
);
CREATE INDEX approvals_by_time ON ag06.approvals (tenant, opened_at, run_id, unit);
CREATE INDEX approvals_by_workflow ON ag06.approvals (tenant, workflow, opened_at, run_id, unit);
CREATE INDEX approvals_by_signal ON ag06.approvals (tenant, signal, opened_at, run_id, unit);
CREATE INDEX approvals_by_both ON ag06.approvals (tenant, workflow, signal, opened_at, run_id, unit);
`;

/** How commands keep the list. */
export const APPROVALS = /* sql */ `
-- Of a unit that is parked for a signal. 'asked': what a person is asked, or null.
CREATE FUNCTION ag06.ask(w ag06.work, x ag06.unit_states, signal text, asked text) RETURNS void LANGUAGE sql AS $$
  INSERT INTO ag06.approvals (run_id, unit, tenant, workflow, signal, opened_at, card)
  SELECT r.run_id, x.unit, r.tenant, r.workflow, signal, w.at, asked
  FROM ag06.runs r WHERE r.run_id = w.run_id AND asked IS NOT NULL
$$;

-- Of a unit that is still parked.
CREATE FUNCTION ag06.close_approval(x ag06.unit_states) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF x.reason LIKE 'signal:%' THEN
    DELETE FROM ag06.approvals a WHERE a.run_id = x.run_id AND a.unit = x.unit;
  END IF;
END $$;
`;
