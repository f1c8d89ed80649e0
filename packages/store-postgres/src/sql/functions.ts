import { BLOCKED } from './blocked.ts';
import { CLAIM } from './claim.ts';
import { CLEAN_UP } from './clean-up.ts';
import { COMMIT } from './commit.ts';
import { LANES } from './lanes.ts';
import { MOVES } from './moves.ts';
import { OPENING } from './opening.ts';
import { ROWS } from './rows.ts';
import { STATE } from './state.ts';
import { SUBMIT } from './submit.ts';
import { TELLING } from './telling.ts';

/** Applies an array of commands in their order, all in one transaction, and answers them in that order. */
const APPLY = /* sql */ `
CREATE FUNCTION ag06.apply(commands jsonb, watchdog_ms bigint, locks text[] DEFAULT '{}') RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  c jsonb;
  answers jsonb := '[]';
BEGIN
  -- Each in one order, so that batches never wait for each other in a circle: first what submissions make, which has no
  -- row yet, by its name; then the runs that are there.
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
      ELSE ag06.commit(c, watchdog_ms)
    END);
  END LOOP;
  RETURN answers;
END $$;
`;

const COMMIT_FUNCTIONS = [
  ...[STATE, ROWS, BLOCKED, TELLING, MOVES, OPENING, LANES, SUBMIT, CLAIM, COMMIT, APPLY, CLEAN_UP],
].join('');

const names = [...COMMIT_FUNCTIONS.matchAll(/CREATE FUNCTION ag06\.(\w+)/g)].map(([, name]) => `'${name}'`);

/** What earlier versions had, and this one has not; what takes an `ag06.work` goes with that type. */
const GONE = ['freed', 'is_parked', 'lose', 'put_unit', 'to_enqueue'].map((name) => `'${name}'`);

/** Those of an earlier version, whatever their arguments. */
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
 * The commit as SQL: the contract is that of `packages/store`, and the twin of it the script of `packages/store-redis`.
 * May be put in place of an earlier version of itself.
 */
export const FUNCTIONS = `${FORGET}${COMMIT_FUNCTIONS}`;
