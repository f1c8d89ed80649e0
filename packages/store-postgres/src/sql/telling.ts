/** The answer to the issuer of a command. */
export const TELLING = /* sql */ `
-- The item of a lane, with its value.
CREATE FUNCTION ag06.read_item(x ag06.unit_states) RETURNS jsonb LANGUAGE sql AS $$
  SELECT jsonb_build_object('item', jsonb_build_object('index', x.item,
    'value', split_part(c.items, E'\\n', x.item % 16 + 1)))
  FROM ag06.item_chunks c WHERE c.run_id = x.run_id AND c.step = ag06.step_of(x.unit) AND c.chunk = x.item / 16
$$;

-- Adds a unit that the issuer holds, with the fields that it reads, if they exist and the issuer does not have them:
-- [field, value]; [field] if this answer has it already; [field, null] if the answer would become too large, so that the
-- issuer reads the field itself. With a null told_max every value is in the answer.
CREATE FUNCTION ag06.tell_grant(w ag06.work, x ag06.unit_states) RETURNS ag06.work LANGUAGE plpgsql AS $$
DECLARE
  vals jsonb;
  told text[];
  bytes bigint;
  told_grant jsonb;
BEGIN
  IF NOT x.reads <@ w.known THEN
    SELECT jsonb_agg(CASE
        WHEN f.is_told THEN jsonb_build_array(f.field)
        WHEN f.bytes > w.told_max THEN jsonb_build_array(f.field, NULL)
        ELSE jsonb_build_array(f.field, ag06.field_of(w.run_id, f.field))
      END ORDER BY f.i),
      array_agg(f.field) FILTER (WHERE NOT f.is_told AND f.bytes <= w.told_max), max(f.bytes)
    INTO vals, told, bytes
    FROM (
      SELECT m.field, m.i, m.is_told,
        w.told_bytes + coalesce(sum(m.bytes) FILTER (WHERE NOT m.is_told) OVER (ORDER BY m.i), 0) AS bytes
      FROM (
        SELECT r.field, r.i, r.field = ANY (w.told) AS is_told, ag06.measure_field(w.run_id, r.field) AS bytes
        FROM unnest(x.reads) WITH ORDINALITY AS r (field, i) WHERE r.field <> ALL (w.known)
      ) m WHERE m.bytes IS NOT NULL
    ) f;
    w.told := w.told || coalesce(told, '{}');
    w.told_bytes := coalesce(bytes, w.told_bytes);
  END IF;
  told_grant := jsonb_build_array(jsonb_build_object('unit', x.unit, 'attempt', x.attempt, 'token', x.token,
    'lost', x.lost, 'values', coalesce(vals, '[]'))
    || CASE WHEN x.item IS NOT NULL THEN ag06.read_item(x)
      WHEN x.iteration > 0 THEN jsonb_build_object('iteration', x.iteration) ELSE '{}' END);
  IF x.status = 'ready' THEN w.evaluations := w.evaluations || told_grant;
  ELSE w.grants := w.grants || told_grant;
  END IF;
  RETURN w;
END $$;

CREATE FUNCTION ag06.to_moves(w ag06.work) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_build_object('status', w.status, 'grants', w.grants, 'evaluations', w.evaluations,
    'enqueues', w.enqueues, 'obsolete', w.obsolete)
    || CASE WHEN w.entries IS NULL THEN '{}' ELSE jsonb_build_object('entries', w.entries) END
$$;

-- Whether an activation of the unit is on a queue, now or after its delay.
CREATE FUNCTION ag06.has_job(x ag06.unit_states) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT x.status = 'scheduled' OR x.reason = 'retry'
$$;

CREATE FUNCTION ag06.due_in(w ag06.work, x ag06.unit_states) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT greatest(0, x.due_at - w.now)
$$;

-- Rebuilds the answer of an applied command, as far as it still holds, from the units that name it. 'own': a unit that the
-- issuer has already. 'from_job': a job whose leftovers are told as well, even if no unit names the command.
CREATE FUNCTION ag06.rebuild(w ag06.work, own text DEFAULT NULL, from_job text DEFAULT NULL) RETURNS ag06.work
LANGUAGE plpgsql AS $$
DECLARE
  x ag06.unit_states;
  jobs jsonb;
BEGIN
  SELECT jsonb_agg(ag06.to_job(u.unit, u.attempt, u.dispatch, ag06.due_in(w, u)) ORDER BY u.unit)
    FILTER (WHERE ag06.has_job(u) AND u.unit IS DISTINCT FROM own), bool_or(u.src = w.id)
  INTO jobs, w.is_repeated FROM ag06.unit_states u WHERE u.run_id = w.run_id AND (u.src = w.id OR u.by_job = from_job);
  w.enqueues := w.enqueues || coalesce(jobs, '[]');
  FOR x IN SELECT * FROM ag06.unit_states u WHERE u.run_id = w.run_id AND u.src = w.id AND u.token > 0 ORDER BY u.unit LOOP
    w := ag06.tell_grant(w, x);
  END LOOP;
  RETURN w;
END $$;
`;
