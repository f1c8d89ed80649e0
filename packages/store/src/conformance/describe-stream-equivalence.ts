import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createMemoryStore } from '../memory/memory-store.ts';
import type { Context } from './describe-store.ts';
import { freshId } from './fixture.ts';
import { type Side, streamMoves } from './stream-moves.ts';

const CASES = 40;
const FEW_CASES = 10;

/**
 * Makes the same random moves on a store and on the reference. `AG06_TEST_SEED` repeats a failure, which prints its seed.
 */
export function describeStreamEquivalence({ store, isSmall }: Context): void {
  it('answer as the reference does, whatever is done with them', async () => {
    const property = fc.asyncProperty(streamMoves, async (moves) => {
      const sides = [createMemoryStore(), store()].map(toSide);
      for (const [i, move] of moves.entries()) {
        const answers = [];
        for (const side of sides) answers.push(toComparable(side, await move.make(side), move.stream));
        if (endsAtOnce(move.drawn)) await nextMillisecond();
        const [reference, tested] = answers;
        // Each `expect` notes a stack, which costs more than the comparison.
        if (isDeepStrictEqual(tested, reference)) continue;
        expect({ i, move: move.name, drawn: move.drawn, answer: tested }).toEqual({
          i,
          move: move.name,
          drawn: move.drawn,
          answer: reference,
        });
      }
      for (const { store: one, tenant } of sides)
        for (const stream of ['a', 'a.b']) await one.events.delete(tenant, stream);
    });
    await fc.assert(property, { numRuns: isSmall ? FEW_CASES : CASES });
  }, 60_000);
}

/** Leases that lapse at once are delivered again in the order of their moments, which must not be one on one side alone. */
const endsAtOnce = (drawn: unknown): boolean =>
  typeof drawn === 'object' &&
  drawn !== null &&
  (('leaseMs' in drawn && drawn.leaseMs === 0) || ('afterMs' in drawn && drawn.afterMs === 0));

async function nextMillisecond(): Promise<void> {
  for (const now = Date.now(); Date.now() <= now; ) await setImmediate();
}

const toSide = (store: Side['store']): Side => ({
  store,
  tenant: `tenant ${freshId()}`,
  incarnations: new Map(),
});

/** Times depend on the clock: only whether there is one is compared. */
const TIMES = new Set(['at', 'oldestAt', 'leasedUntil']);

/**
 * Replaces each incarnation by its number among those of its stream, in the order in which they were met, and times by
 * whether there is one. `stream`: of what does not name its own.
 */
function toComparable(side: Side, answer: unknown, stream: string): unknown {
  if (answer instanceof Map) return [...answer].sort();
  if (Array.isArray(answer)) return answer.map((one) => toComparable(side, one, stream));
  if (typeof answer !== 'object' || answer === null) return answer;
  const name = 'stream' in answer && typeof answer.stream === 'string' ? answer.stream : stream;
  return Object.fromEntries(
    Object.entries(answer).map(([key, value]) => {
      if (TIMES.has(key)) return [key, value !== undefined];
      if (key === 'incarnation') return [key, numberOf(side, name, Number(value))];
      return [key, toComparable(side, value, name)];
    }),
  );
}

function numberOf({ incarnations }: Side, stream: string, incarnation: number): number {
  const known = incarnations.get(stream) ?? [];
  if (known.includes(incarnation)) return known.indexOf(incarnation);
  incarnations.set(stream, [...known, incarnation]);
  return known.length;
}
