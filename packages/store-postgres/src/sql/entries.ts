import { ENTRY_WAKE_MS } from '@ag06/protocol';

/** Messages from one run to another, and the parents of runs. */
export const ENTRY_TABLES = /* sql */ `
-- As toParentKey names it; empty of a run without a parent.
ALTER TABLE ag06.runs ADD COLUMN parent text COLLATE "C" NOT NULL DEFAULT '';
-- A table of its own, because an index of ag06.runs would be made while everybody waits.
CREATE TABLE ag06.run_parents (
  tenant text COLLATE "C" NOT NULL,
  parent text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  run_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, parent, created_at, run_id)
);

-- Each has a wake-up of the kind 'entry', whose subject is the entry.
CREATE TABLE ag06.entries (
  run_id text COLLATE "C" NOT NULL,
  entry text COLLATE "C" NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (run_id, entry)
);
`;

/** What a command writes of them. */
export const ENTRIES = /* sql */ `
CREATE FUNCTION ag06.write_entries(w ag06.work, names text[], texts text[]) RETURNS ag06.work LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ag06.entries SELECT w.run_id, e.name, e.body FROM unnest(names, texts) AS e (name, body)
  ON CONFLICT (run_id, entry) DO UPDATE SET body = excluded.body;
  INSERT INTO ag06.timers (run_id, kind, subject, due_at)
  SELECT w.run_id, 'entry', e.name, w.now + ${ENTRY_WAKE_MS} FROM unnest(names) AS e (name)
  ON CONFLICT (run_id, kind, subject) DO UPDATE SET due_at = excluded.due_at;
  w.entries := w.entries || names;
  RETURN w;
END $$;

-- What a commit sends. A child is not started by a run in which nothing may begin.
CREATE FUNCTION ag06.send(w ag06.work, sent jsonb, may_start boolean) RETURNS ag06.work LANGUAGE plpgsql AS $$
DECLARE
  names text[];
  texts text[];
BEGIN
  SELECT array_agg(concat_ws(':', e->>'does', e->>'to') ORDER BY i), array_agg(coalesce(e->>'body', '') ORDER BY i)
  INTO names, texts FROM jsonb_array_elements(sent) WITH ORDINALITY AS s (e, i)
  WHERE may_start OR e->>'does' <> 'start';
  IF names IS NULL THEN RETURN w; END IF;
  RETURN ag06.write_entries(w, names, texts);
END $$;
`;
