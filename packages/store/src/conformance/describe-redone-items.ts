import type { CommitAnswer, Grant } from '@ag06/protocol';
import { expect, it } from '@jest/globals';
import type { Context } from './describe-store.ts';
import { enqueuesOf, freshId, grantOf, movesOf } from './fixture.ts';
import { LanePlayer } from './lane-player.ts';

/** Items that are done again after a retry of their run. */
export function describeRedoneItems({ store }: Context): void {
  /** Retries a run that failed, and returns its step `f`, held to go on with its list. */
  async function retry(player: LanePlayer): Promise<Grant> {
    const endedBy = (await store().runs.loadState(player.runId))?.endedBy ?? '';
    const answer = await player.commit({
      guard: { on: 'ended', by: endedBy },
      change: { to: 'retried', steps: ['f'] },
      next: [{ unit: 'f', needs: 0, mode: 'evaluate', reads: ['i:f'] }],
    });
    const [held] = movesOf(answer).evaluations;
    if (held === undefined) throw new Error('The step is not held.');
    return held;
  }

  /** A run of 40 items that failed with item 20, while another lane had item 21. */
  async function failed() {
    const player = new LanePlayer(store());
    await player.expand(40, 2);
    let lane = grantOf(await player.claim('f.0'));
    for (let n = 1; n < 20; n++) lane = grantOf(await player.settle(lane));
    const last = grantOf(await player.claim('f.1'));
    expect(last.item?.index).toBe(20);
    expect(grantOf(await player.settle(lane)).item?.index).toBe(21);
    await player.settle(last, { status: 'failed', ends: true });
    return player;
  }

  const LEFT = Array.from({ length: 20 }, (_, n) => n + 20);
  /** Lines of chunks: those before the first place are empty. */
  const toChunks = (total: number, left: readonly number[]): string[] => {
    const first = total - left.length;
    const lines = [...Array<string>(first % 16).fill(''), ...left.map(String)];
    return Array.from({ length: Math.ceil(lines.length / 16) }, (_, k) =>
      lines.slice(16 * k, 16 * k + 16).join('\n'),
    );
  };
  const redo = (
    player: LanePlayer,
    held: Grant,
    left: readonly number[],
    more: {
      total?: number;
      first?: 'claim' | 'schedule' | 'evaluate';
      dropped?: readonly number[];
      id?: string;
      lanes?: number;
    } = {},
  ): Promise<CommitAnswer> => {
    const { total = 40, first = 'schedule', dropped = [20], id = freshId(), lanes = 2 } = more;
    return player.commit({
      id,
      guard: { on: 'token', unit: 'f', token: held.token },
      change: {
        to: 'redone',
        items: { left: left.length, chunks: toChunks(total, left), dropped },
        lanes,
        first,
        reads: ['in'],
      },
    });
  };
  const itemsOf = async (player: LanePlayer) => (await store().runs.loadState(player.runId))?.items.get('f');
  const outcomesOf = async (player: LanePlayer, from: number, limit: number) =>
    (await store().runs.loadItems(player.runId, 'f', from, limit)).map(({ item }) => item);

  it('holds a step whose list has begun, and counts items that failed as left', async () => {
    const player = await failed();
    expect(await itemsOf(player)).toEqual({ total: 40, next: 22, left: 19, failed: 1 });
    const held = await retry(player);
    expect([...held.values]).toEqual([['i:f', '40|22|20|0']]);
    expect(await itemsOf(player)).toEqual({ total: 40, next: 22, left: 20, failed: 0 });
  });

  it('does exactly the items again that are left, in the order of the list and from their first attempt', async () => {
    const player = await failed();
    const left = [3, 20, 21, ...LEFT.slice(2)];
    const answer = await redo(player, await retry(player), left, { dropped: [3, 20], first: 'claim' });
    expect(enqueuesOf(answer)).toEqual(['f.1.d2']);
    expect(await itemsOf(player)).toEqual({ total: 40, next: 20, left: 21, failed: 0 });
    expect(await outcomesOf(player, 0, 40)).toEqual(
      Array.from({ length: 20 }, (_, n) => n).filter((n) => n !== 3),
    );
    let lane = grantOf(answer);
    const done: (number | undefined)[] = [];
    for (let n = 0; n < left.length; n++) {
      expect(lane).toMatchObject({ attempt: 1, item: { value: `{"n":${lane.item?.index}}` } });
      done.push(lane.item?.index);
      const settled = await player.settle(lane);
      if (n + 1 < left.length) lane = grantOf(settled);
      else expect(movesOf(settled).evaluations).toMatchObject([{ unit: 'f' }]);
    }
    expect(done).toEqual(left);
    expect(await outcomesOf(player, 0, 40)).toEqual(Array.from({ length: 40 }, (_, n) => n));
    expect(await itemsOf(player)).toEqual({ total: 40, next: 40, left: 0, failed: 0 });
    expect(await player.claim('f.1', { dispatch: 2 })).toEqual({ result: 'stale' });
  });

  it('answers a repeated commit as the first', async () => {
    const player = await failed();
    const held = await retry(player);
    const id = freshId();
    const first = await redo(player, held, LEFT, { id, first: 'claim' });
    const again = await redo(player, held, LEFT, { id, first: 'claim' });
    expect(again).toMatchObject({ result: 'repeated' });
    expect(grantOf(again)).toEqual(grantOf(first));
    expect(enqueuesOf(again)).toEqual(['f.1.d2']);
    expect(await redo(player, held, LEFT)).toMatchObject({ result: 'refused', reason: 'guard' });
  });

  it('gives each evaluated lane an item at once', async () => {
    const player = await failed();
    const answer = await redo(player, await retry(player), LEFT, { first: 'evaluate' });
    expect(movesOf(answer).evaluations.map(({ unit, item }) => [unit, item?.index])).toEqual([
      ['f.0', 20],
      ['f.1', 21],
    ]);
  });

  it('revives no more lanes than it needs, also those that had completed', async () => {
    const player = new LanePlayer(store());
    await player.expand(2, 2);
    const lanes = [grantOf(await player.claim('f.0')), grantOf(await player.claim('f.1'))];
    for (const lane of lanes)
      await player.settle(lane, { status: lane.unit === 'f.1' ? 'failed' : 'completed' });
    expect(await player.status('f.0')).toBe('completed');
    await player.byRun(['running'], {
      change: { to: 'ended' },
      end: { status: 'timed_out', error: '{"code":"RUN_TIMED_OUT","message":"x"}' },
    });
    const answer = await redo(player, await retry(player), [1], { total: 2, dropped: [1], lanes: 1 });
    expect(enqueuesOf(answer)).toEqual(['f.0.d2']);
    expect(await player.status('f.1')).toBe('completed');
    const lane = grantOf(await player.claim('f.0', { dispatch: 2 }));
    expect(lane.item?.index).toBe(1);
    expect(movesOf(await player.settle(lane)).evaluations[0]?.values.get('i:f')).toBe('2|2|0|0|1');
  });

  it('goes on again after it failed once more', async () => {
    const player = await failed();
    const first = await redo(player, await retry(player), LEFT, { first: 'claim' });
    await player.settle(grantOf(first), { status: 'failed', ends: true });
    const held = await retry(player);
    expect([...held.values]).toEqual([['i:f', '40|21|20|0|1']]);
    const second = await redo(player, held, LEFT, { first: 'claim', lanes: 1 });
    expect(grantOf(second)).toMatchObject({
      unit: 'f.0',
      attempt: 1,
      item: { index: 20, value: '{"n":20}' },
    });
    expect(grantOf(await player.settle(grantOf(second))).item?.index).toBe(21);
  });

  it('waits with its items until after a pause', async () => {
    const player = await failed();
    const held = await retry(player);
    await player.byRun(['running'], { change: { to: 'paused' } });
    expect(movesOf(await redo(player, held, LEFT))).toMatchObject({ enqueues: [] });
    expect(await player.status('f')).toBe('ready');
    const [anew] = movesOf(await player.byRun(['paused'], { change: { to: 'resumed' } })).evaluations;
    if (anew === undefined) throw new Error('The step is not held anew.');
    expect(enqueuesOf(await redo(player, anew, LEFT))).toEqual(['f.0.d2', 'f.1.d2']);
  });

  it('keeps which items are left of a long list whole', async () => {
    const player = new LanePlayer(store());
    await player.expand(20_000, 1);
    await player.settle(grantOf(await player.claim('f.0')));
    await player.byRun(['running'], {
      change: { to: 'ended' },
      end: { status: 'timed_out', error: '{"code":"RUN_TIMED_OUT","message":"x"}' },
    });
    const left = Array.from({ length: 19_999 }, (_, n) => n + 1);
    const held = await retry(player);
    const more = { total: 20_000, dropped: left, lanes: 1, first: 'claim' } as const;
    expect(grantOf(await redo(player, held, left, more)).item).toEqual({ index: 1, value: '{"n":1}' });
  });
}
