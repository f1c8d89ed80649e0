import { expect, it } from '@jest/globals';
import type { Context } from './describe-store.ts';
import { grantOf } from './fixture.ts';
import { LanePlayer } from './lane-player.ts';

/** Items of a `forEach` that are read by their number, and lanes by their names. */
export function describeItemValues({ store }: Context): void {
  it('reads the value of any one item, also when all have their outcome, and none where there is none', async () => {
    const player = new LanePlayer(store());
    await player.expand(40, 2);
    const { runId } = player;
    const valueAt = (item: number, step = 'f') => store().runs.loadItemValue(runId, step, item);
    const values = [await valueAt(0), await valueAt(15), await valueAt(16), await valueAt(39)];
    expect(values).toEqual(['{"n":0}', '{"n":15}', '{"n":16}', '{"n":39}']);
    expect([await valueAt(40), await valueAt(1e6), await valueAt(0, 'g')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(await store().runs.loadItemValue('r0-000000000unknown00000', 'f', 0)).toBeUndefined();
    await player.settle(grantOf(await player.claim('f.0')), { status: 'failed', ends: true });
    expect(await valueAt(7)).toBe('{"n":7}');
  });

  it('loads the units that are named alone, and the progress of the steps among them', async () => {
    const player = new LanePlayer(store());
    await player.expand(40, 3);
    const { runId } = player;
    const { runs } = store();
    await player.claim('f.1');
    const whole = await runs.loadRun(runId);
    const unitOf = (name: string) => [name, whole?.units.get(name)] as const;
    for (const found of [
      await runs.loadRun(runId, ['f', 'f.1', 'f.7']),
      await runs.loadState(runId, ['f.1', 'f']),
    ]) {
      expect(found?.units).toEqual(new Map([unitOf('f'), unitOf('f.1')]));
      expect(found?.items).toEqual(whole?.items);
    }
    expect(await runs.loadRun(runId, [])).toEqual({ ...whole, units: new Map(), items: new Map() });
    expect(await runs.loadState(runId, ['f.0'])).toMatchObject({
      status: 'running',
      units: new Map([unitOf('f.0')]),
    });
    expect((await runs.loadState(runId, ['f.0']))?.items.size).toBe(0);
    expect(await runs.loadRun('r0-nonsense', ['f'])).toBeUndefined();
    expect(await runs.loadState(new LanePlayer(store()).runId, [])).toBeUndefined();
  });
}
