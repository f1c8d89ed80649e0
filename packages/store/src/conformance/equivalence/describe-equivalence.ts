import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RunStore } from '../../run-store.ts';
import type { CreateStore, StoreUnderTest } from '../fixture.ts';
import { FIRST_CASES } from './first-cases.ts';
import { reasonsOf } from './names.ts';
import { type Case, playCase } from './play-case.ts';
import { randomMoves } from './random-move.ts';
import { randomPlan, withoutWaits } from './random-plan.ts';
import { resultsToMeet } from './results.ts';
import { TwoStores } from './two-stores.ts';

const CASES = 100;
/** Some results are rare, so cases are drawn until all were met, but at most this many times. */
const MAX_ROUNDS = 10;

/**
 * Compares a store with the reference: both get the same random commands and must answer and keep the same. A case has
 * two runs of a random plan, several workers with redeliveries, repeated and stale commands, pauses, and a watchdog.
 * `AG06_TEST_SEED` repeats a failure, which prints its seed. Without `isExact` the store may be of a release that
 * numbered no parked units and moved units in its own order: then tokens are paired, and neighbours in the log have no
 * order.
 */
export function describeEquivalence(
  name: string,
  createStore: CreateStore,
  { cases = CASES, isExact = true } = {},
): void {
  describe(name, () => {
    let under: StoreUnderTest | undefined;
    beforeAll(async () => {
      under = await createStore();
    });
    afterAll(() => under?.stop());

    it('answers and keeps what the reference does, whatever it is told', async () => {
      if (under === undefined) throw new Error('The store is not there yet.');
      const tested = under.store.runs;
      const results = new Set<string>();
      const expected = resultsToMeet(isExact);
      const property = fc.asyncProperty(randomPlan, randomMoves, async (drawn, moves) => {
        const plan = isExact ? drawn : withoutWaits(drawn);
        for (const result of await playOnBoth(tested, { plan, moves, isExact })) results.add(result);
      });
      for (let round = 0; round < MAX_ROUNDS && results.size < expected.length; round++) {
        await fc.assert(property, { numRuns: cases, examples: FIRST_CASES, ...readSeed(round) });
      }
      expect([...results].sort()).toEqual(expected.toSorted());
    }, 60_000);
  });
}

/** Each round draws other cases. */
const readSeed = (round: number): { readonly seed?: number } =>
  process.env.AG06_TEST_SEED === undefined ? {} : { seed: Number(process.env.AG06_TEST_SEED) + round };

/** Returns the results that were met. */
async function playOnBoth(tested: RunStore, played: Case): Promise<ReadonlySet<string>> {
  let both: TwoStores | undefined;
  const { caseId, runIds, results } = await playCase(played, (reference) => {
    const stores = new TwoStores(reference, tested, played);
    both = stores;
    return {
      createRunId: (id) => tested.createRunId('default', id),
      apply: (command, together) => stores.apply(command, together),
    };
  });
  await both?.flush();
  await both?.compare(runIds, reasonsOf(caseId));
  return results;
}
