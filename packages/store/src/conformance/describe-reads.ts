import { LIMITS } from '@ag06/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CANCELLED, evaluated, META, movesOf, Player, type StoreUnderTest } from './fixture.ts';
import { LanePlayer } from './lane-player.ts';

/** A store under test, and how many bytes its servers have sent so far. */
export type MeasuredStore = StoreUnderTest & { bytesRead(): Promise<number> };

const STEPS = 20;
const OUTPUT = JSON.stringify('x'.repeat(LIMITS.outputBytes - 2));
const SMALL = 64 * 1024;

/** The cost of reading a run of 5 MB, in bytes that the store sends. */
export function describeReads(name: string, createStore: () => Promise<MeasuredStore>): void {
  describe(name, () => {
    let under: MeasuredStore | undefined;
    let player: Player;
    const store = () => {
      if (under === undefined) throw new Error('The store is not there yet.');
      return under;
    };
    beforeAll(async () => {
      under = await createStore();
      player = new Player(under.store);
      const steps = Array.from({ length: STEPS }, (_, i) => `s${i}`);
      const roots = [...steps, 'open'].map((step) => evaluated(step, 0));
      const input = JSON.stringify('x'.repeat(LIMITS.inputBytes - 2));
      const { evaluations } = movesOf(await player.submit({ roots, input }));
      for (const held of evaluations.filter(({ unit }) => unit !== 'open'))
        await player.complete(held, { change: { to: 'completed', output: OUTPUT } });
    }, 60_000);
    afterAll(() => under?.stop());

    /** Returns the bytes that were sent, and the answer. */
    async function cost<T>(ask: () => Promise<T>): Promise<{ readonly bytes: number; readonly found: T }> {
      const before = await store().bytesRead();
      const found = await ask();
      return { bytes: (await store().bytesRead()) - before, found };
    }
    const runs = () => store().store.runs;

    it('tells a summary without any data of the run', async () => {
      const { bytes, found } = await cost(() => runs().loadSummary(player.runId));
      expect(found).toMatchObject({ runId: player.runId, status: 'running', meta: META });
      expect(bytes).toBeLessThan(SMALL);
    });

    it('tells the states of all units without any data of the run', async () => {
      const { bytes, found } = await cost(() => runs().loadState(player.runId));
      expect(found?.units.size).toBe(STEPS + 1);
      expect(found?.units.get('s0')?.status).toBe('completed');
      expect(bytes).toBeLessThan(SMALL);
    });

    it('tells the states of the units that are named, at their cost, however many a run has', async () => {
      const lanes = new LanePlayer(store().store);
      await lanes.expand(2_000, 1_000);
      const whole = await cost(() => runs().loadState(lanes.runId));
      expect(whole.found?.units.size).toBe(1_001);
      const named = ['f', 'f.0', 'f.999', 'f.1000', 'g'];
      for (const load of [runs().loadState, runs().loadRun]) {
        const { bytes, found } = await cost(() => load.call(runs(), lanes.runId, named));
        expect([...(found?.units ?? [])].sort()).toEqual(
          [...(whole.found?.units ?? [])].filter(([unit]) => named.includes(unit)).sort(),
        );
        expect(found?.items.get('f')).toEqual({ total: 2_000, next: 0, left: 2_000, failed: 0 });
        expect(bytes).toBeLessThan(whole.bytes / 20);
      }
    });

    it('tells that a run has not ended without any data of it', async () => {
      const { bytes, found } = await cost(() => runs().loadOutcome(player.runId));
      expect(found).toMatchObject({ status: 'running', output: undefined, error: undefined });
      expect(bytes).toBeLessThan(SMALL);
    });

    it('tells the lengths of outputs without sending them', async () => {
      const { bytes, found } = await cost(() => runs().measureFields(player.runId, ['o:s0', 'o:s1', 'in']));
      expect([...found.values()]).toEqual([LIMITS.outputBytes, LIMITS.outputBytes, LIMITS.inputBytes]);
      expect(bytes).toBeLessThan(SMALL);
    });

    it('tells a whole run without the outputs of its steps', async () => {
      const { bytes, found } = await cost(() => runs().loadRun(player.runId));
      expect(found?.units.size).toBe(STEPS + 1);
      expect(found?.input).toHaveLength(LIMITS.inputBytes - 2);
      expect(bytes).toBeLessThan(LIMITS.inputBytes + SMALL);
    });

    it('reads a log page by page, no further than the bytes that are asked for', async () => {
      const maxBytes = 3 * LIMITS.outputBytes;
      let [after, pages, outputs] = [0, 0, 0];
      for (let more = true; more; pages++) {
        const { bytes, found } = await cost(() => runs().loadLogPage(player.runId, after, 10_000, maxBytes));
        expect(bytes).toBeLessThan(maxBytes + SMALL);
        outputs += found?.events.filter(({ type }) => type === 'step.completed').length ?? 0;
        after = found?.events.at(-1)?.seq ?? after;
        more = found?.more ?? false;
      }
      expect(outputs).toBe(STEPS);
      expect(pages).toBeLessThan(STEPS);
    });

    it('cancels a run, and tells how it ended, without any other data of it', async () => {
      const { bytes, found } = await cost(async () => {
        await player.byRun(['running'], { change: { to: 'ended' }, end: CANCELLED });
        return runs().loadOutcome(player.runId);
      });
      expect(found).toMatchObject({ status: 'cancelled', error: { code: 'RUN_CANCELLED' } });
      expect(bytes).toBeLessThan(SMALL);
    });

    it('knows nothing of a run that nobody submitted', async () => {
      const { runId } = new Player(store().store);
      for (const id of [runId, 'nobody']) {
        expect(await runs().loadSummary(id)).toBeUndefined();
        expect(await runs().loadOutcome(id)).toBeUndefined();
        expect(await runs().loadState(id)).toBeUndefined();
        expect(await runs().loadRun(id)).toBeUndefined();
      }
    });
  });
}
