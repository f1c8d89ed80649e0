import { APPROVALS } from './approvals.ts';
import { BLOBS } from './blobs.ts';
import { BLOCKED } from './blocked.ts';
import { CLAIM } from './claim.ts';
import { CLEAN_UP } from './clean-up.ts';
import { COMMIT } from './commit.ts';
import { ENTRIES } from './entries.ts';
import { FORKS } from './forks.ts';
import { LANES } from './lanes.ts';
import { MOVES } from './moves.ts';
import { OPENING } from './opening.ts';
import { RECORDS } from './records.ts';
import { ROWS } from './rows.ts';
import { SIGNAL, SIGNALS } from './signals.ts';
import { STATE } from './state.ts';
import { SUBMIT } from './submit.ts';
import { TELLING } from './telling.ts';
import { ARMING } from './timers.ts';

/** Applies an array of commands in order, all in one transaction. Returns their answers in that order. */
const APPLY = /* sql */ `
CREATE FUNCTION ag06.apply(commands jsonb, watchdog_ms bigint, locks text[] DEFAULT '{}') RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  c jsonb;
  answers jsonb := '[]';
BEGIN
  -- One order for all batches, so that they never wait for each other in a circle: first, by name, what submissions create,
  -- because it has no row yet; then the existing runs.
  IF cardinality(locks) > 0 THEN
    PERFORM pg_advisory_xact_lock(hashtextextended(named.lock, 6))
    FROM (SELECT DISTINCT l COLLATE "C" AS lock FROM unnest(locks) AS l ORDER BY 1) AS named;
  END IF;
  PERFORM 1 FROM ag06.runs WHERE run_id IN (SELECT e->>'runId' FROM jsonb_array_elements(commands) AS e)
  ORDER BY run_id FOR UPDATE;
  FOR c IN SELECT value FROM jsonb_array_elements(commands) LOOP
    answers := answers || jsonb_build_array(CASE c->>'kind'
      WHEN 'submit' THEN ag06.submit(c, watchdog_ms)
      WHEN 'claim' THEN ag06.claim(c)
      WHEN 'signal' THEN ag06.signal(c, watchdog_ms)
      ELSE ag06.commit(c, watchdog_ms)
    END);
  END LOOP;
  RETURN answers;
END $$;
`;

const COMMIT_FUNCTIONS = [
  ...[
    RECORDS,
    STATE,
    ROWS,
    BLOBS,
    BLOCKED,
    APPROVALS,
    TELLING,
    ARMING,
    ENTRIES,
    MOVES,
    SIGNALS,
    OPENING,
    LANES,
    FORKS,
    SUBMIT,
    CLAIM,
    COMMIT,
    SIGNAL,
    APPLY,
    CLEAN_UP,
  ],
].join('');

const names = [...COMMIT_FUNCTIONS.matchAll(/CREATE FUNCTION ag06\.(\w+)/g)].map(([, name]) => `'${name}'`);

/** Functions of earlier versions that no longer exist. Dropping the type `ag06.work` drops those that take it. */
const GONE = ['freed', 'is_parked', 'lose', 'put_unit', 'to_enqueue'].map((name) => `'${name}'`);

/** Drops the functions of an earlier version, whatever their arguments. */
const FORGET = /* sql */ `
DO $forget$
DECLARE
  f regprocedure;
BEGIN
  FOR f IN SELECT oid FROM pg_proc WHERE pronamespace = 'ag06'::regnamespace AND proname IN (${[...names, ...GONE].join()}) LOOP
    EXECUTE 'DROP FUNCTION ' || f;
  END LOOP;
  DROP TYPE IF EXISTS ag06.work, ag06.move_row CASCADE;
END $forget$;
`;

/**
 * The functions of the commit. They keep the contract of `packages/store`, as the Lua of `packages/store-redis` does. They
 * replace an earlier version of themselves.
 */
export const FUNCTIONS = `${FORGET}${COMMIT_FUNCTIONS}`;
