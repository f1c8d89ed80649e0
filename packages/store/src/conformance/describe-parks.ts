import type { Wakeup } from '@ag06/protocol';
import { expect, it } from '@jest/globals';
import type { Context } from './describe-store.ts';
import { enqueuesOf, freshId, freshReason, grantOf, Player, scheduled } from './fixture.ts';

const LEASE_MS = 60_000;
const REFUSED = { result: 'refused', reason: 'guard' };

/** The numbers under which units are parked, and the wake-ups of parked units and schedules. */
export function describeParks({ store }: Context): void {
  const parked = async (player: Player, unit: string) => (await player.unit(unit))?.park ?? 0;
  const takeTimers = async (isMine: (wakeup: Wakeup) => boolean) =>
    (await store().runs.takeWakeups('timers', 10_000, LEASE_MS)).filter(isMine);
  const isOf = (runId: string) => (wakeup: Wakeup) => wakeup.subject === 'unit' && wakeup.runId === runId;
  const due = (runId: string, unit: string, park: number) =>
    ({ subject: 'unit', runId, unit, park, kind: 'due' }) as const;

  it('gives every parking a number of its own, higher than any before in its run', async () => {
    const player = new Player(store());
    const reason = freshReason();
    await player.submit({ roots: [scheduled('a'), scheduled('b')] });
    expect(await parked(player, 'a')).toBe(0);
    await player.claim('a', { obstacle: reason });
    await player.claim('b', { obstacle: reason });
    const first = await parked(player, 'a');
    const second = await parked(player, 'b');
    await player.unblock('a', reason);
    expect(await parked(player, 'a')).toBe(0);
    await player.claim('a', { dispatch: 2, obstacle: reason });
    const third = await parked(player, 'a');
    expect(first).toBeGreaterThan(0);
    expect(second).toBeGreaterThan(first);
    expect(third).toBeGreaterThan(second);
  });

  it('numbers what waits for its next attempt, and what a pause parks', async () => {
    const player = new Player(store());
    await player.submit({ roots: [scheduled('a'), scheduled('b')] });
    const change = { to: 'retrying', error: '{"code":"X","message":"x"}', delayMs: 0 } as const;
    await player.complete(grantOf(await player.claim('a')), { change });
    expect(await player.unit('a')).toMatchObject({ status: 'retrying', blockedBy: undefined });
    expect(await parked(player, 'a')).toBeGreaterThan(0);
    await player.byRun(['running'], { change: { to: 'paused' } });
    const before = await parked(player, 'a');
    await player.claim('a', { attempt: 2, dispatch: 2 });
    expect(await player.unit('a')).toMatchObject({ status: 'blocked', blockedBy: 'pause' });
    expect(await parked(player, 'a')).toBeGreaterThan(before);
    await player.byRun(['paused'], { change: { to: 'resumed' } });
    expect(await parked(player, 'a')).toBe(0);
  });

  it('lists what is blocked with the number of its parking', async () => {
    const player = new Player(store());
    const reason = freshReason();
    await player.submit({ roots: [scheduled('a'), scheduled('b')] });
    await player.claim('a', { obstacle: reason });
    await player.claim('b', { obstacle: reason });
    const listed = await store().runs.listBlocked(reason, 10);
    expect(listed.map(({ unit, park }) => [unit, park])).toEqual([
      ['a', await parked(player, 'a')],
      ['b', await parked(player, 'b')],
    ]);
    expect(await store().runs.listBlocked(reason, 10, listed[0])).toEqual(listed.slice(1));
  });

  it('refuses to wake a unit under the number of an earlier parking, or for another reason', async () => {
    const player = new Player(store());
    const [reason, other] = [freshReason(), freshReason()];
    await player.submit();
    await player.claim('a', { obstacle: reason });
    const first = await parked(player, 'a');
    await player.unblock('a', reason, freshId(), first);
    await player.claim('a', { dispatch: 2, obstacle: reason });
    const second = await parked(player, 'a');
    expect(await player.unblock('a', reason, freshId(), first)).toMatchObject(REFUSED);
    expect(await player.unblock('a', other, freshId(), second)).toMatchObject(REFUSED);
    expect(await store().runs.listBlocked(reason, 10)).toMatchObject([{ unit: 'a', park: second }]);
    expect(enqueuesOf(await player.unblock('a', reason, freshId(), second))).toEqual(['a.d3']);
  });

  it('takes any number of wake-ups of one parking for one', async () => {
    const player = new Player(store());
    const reason = freshReason();
    await player.submit();
    await player.claim('a', { obstacle: reason });
    const park = await parked(player, 'a');
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => player.unblock('a', reason, freshId(), park)),
    );
    expect(answers.filter(({ result }) => result === 'applied')).toHaveLength(1);
    expect(answers.filter(({ result }) => result === 'refused')).toHaveLength(4);
  });

  it('keeps a number while the unit is looked at, and drops it when the run ends', async () => {
    const player = new Player(store());
    await player.submit({ roots: [scheduled('a'), scheduled('b')] });
    await player.claim('a', { obstacle: freshReason() });
    const park = await parked(player, 'a');
    await player.complete(grantOf(await player.claim('b')));
    expect(await parked(player, 'a')).toBe(park);
    await player.cancel();
    expect(await parked(player, 'a')).toBe(0);
  });

  it('keeps any number of wake-ups for the units of one run, each handed out once within its lease', async () => {
    const player = new Player(store());
    await player.submit();
    const all = Array.from({ length: 30 }, (_, i) => due(player.runId, `s.${i}`, i + 1));
    for (const wakeup of all) await store().runs.armWakeup(wakeup, -30 + wakeup.park);
    await store().runs.moveWakeup(due(player.runId, 's.0', 1), 60_000);
    expect(await takeTimers(isOf(player.runId))).toEqual(all.slice(1));
    expect(await takeTimers(isOf(player.runId))).toEqual([]);
    await store().runs.moveWakeup(due(player.runId, 's.7', 8), -1);
    await store().runs.moveWakeup(due(player.runId, 's.7', 9), -1);
    expect(await takeTimers(isOf(player.runId))).toEqual([due(player.runId, 's.7', 8)]);
    for (const wakeup of all) await store().runs.clearWakeup(wakeup);
    for (const wakeup of all) await store().runs.moveWakeup(wakeup, -1);
    expect(await takeTimers(isOf(player.runId))).toEqual([]);
  });

  it('clears no wake-up of a unit that is parked under its number, and any other', async () => {
    const player = new Player(store());
    const reason = freshReason();
    await player.submit();
    await player.claim('a', { obstacle: reason });
    const wakeup = due(player.runId, 'a', await parked(player, 'a'));
    await store().runs.armWakeup(wakeup, 60_000);
    await store().runs.clearWakeup(wakeup);
    await store().runs.moveWakeup(wakeup, -1);
    expect(await takeTimers(isOf(player.runId))).toEqual([wakeup]);
    await player.unblock('a', reason);
    await store().runs.clearWakeup(wakeup);
    await store().runs.moveWakeup(wakeup, -1);
    expect(await takeTimers(isOf(player.runId))).toEqual([]);
  });

  it('keeps the wake-up of a schedule, of which each tenant and name has one', async () => {
    const name = freshId();
    const slot = { subject: 'schedule', tenant: 'default', name, kind: 'slot' } as const;
    const other = { ...slot, tenant: 'other' };
    const isMine = (wakeup: Wakeup) => wakeup.subject === 'schedule' && wakeup.name === name;
    await store().runs.armWakeup(slot, -2 * LEASE_MS);
    await store().runs.armWakeup(other, -LEASE_MS);
    await store().runs.armWakeup(slot, -2 * LEASE_MS);
    // On several partitions, those of one come before those of the next.
    const taken = await takeTimers(isMine);
    expect(taken).toHaveLength(2);
    expect(taken).toEqual(expect.arrayContaining([slot, other]));
    await store().runs.clearWakeup(slot);
    await store().runs.moveWakeup(slot, -1);
    await store().runs.moveWakeup(other, -1);
    expect(await takeTimers(isMine)).toEqual([other]);
    await store().runs.clearWakeup(other);
  });
}
