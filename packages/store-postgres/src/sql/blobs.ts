/** Values of runs that are too large for a field, in pieces. A blob is an upload whose pieces are complete. */
export const BLOB_TABLES = /* sql */ `
CREATE TABLE ag06.blob_pieces (
  run_id text COLLATE "C" NOT NULL,
  upload text COLLATE "C" NOT NULL,
  piece integer NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (run_id, upload, piece)
);
CREATE TABLE ag06.blobs (
  run_id text COLLATE "C" NOT NULL,
  sha256 text COLLATE "C" NOT NULL,
  upload text COLLATE "C" NOT NULL,
  bytes bigint NOT NULL,
  pieces integer NOT NULL,
  PRIMARY KEY (run_id, sha256)
);
-- Runs to which a blob was added since a sweep looked at them.
CREATE TABLE ag06.blob_runs (run_id text COLLATE "C" PRIMARY KEY, added_at bigint NOT NULL);
CREATE INDEX blob_runs_by_time ON ag06.blob_runs (added_at);
`;

export const BLOBS = /* sql */ `
CREATE FUNCTION ag06.touch_blobs(id text) RETURNS void LANGUAGE sql AS $$
  INSERT INTO ag06.blob_runs VALUES (id, ag06.now_ms())
  ON CONFLICT (run_id) DO UPDATE SET added_at = excluded.added_at
$$;

CREATE FUNCTION ag06.add_piece(id text, of_upload text, n integer, content bytea) RETURNS void LANGUAGE sql AS $$
  SELECT ag06.touch_blobs(id);
  INSERT INTO ag06.blob_pieces VALUES (id, of_upload, n, content) ON CONFLICT DO NOTHING
$$;

-- Returns false if a piece is missing. Deletes the pieces of a second upload of the same bytes.
CREATE FUNCTION ag06.seal_blob(id text, hash text, of_upload text, size bigint, n integer) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
  known text;
BEGIN
  PERFORM ag06.touch_blobs(id);
  SELECT b.upload INTO known FROM ag06.blobs b WHERE b.run_id = id AND b.sha256 = hash;
  IF known IS NULL THEN
    IF (SELECT count(*) FROM ag06.blob_pieces p WHERE p.run_id = id AND p.upload = of_upload) <> n THEN RETURN false; END IF;
    INSERT INTO ag06.blobs VALUES (id, hash, of_upload, size, n);
  ELSIF known <> of_upload THEN
    DELETE FROM ag06.blob_pieces p WHERE p.run_id = id AND p.upload = of_upload;
  END IF;
  RETURN true;
END $$;

-- Deletes the pieces of an upload that is no blob. Its writer waits meanwhile, for the row of its run.
CREATE FUNCTION ag06.drop_upload(id text, of_upload text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM ag06.blob_runs WHERE run_id = id FOR UPDATE;
  DELETE FROM ag06.blob_pieces p WHERE p.run_id = id AND p.upload = of_upload
    AND NOT EXISTS (SELECT FROM ag06.blobs b WHERE b.run_id = id AND b.upload = of_upload);
END $$;

-- Deletes all blobs of runs.
CREATE FUNCTION ag06.forget_blobs(ids text[]) RETURNS void LANGUAGE sql AS $$
  DELETE FROM ag06.blobs WHERE run_id = ANY (ids);
  DELETE FROM ag06.blob_pieces WHERE run_id = ANY (ids);
  DELETE FROM ag06.blob_runs WHERE run_id = ANY (ids)
$$;

-- Deletes everything but these blobs, unless one was added since. A writer waits meanwhile, for the row of its run.
CREATE FUNCTION ag06.retain_blobs(id text, since bigint, kept text[]) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  gone integer;
BEGIN
  PERFORM 1 FROM ag06.blob_runs WHERE run_id = id AND added_at = since FOR UPDATE;
  IF NOT FOUND THEN RETURN 0; END IF;
  DELETE FROM ag06.blobs b WHERE b.run_id = id AND NOT b.sha256 = ANY (kept);
  WITH dropped AS (
    DELETE FROM ag06.blob_pieces p WHERE p.run_id = id
      AND NOT EXISTS (SELECT FROM ag06.blobs b WHERE b.run_id = id AND b.upload = p.upload)
    RETURNING p.upload
  ) SELECT count(DISTINCT upload) INTO gone FROM dropped;
  DELETE FROM ag06.blob_runs WHERE run_id = id;
  RETURN gone;
END $$;
`;
