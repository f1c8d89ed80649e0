/**
 * Batches of samples, oldest first. Appends wait for each other at the one row of `sample_bytes`, so that ids become
 * visible in their order and a reader misses none.
 */
export const SAMPLES = /* sql */ `
CREATE TABLE ag06.samples (
  id bigint PRIMARY KEY,
  at bigint NOT NULL,
  batch text NOT NULL
);
CREATE TABLE ag06.sample_bytes (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  last_id bigint NOT NULL,
  last_at bigint NOT NULL,
  first_id bigint NOT NULL,
  bytes bigint NOT NULL
);
INSERT INTO ag06.sample_bytes (last_id, last_at, first_id, bytes) VALUES (0, 0, 1, 0);

CREATE FUNCTION ag06.append_samples(new_batch text, max_bytes bigint, max_batches bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  counts ag06.sample_bytes;
  removed bigint;
BEGIN
  UPDATE ag06.sample_bytes SET last_id = last_id + 1, last_at = greatest(last_at, ag06.now_ms()),
    bytes = bytes + octet_length(new_batch) RETURNING * INTO counts;
  INSERT INTO ag06.samples VALUES (counts.last_id, counts.last_at, new_batch);
  WHILE counts.bytes > max_bytes OR counts.last_id - counts.first_id >= max_batches LOOP
    DELETE FROM ag06.samples WHERE id = counts.first_id RETURNING octet_length(batch) INTO removed;
    counts.first_id := counts.first_id + 1;
    counts.bytes := counts.bytes - coalesce(removed, 0);
    EXIT WHEN counts.first_id > counts.last_id;
  END LOOP;
  UPDATE ag06.sample_bytes SET first_id = counts.first_id, bytes = counts.bytes
    WHERE first_id <> counts.first_id;
END $$;

-- Like swap_shared, if another document still has this version. Its row stays locked until the change is committed.
CREATE FUNCTION ag06.swap_shared(
  for_kind text, for_name text, expected bigint, new_document text, if_kind text, if_name text, if_version bigint
) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM ag06.shared s WHERE s.kind = if_kind AND s.name = if_name AND s.version = if_version FOR SHARE;
  RETURN FOUND AND ag06.swap_shared(for_kind, for_name, expected, new_document);
END $$;
`;
