/** Documents of schedules. The wake-up of each is a row of `ag06.timers` without a run, written in the same statement. */
export const SCHEDULES = /* sql */ `
CREATE SEQUENCE ag06.schedule_versions;

CREATE TABLE ag06.schedules (
  tenant text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  -- The version before it, by which a save that is sent twice is known.
  previous bigint NOT NULL,
  document text NOT NULL,
  PRIMARY KEY (tenant, name)
);

CREATE FUNCTION ag06.wake_schedule(for_tenant text, for_name text, wake_at bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  wakeup text := for_tenant || '|' || for_name;
BEGIN
  IF wake_at IS NULL THEN
    DELETE FROM ag06.timers w WHERE w.run_id = '' AND w.kind = 'slot' AND w.subject = wakeup;
  ELSE
    INSERT INTO ag06.timers (run_id, kind, subject, due_at) VALUES ('', 'slot', wakeup, wake_at)
    ON CONFLICT (run_id, kind, subject) DO UPDATE SET due_at = excluded.due_at;
  END IF;
END $$;

-- A schedule that is not there has no row to lock.
CREATE FUNCTION ag06.lock_schedule_name(for_tenant text, for_name text) RETURNS void LANGUAGE sql AS $$
  SELECT pg_advisory_xact_lock(hashtextextended('schedule|' || for_tenant || '|' || for_name, 6));
$$;

CREATE FUNCTION ag06.save_schedule(for_tenant text, for_name text, expected bigint, new_document text, wake_at bigint)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  new_version bigint;
BEGIN
  IF expected = 0 THEN
    PERFORM ag06.lock_schedule_name(for_tenant, for_name);
    INSERT INTO ag06.schedules VALUES (for_tenant, for_name, nextval('ag06.schedule_versions'), 0, new_document)
    ON CONFLICT DO NOTHING RETURNING version INTO new_version;
  ELSE
    UPDATE ag06.schedules s SET version = nextval('ag06.schedule_versions'), previous = expected, document = new_document
    WHERE s.tenant = for_tenant AND s.name = for_name AND s.version = expected RETURNING s.version INTO new_version;
  END IF;
  IF new_version IS NOT NULL THEN
    PERFORM ag06.wake_schedule(for_tenant, for_name, wake_at);
    RETURN new_version;
  END IF;
  SELECT s.version INTO new_version FROM ag06.schedules s
  WHERE s.tenant = for_tenant AND s.name = for_name AND s.previous = expected AND s.document = new_document;
  RETURN new_version;
END $$;

CREATE FUNCTION ag06.rewake_schedule(for_tenant text, for_name text, expected bigint, wake_at bigint) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
  present bigint;
BEGIN
  IF expected = 0 THEN PERFORM ag06.lock_schedule_name(for_tenant, for_name); END IF;
  SELECT s.version INTO present FROM ag06.schedules s WHERE s.tenant = for_tenant AND s.name = for_name FOR UPDATE;
  IF coalesce(present, 0) <> expected THEN RETURN false; END IF;
  PERFORM ag06.wake_schedule(for_tenant, for_name, wake_at);
  RETURN true;
END $$;

CREATE FUNCTION ag06.remove_schedule(for_tenant text, for_name text, expected bigint) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM ag06.schedules s WHERE s.tenant = for_tenant AND s.name = for_name AND s.version = expected;
  IF FOUND THEN PERFORM ag06.wake_schedule(for_tenant, for_name, NULL); END IF;
  RETURN NOT EXISTS (SELECT FROM ag06.schedules s WHERE s.tenant = for_tenant AND s.name = for_name);
END $$;
`;
