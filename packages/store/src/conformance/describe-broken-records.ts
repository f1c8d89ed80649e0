import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startOfTime } from '../feed-store.ts';
import type { RunStore } from '../run-store.ts';
import { StoreError } from '../store-error.ts';
import type { CreateStore, StoreUnderTest } from './fixture.ts';
import { COMPLETED, evaluated, freshId, grantOf, META, movesOf, type Player } from './fixture.ts';
import { LanePlayer } from './lane-player.ts';

/** Whoever reads records of one run, by the name of the method; `claim` and `cancel` are commands. */
const READERS = {
  loadSummary: (runs, { runId }) => runs.loadSummary(runId),
  loadOutcome: (runs, { runId }) => runs.loadOutcome(runId),
  loadState: (runs, { runId }) => runs.loadState(runId),
  loadRun: (runs, { runId }) => runs.loadRun(runId),
  loadUnit: (runs, { runId }) => runs.loadUnit(runId, 'a'),
  loadFields: (runs, { runId }) => runs.loadFields(runId, ['s:a', 'in']),
  loadLogPage: (runs, { runId }) => runs.loadLogPage(runId, 0, 100),
  loadItems: (runs, { runId }) => runs.loadItems(runId, 'f', 0, 10),
  claim: (_, player) => player.claim('a'),
  cancel: (_, player) => player.cancel(),
} satisfies Record<string, (runs: RunStore, player: Player) => Promise<unknown>>;

export type Reader = keyof typeof READERS;

/** A record that is overwritten behind the store's back. */
export interface Damage {
  /** What is broken, as the title of a test. */
  readonly broken: string;
  /** The run that has such a record: one with the scheduled step `a`, one that is over, or one with items of step `f`. */
  readonly of: 'open' | 'completed' | 'failed' | 'items';
  /** The field that the error names. */
  readonly field: string;
  /** Whoever refuses to read it; all others answer. */
  readonly refusedBy: readonly Reader[];
}

type BreakableStore<D extends Damage> = StoreUnderTest & {
  plant(damage: D, runId: string): Promise<void>;
};

/** Broken records: a foreign program or a damaged disk wrote them. The function of the store met no such run before. */
export function describeBrokenRecords<D extends Damage>(
  name: string,
  damages: readonly D[],
  createStore: () => Promise<BreakableStore<D>>,
): void {
  describe(name, () => {
    let under: BreakableStore<D> | undefined;
    beforeAll(async () => {
      under = await createStore();
    });
    afterAll(() => under?.stop());
    const opened = () => {
      if (under === undefined) throw new Error('The store is not there yet.');
      return under;
    };

    it.each(damages.map((damage) => [damage.broken, damage] as const))(
      '%s: whoever reads that is told run and field, and no other run is disturbed',
      async (_, damage) => {
        const { store } = opened();
        const listedBy = { workflow: `w${freshId()}`, tenant: `t${freshId()}` };
        const [sound, broken] = [await begin(store, damage, listedBy), await begin(store, damage, listedBy)];
        await opened().plant(damage, broken.runId);

        const refusing: string[] = [];
        for (const [reader, read] of Object.entries(READERS)) {
          const alone = read(store.runs, broken).catch((error: unknown) => error);
          const [answer, other] = await Promise.all([alone, read(store.runs, sound)]);
          expect(other).not.toBeInstanceOf(Error);
          if (!(answer instanceof Error)) continue;
          refusing.push(reader);
          expect(answer).toMatchObject({ code: 'STORE_RECORD_INVALID', name: StoreError.name });
          expect(answer.message).toContain(broken.runId);
          expect(answer.message).toContain(damage.field);
        }
        expect(refusing).toEqual(damage.refusedBy);

        expect(await listRuns(store.runs, listedBy)).toContain(sound.runId);
        const told = new Set<string>();
        const feed = store.feed.readFeed(listedBy.tenant, startOfTime(0), Number.MAX_SAFE_INTEGER);
        for await (const events of feed) for (const { runId } of events) told.add(runId);
        expect([...told]).toContain(sound.runId);
        // Both are over by now, unless the broken one could not be ended.
        await store.runs.deleteFinished(-1, 1_000);
        expect(await store.runs.loadSummary(sound.runId)).toBeUndefined();
      },
    );
  });
}

type ListedBy = { readonly workflow: string; readonly tenant: string };

async function begin(
  store: Awaited<ReturnType<CreateStore>>['store'],
  { of }: Damage,
  { workflow, tenant }: ListedBy,
): Promise<Player> {
  const more = { tenant, meta: JSON.stringify({ ...META, tenant, workflow }) };
  const player = new LanePlayer(store);
  if (of === 'items') {
    const [held] = movesOf(await player.submit({ ...more, roots: [evaluated('f', 0, ['in'])] })).evaluations;
    if (held === undefined) throw new Error('The step is not held.');
    await player.settle(grantOf(await player.expandHeld(held, 3, 1, { first: 'claim' })));
  } else if (of === 'completed') {
    const [held] = movesOf(await player.submit({ ...more, roots: [evaluated('a', 0)] })).evaluations;
    if (held === undefined) throw new Error('The step is not held.');
    await player.complete(held, { end: COMPLETED });
  } else {
    await player.submit(more);
    if (of === 'failed') await player.cancel();
  }
  return player;
}

async function listRuns(runs: RunStore, { workflow, tenant }: ListedBy): Promise<string[]> {
  const query = { correlationId: undefined, from: undefined, to: undefined, after: undefined, limit: 10 };
  const page = await runs.listRuns({ tenant, workflow, statuses: [], tags: [], ...query });
  return page.runs.map(({ runId }) => runId);
}
