/** The terms under which runs are listed for their attributes, as tags list them. */
export const RUN_ATTRIBUTES = /* sql */ `
-- A command that has not locked its run yet waits here, and then finds the functions of this version.
LOCK TABLE ag06.runs IN ACCESS EXCLUSIVE MODE;

CREATE TABLE ag06.run_attributes (
  tenant text COLLATE "C" NOT NULL,
  term text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  run_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, term, created_at, run_id)
);
CREATE INDEX run_attributes_by_run ON ag06.run_attributes (run_id);
`;
