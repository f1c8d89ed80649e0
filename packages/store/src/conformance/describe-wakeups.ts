import type { Wakeup, WakeupClass } from '@ag06/protocol';
import { expect, it } from '@jest/globals';
import type { Context } from './describe-store.ts';
import { Player } from './fixture.ts';

const LEASE_MS = 60_000;
const LOOKS = 40;

/** Timers and looks of the watchdog: two classes of wake-ups, of which neither waits for the other. */
export function describeWakeups({ store }: Context): void {
  const takeAll = async (of: WakeupClass, runId: string) =>
    (await store().runs.takeWakeups(of, 10_000, LEASE_MS)).filter(
      (wakeup) => wakeup.subject === 'run' && wakeup.runId === runId,
    );
  const due = async (wakeup: Wakeup) => store().runs.moveWakeup(wakeup, -1);

  it('hands out a wake-up once within its lease, and clears it with the run', async () => {
    const player = new Player(store());
    await player.submit({ timeoutMs: 1 });
    const deadline = { subject: 'run', runId: player.runId, kind: 'deadline' } as const;
    const mine = () => takeAll('timers', player.runId);
    await due(deadline);
    expect(await mine()).toEqual([deadline]);
    expect(await mine()).toEqual([]);
    await due(deadline);
    expect(await mine()).toHaveLength(1);
    await due(deadline);
    await player.cancel();
    expect(await mine()).toEqual([]);
    await due(deadline);
    expect(await mine()).toEqual([]);
  });

  it('tells when the next timer is due, whatever looks come before it, and nothing of one that is cleared', async () => {
    const player = new Player(store());
    await player.submit({ delayMs: 60_000, timeoutMs: 90_000 });
    const start = { subject: 'run', runId: player.runId, kind: 'start' } as const;
    const until = async () => (await store().runs.untilNextTimer()) ?? Number.POSITIVE_INFINITY;
    await store().runs.moveWakeup({ subject: 'run', runId: player.runId, kind: 'watchdog' }, -LEASE_MS);
    await store().runs.takeWakeups('timers', 10_000, LEASE_MS);
    await store().runs.moveWakeup(start, 5_000);
    expect(await until()).toBeLessThanOrEqual(5_000);
    await due(start);
    expect(await until()).toBe(0);
    await player.cancel();
    await due(start);
    // Those of other runs come due at any moment, and are taken.
    let leftMs = 0;
    for (let look = 0; look < LOOKS && leftMs === 0; look++) {
      expect(await takeAll('timers', player.runId)).toEqual([]);
      leftMs = await until();
    }
    expect(leftMs).toBeGreaterThan(0);
  });

  it('hands out a timer at once however many looks of the watchdog are due before it', async () => {
    for (let i = 0; i < LOOKS; i++) {
      const open = new Player(store());
      await open.submit();
      await store().runs.moveWakeup({ subject: 'run', runId: open.runId, kind: 'watchdog' }, -LEASE_MS);
    }
    const delayed = new Player(store());
    await delayed.submit({ delayMs: 60_000 });
    const start = { subject: 'run', runId: delayed.runId, kind: 'start' } as const;
    await takeAll('timers', delayed.runId);
    await due(start);
    expect(await store().runs.takeWakeups('timers', 1, LEASE_MS)).toEqual([start]);
    const looks = await store().runs.takeWakeups('looks', 10_000, LEASE_MS);
    expect(new Set(looks.map(({ kind }) => kind))).toEqual(new Set(['watchdog']));
    expect(looks.length).toBeGreaterThanOrEqual(LOOKS);
  });

  it('arms the time-out of a delayed run when the run starts, and not before', async () => {
    const player = new Player(store());
    await player.submit({ delayMs: 1, timeoutMs: 60_000 });
    const deadline = { subject: 'run', runId: player.runId, kind: 'deadline' } as const;
    await due(deadline);
    expect(await takeAll('timers', player.runId)).not.toContainEqual(deadline);
    await player.byRun(['scheduled'], { change: { to: 'started', timeoutMs: 60_000 } });
    expect(await takeAll('timers', player.runId)).toEqual([]);
    await due(deadline);
    expect(await takeAll('timers', player.runId)).toEqual([deadline]);
    await due(deadline);
    await player.cancel();
    expect(await takeAll('timers', player.runId)).toEqual([]);
  });
}
