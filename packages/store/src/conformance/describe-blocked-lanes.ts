import { expect, it } from '@jest/globals';
import type { Context } from './describe-store.ts';
import { enqueuesOf, freshId, freshReason, grantOf, movesOf } from './fixture.ts';
import { FAILURE, LanePlayer } from './lane-player.ts';

/** Lanes that wait until nothing blocks them any more. */
export function describeBlockedLanes({ store }: Context): void {
  const expanded = async (total: number, lanes: number) => {
    const player = new LanePlayer(store());
    await player.expand(total, lanes);
    return player;
  };
  const counted = async (reason: string) => (await store().runs.countBlocked()).get(reason);

  it('blocks a lane before it takes an item, and tells of nothing', async () => {
    const player = await expanded(3, 2);
    const obstacle = freshReason();
    const before = await player.events();
    const obstacleDetail = '{"lastError":{"code":"CALL_FAILED"}}';
    expect(await player.claim('f.0', { obstacle, obstacleDetail })).toEqual({ result: 'blocked' });
    expect(await player.claim('f.0', { obstacle })).toEqual({ result: 'blocked' });
    expect(await player.unit('f.0')).toMatchObject({ status: 'blocked', blockedBy: obstacle });
    expect((await player.unit('f.0'))?.item).toBeUndefined();
    expect(await player.events()).toEqual(before);
    expect(grantOf(await player.claim('f.1')).item).toMatchObject({ index: 0 });
    expect(enqueuesOf(await player.unblock('f.0', obstacle))).toEqual(['f.0.d2']);
    expect(await player.events()).toHaveLength(before.length + 1);
    expect(grantOf(await player.claim('f.0', { dispatch: 2 })).item).toMatchObject({ index: 1 });
  });

  it('keeps the item, its attempt and what it lost of a lane that is put aside', async () => {
    const player = await expanded(3, 1);
    const reason = freshReason();
    await player.claim('f.0');
    const lane = grantOf(await player.claim('f.0', { worker: 'w-2', delivery: 2 }));
    await player.change(lane, { to: 'blocked', reason, error: FAILURE });
    expect((await player.events()).at(-1)).toMatchObject({
      type: 'item.blocked',
      step: 'f',
      item: 0,
      attempt: 1,
      blockedBy: reason,
      error: { code: 'AGENT_FAILED' },
    });
    expect(await player.unit('f.0')).toMatchObject({ status: 'blocked', item: 0, lost: 1 });
    const id = freshId();
    expect(enqueuesOf(await player.unblock('f.0', reason, id))).toEqual(['f.0.d2']);
    expect(enqueuesOf(await player.unblock('f.0', reason, id))).toEqual(['f.0.d2']);
    expect((await player.events()).at(-1)).toMatchObject({ type: 'item.scheduled', item: 0, attempt: 1 });
    const again = grantOf(await player.claim('f.0', { dispatch: 2 }));
    expect(again).toMatchObject({ attempt: 1, lost: 1, item: { index: 0, value: '{"n":0}' } });
  });

  it('blocks an item whose retry is due, with its attempt', async () => {
    const player = await expanded(2, 1);
    const obstacle = freshReason();
    const lane = grantOf(await player.claim('f.0'));
    await player.change(lane, { to: 'retrying', error: FAILURE, delayMs: 0 });
    const obstacleDetail = '{"lastError":{"code":"CALL_FAILED"}}';
    const again = { obstacle, obstacleDetail, attempt: 2, dispatch: 2 };
    expect(await player.claim('f.0', again)).toEqual({ result: 'blocked' });
    expect((await player.events()).at(-1)).toMatchObject({
      type: 'item.blocked',
      blockedBy: obstacle,
      lastError: { code: 'CALL_FAILED' },
    });
    expect((await player.events()).at(-1)).toMatchObject({ type: 'item.blocked', item: 0, attempt: 2 });
    await player.unblock('f.0', obstacle);
    expect(grantOf(await player.claim('f.0', { attempt: 2, dispatch: 3 }))).toMatchObject({ attempt: 2 });
  });

  it('retires a lane whose claim has an obstacle if no item is left', async () => {
    const player = await expanded(1, 2);
    const obstacle = freshReason();
    await player.claim('f.0');
    expect(await player.claim('f.1', { obstacle })).toEqual({ result: 'stale' });
    expect(await player.status('f.1')).toBe('completed');
    expect(await counted(obstacle)).toBeUndefined();
  });

  it('retires lanes that were blocked without an item once the others have done all of them', async () => {
    const player = await expanded(2, 4);
    const [reason, other] = [freshReason(), freshReason()];
    await player.claim('f.1', { obstacle: reason });
    await player.claim('f.2', { obstacle: other });
    await player.claim('f.3', { obstacle: reason });
    await player.unblock('f.3', reason);
    const first = grantOf(await player.claim('f.0'));
    const second = grantOf(await player.settle(first));
    expect(await counted(reason)).toBe(1);
    expect(movesOf(await player.settle(second)).evaluations).toMatchObject([{ unit: 'f' }]);
    expect(await player.unit('f.1')).toMatchObject({ status: 'completed', blockedBy: undefined });
    expect(await counted(reason)).toBeUndefined();
    expect(await counted(other)).toBeUndefined();
    expect(await player.unblock('f.1', reason)).toMatchObject({ result: 'refused', reason: 'guard' });
    expect(await player.claim('f.3', { dispatch: 2 })).toEqual({ result: 'stale' });
  });

  it('collects only when the items of blocked lanes have their outcome', async () => {
    const player = await expanded(2, 2);
    const reason = freshReason();
    const [first, second] = [grantOf(await player.claim('f.0')), grantOf(await player.claim('f.1'))];
    await player.change(second, { to: 'blocked', reason });
    expect(movesOf(await player.settle(first)).evaluations).toEqual([]);
    await player.unblock('f.1', reason);
    const again = grantOf(await player.claim('f.1', { dispatch: 2 }));
    expect(movesOf(await player.settle(again)).evaluations).toMatchObject([{ unit: 'f' }]);
  });

  it('leaves blocked lanes to their reason when a paused run goes on', async () => {
    const player = await expanded(4, 3);
    const reason = freshReason();
    const lane = grantOf(await player.claim('f.0'));
    await player.claim('f.1', { obstacle: reason });
    await player.byRun(['running'], { change: { to: 'paused' } });
    await player.change(lane, { to: 'blocked', reason });
    await player.claim('f.2', { obstacle: reason });
    await player.unblock('f.1', reason);
    const blockedBy = async (unit: string) => (await player.unit(unit))?.blockedBy;
    expect(await blockedBy('f.0')).toBe(reason);
    expect(await blockedBy('f.1')).toBe('pause');
    expect(await blockedBy('f.2')).toBe('pause');
    const resumed = await player.byRun(['paused'], { change: { to: 'resumed' } });
    expect(enqueuesOf(resumed)).toEqual(['f.1.d2', 'f.2.d2']);
    expect(await counted(reason)).toBe(1);
  });

  it('cancels blocked lanes with the item that fails their step', async () => {
    const player = await expanded(3, 3);
    const reason = freshReason();
    await player.claim('f.1', { obstacle: reason });
    await player.change(grantOf(await player.claim('f.2')), { to: 'blocked', reason });
    await player.settle(grantOf(await player.claim('f.0')), { status: 'failed', ends: true });
    expect(await player.status('f.1')).toBe('cancelled');
    expect(await player.status('f.2')).toBe('cancelled');
    expect(await counted(reason)).toBeUndefined();
  });
}
