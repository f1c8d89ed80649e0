/**
 * Everything is in the schema `ag06`. A run is a small row that each of its commands locks and changes, and rows that change
 * rarely or once: its data, one for each opened unit, one for each event.
 *
 * Ids and names sort by their bytes, as in every other store. Times are milliseconds since 1970. Pages of rows that are
 * updated often keep room for the next version of a row, so that an update need not touch indexes.
 */
export const TABLES = /* sql */ `
CREATE TABLE ag06.runs (
  run_id text COLLATE "C" PRIMARY KEY,
  tenant text COLLATE "C" NOT NULL,
  workflow text COLLATE "C" NOT NULL,
  correlation_id text COLLATE "C" NOT NULL,
  status text NOT NULL,
  -- How many fencing tokens were issued, and how many events written.
  tokens integer NOT NULL,
  events integer NOT NULL,
  last_at bigint NOT NULL,
  created_at bigint NOT NULL,
  finished_at bigint,
  -- Id of the command that ended the run.
  ended_by text NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX runs_by_status ON ag06.runs (tenant, status, created_at, run_id);
CREATE INDEX runs_by_workflow ON ag06.runs (tenant, workflow, created_at, run_id);
CREATE INDEX runs_by_correlation ON ag06.runs (tenant, correlation_id, created_at, run_id);
CREATE INDEX runs_by_end ON ag06.runs (finished_at) WHERE finished_at IS NOT NULL;

-- JSON of users is stored as text: jsonb would refuse some of it, and change the rest.
CREATE TABLE ag06.run_data (
  run_id text COLLATE "C" PRIMARY KEY,
  meta text NOT NULL,
  input text NOT NULL,
  output text,
  error text
);

CREATE TABLE ag06.run_tags (
  tenant text COLLATE "C" NOT NULL,
  tag text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  run_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, tag, created_at, run_id)
);
CREATE INDEX run_tags_by_run ON ag06.run_tags (run_id);

CREATE TABLE ag06.units (
  run_id text COLLATE "C" NOT NULL,
  unit text COLLATE "C" NOT NULL,
  status text NOT NULL,
  attempt integer NOT NULL,
  dispatch integer NOT NULL,
  -- How many deliveries of this attempt were lost.
  lost integer NOT NULL,
  -- The job that scheduled it, and the command that moved it last. A repeat of that command finds its answer here.
  by_job text NOT NULL,
  src text NOT NULL,
  -- Its holder; token 0 means none.
  job text NOT NULL,
  delivery integer NOT NULL,
  token integer NOT NULL,
  worker text NOT NULL,
  -- When a retry is due, or since when the unit is held for its evaluation.
  due_at bigint NOT NULL,
  evaluates boolean NOT NULL,
  reads text[] NOT NULL,
  output text,
  error text,
  -- The item that a lane works on.
  item integer,
  PRIMARY KEY (run_id, unit)
) WITH (fillfactor = 80);

-- Of a forEach step: the progress of its items; its list in rows of many items, each a line of JSON; their outcomes.
CREATE TABLE ag06.item_counts (
  run_id text COLLATE "C" NOT NULL,
  step text COLLATE "C" NOT NULL,
  total integer NOT NULL,
  -- The first item that no lane has taken.
  next_item integer NOT NULL,
  -- How many items have no outcome.
  items_left integer NOT NULL,
  failed integer NOT NULL,
  PRIMARY KEY (run_id, step)
) WITH (fillfactor = 50);
CREATE TABLE ag06.item_chunks (
  run_id text COLLATE "C" NOT NULL,
  step text COLLATE "C" NOT NULL,
  chunk integer NOT NULL,
  items text NOT NULL,
  PRIMARY KEY (run_id, step, chunk)
);
CREATE TABLE ag06.item_results (
  run_id text COLLATE "C" NOT NULL,
  step text COLLATE "C" NOT NULL,
  item integer NOT NULL,
  status text NOT NULL,
  attempt integer NOT NULL,
  result text NOT NULL,
  PRIMARY KEY (run_id, step, item)
);

-- How many dependencies a join still waits for.
CREATE TABLE ag06.joins (
  run_id text COLLATE "C" NOT NULL,
  unit text COLLATE "C" NOT NULL,
  waits_for integer NOT NULL,
  PRIMARY KEY (run_id, unit)
) WITH (fillfactor = 80);

CREATE TABLE ag06.events (
  run_id text COLLATE "C" NOT NULL,
  seq integer NOT NULL,
  at bigint NOT NULL,
  type text NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (run_id, seq)
);

CREATE TABLE ag06.wakeups (
  run_id text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  due_at bigint NOT NULL,
  PRIMARY KEY (run_id, kind)
);
CREATE INDEX wakeups_by_time ON ag06.wakeups (due_at);

CREATE TABLE ag06.dedupe_keys (
  name text COLLATE "C" PRIMARY KEY,
  run_id text NOT NULL,
  body text NOT NULL,
  expires_at bigint NOT NULL
);
CREATE INDEX dedupe_keys_by_expiry ON ag06.dedupe_keys (expires_at);

CREATE TABLE ag06.workflows (
  tenant text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  latest text NOT NULL,
  saved_at bigint NOT NULL,
  PRIMARY KEY (tenant, name)
);
CREATE TABLE ag06.workflow_versions (
  tenant text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  version text COLLATE "C" NOT NULL,
  definition text NOT NULL,
  PRIMARY KEY (tenant, name, version)
);

CREATE TABLE ag06.workers (id text COLLATE "C" PRIMARY KEY, seen_at bigint NOT NULL, record text NOT NULL);
CREATE TABLE ag06.agents (name text COLLATE "C" PRIMARY KEY);
CREATE TABLE ag06.leases (name text COLLATE "C" PRIMARY KEY, holder text NOT NULL, expires_at bigint NOT NULL);
CREATE TABLE ag06.dead_letters (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, letter text NOT NULL);
-- The epoch of priority keys, and the installation's secret.
CREATE TABLE ag06.settings (name text COLLATE "C" PRIMARY KEY, value text NOT NULL);
`;
