/** Documents that the whole fleet shares. Their changes are notified on the channel `ag06_shared` as `kind name`. */
export const SHARED = /* sql */ `
CREATE TABLE ag06.shared (
  kind text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  changed_at bigint NOT NULL,
  document text NOT NULL,
  PRIMARY KEY (kind, name)
);

CREATE FUNCTION ag06.swap_shared(for_kind text, for_name text, expected bigint, new_document text) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
  present ag06.shared;
BEGIN
  IF expected = 0 THEN
    INSERT INTO ag06.shared VALUES (for_kind, for_name, 1, ag06.now_ms(), new_document) ON CONFLICT DO NOTHING;
  ELSE
    UPDATE ag06.shared s SET version = s.version + 1, changed_at = ag06.now_ms(), document = new_document
      WHERE s.kind = for_kind AND s.name = for_name AND s.version = expected;
  END IF;
  IF FOUND THEN
    PERFORM pg_notify('ag06_shared', for_kind || ' ' || for_name);
    RETURN true;
  END IF;
  SELECT * INTO present FROM ag06.shared s WHERE s.kind = for_kind AND s.name = for_name;
  RETURN present.version = expected + 1 AND present.document = new_document;
END $$;
`;
