import { createMemoryStore, type Store } from '@ag06/store';
import { COMPLETED, grantOf, Player } from '@ag06/store/conformance';
import { until } from '@ag06/test-support';
import { describe, expect, it } from '@jest/globals';
import { ResultWaiters } from '../result-waiters.ts';
import { waitForEnd } from './wait-for-end.ts';

const WAIT = { waitMs: 60_000, signal: new AbortController().signal };

/** A run with one step in hand, a caller who waits for its end, and how often the store was asked for that. */
async function createWaiting(tell: (output: string) => string | undefined) {
  const store = createMemoryStore();
  const player = new Player(store);
  await player.submit();
  const grant = grantOf(await player.claim('a'));
  const asked = { count: 0 };
  const runs: Store['runs'] = Object.create(store.runs, {
    loadOutcome: {
      value: async (runId: string) => {
        asked.count++;
        return store.runs.loadOutcome(runId);
      },
    },
    watchEnds: {
      value: (kind: 'ended', listener: (...end: unknown[]) => void) =>
        store.runs.watchEnds(kind, async (runId, status) => {
          const output = (await store.runs.loadOutcome(runId))?.output;
          listener(runId, status, output === undefined ? undefined : tell(JSON.stringify(output)));
        }),
    },
  });
  const waiters = new ResultWaiters(runs);
  const parts = { store: Object.create(store, { runs: { value: runs } }) as Store };
  const ended = waitForEnd(parts, waiters, 'default', player.runId, WAIT);
  await until(() => asked.count === 1);
  return { player, grant, ended, asked };
}

describe('who waits for the end of a run', () => {
  it('asks the store once, if that tells the output with the end', async () => {
    const { player, grant, ended, asked } = await createWaiting((output) => output);
    await player.complete(grant, { end: COMPLETED });
    expect(await ended).toMatchObject({ runId: player.runId, status: 'completed', output: 'done' });
    expect(asked.count).toBe(1);
  });

  it('asks again if the store tells no output, as of a run that was cancelled', async () => {
    const silent = await createWaiting(() => undefined);
    await silent.player.complete(silent.grant, { end: COMPLETED });
    expect(await silent.ended).toMatchObject({ status: 'completed', output: 'done' });
    const cancelled = await createWaiting((output) => output);
    await cancelled.player.cancel();
    expect(await cancelled.ended).toMatchObject({ status: 'cancelled', error: { code: 'RUN_CANCELLED' } });
    expect([silent.asked.count, cancelled.asked.count]).toEqual([2, 2]);
  });
});
