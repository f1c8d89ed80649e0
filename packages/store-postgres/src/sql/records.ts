import { RUN_STATUSES } from '@ag06/contracts';
import { UNIT_STATUSES } from '@ag06/protocol';

const toList = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');

/** The SQLSTATE of a record that cannot be read. Its message names the field, the run, and what is wrong. */
export const RECORD_INVALID = 'AG001';

/** Refuses records that no function of ours wrote. */
export const RECORDS = /* sql */ `
CREATE FUNCTION ag06.refuse_record(id text, field text, why text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of run % is broken: %', field, id, why USING ERRCODE = '${RECORD_INVALID}';
END $$;

CREATE FUNCTION ag06.check_run(id text, status text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF status NOT IN (${toList(RUN_STATUSES)}) THEN
    PERFORM ag06.refuse_record(id, 'h', format('"status" is %s', to_json(status)));
  END IF;
END $$;

-- Accepts a unit that does not exist. The statuses of versions before 7 are those of units that no command has met since.
CREATE FUNCTION ag06.check_unit(x ag06.unit_states) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF x.status NOT IN (${toList([...UNIT_STATUSES, 'retrying', 'blocked'])}) THEN
    PERFORM ag06.refuse_record(x.run_id, 's:' || x.unit, format('"status" is %s', to_json(x.status)));
  END IF;
  IF least(x.attempt, x.dispatch, x.lost, x.token, x.delivery, x.due_at) < 0 THEN
    PERFORM ag06.refuse_record(x.run_id, 's:' || x.unit, 'a number of it is negative');
  END IF;
END $$;
`;
