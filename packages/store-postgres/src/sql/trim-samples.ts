/** Removes at most `most` of the oldest batches up to `upto`. Returns how many. Waits at the same row as appends. */
export const TRIM_SAMPLES = /* sql */ `
CREATE OR REPLACE FUNCTION ag06.trim_samples(upto bigint, most integer) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  counts ag06.sample_bytes;
  last bigint;
  removed bigint;
BEGIN
  SELECT * INTO counts FROM ag06.sample_bytes FOR UPDATE;
  last := least(upto, counts.last_id, counts.first_id + most - 1);
  IF last < counts.first_id THEN RETURN 0; END IF;
  WITH gone AS (
    DELETE FROM ag06.samples WHERE id BETWEEN counts.first_id AND last RETURNING octet_length(batch) AS size
  )
  SELECT coalesce(sum(size), 0) INTO removed FROM gone;
  UPDATE ag06.sample_bytes SET first_id = last + 1, bytes = greatest(0, bytes - removed);
  RETURN last + 1 - counts.first_id;
END $$;
`;
