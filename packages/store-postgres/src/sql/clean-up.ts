/** Retention and single deletions. */
export const CLEAN_UP = /* sql */ `
-- Deletes every row of these runs.
CREATE FUNCTION ag06.forget_runs(ids text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM ag06.events WHERE run_id = ANY (ids);
  DELETE FROM ag06.unit_states WHERE run_id = ANY (ids);
  DELETE FROM ag06.item_counts WHERE run_id = ANY (ids);
  DELETE FROM ag06.item_chunks WHERE run_id = ANY (ids);
  DELETE FROM ag06.item_results WHERE run_id = ANY (ids);
  DELETE FROM ag06.joins WHERE run_id = ANY (ids);
  DELETE FROM ag06.signal_keys WHERE run_id = ANY (ids);
  DELETE FROM ag06.mailbox WHERE run_id = ANY (ids);
  DELETE FROM ag06.signals_in_hand WHERE run_id = ANY (ids);
  DELETE FROM ag06.approvals WHERE run_id = ANY (ids);
  DELETE FROM ag06.run_parents p USING ag06.runs r
  WHERE r.run_id = ANY (ids) AND p.tenant = r.tenant AND p.parent = r.parent AND p.created_at = r.created_at AND p.run_id = r.run_id;
  DELETE FROM ag06.run_tags WHERE run_id = ANY (ids);
  DELETE FROM ag06.run_attributes WHERE run_id = ANY (ids);
  PERFORM ag06.forget_blobs(ids);
  DELETE FROM ag06.run_fields WHERE run_id = ANY (ids);
  DELETE FROM ag06.run_data WHERE run_id = ANY (ids);
  DELETE FROM ag06.runs WHERE run_id = ANY (ids);
END $$;

-- Messages that are still to be delivered keep their run.
CREATE FUNCTION ag06.has_entries(id text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM ag06.entries e WHERE e.run_id = id)
$$;

-- Deletes a run that has ended. A command about it waits meanwhile, and then finds it gone.
CREATE FUNCTION ag06.delete_run(id text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  ended_at bigint;
BEGIN
  SELECT finished_at INTO ended_at FROM ag06.runs WHERE run_id = id FOR UPDATE;
  IF NOT FOUND THEN RETURN 'unknown'; END IF;
  IF ended_at IS NULL OR ag06.has_entries(id) THEN RETURN 'open'; END IF;
  PERFORM ag06.forget_runs(ARRAY[id]);
  RETURN 'deleted';
END $$;

-- Deletes runs that ended more than 'age_ms' ago, oldest first, and expired keys.
CREATE FUNCTION ag06.delete_finished(age_ms bigint, max integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  ids text[];
BEGIN
  ids := ARRAY(
    SELECT run_id FROM ag06.runs WHERE finished_at < ag06.now_ms() - age_ms AND NOT ag06.has_entries(run_id)
    ORDER BY finished_at LIMIT max FOR UPDATE SKIP LOCKED
  );
  PERFORM ag06.forget_runs(ids);
  DELETE FROM ag06.dedupe_keys WHERE name IN (
    SELECT name FROM ag06.dedupe_keys WHERE expires_at <= ag06.now_ms() LIMIT max FOR UPDATE SKIP LOCKED
  );
  PERFORM ag06.count_up_blocked();
  RETURN cardinality(ids);
END $$;
`;
