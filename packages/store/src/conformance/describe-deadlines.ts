import type { Commit, Wakeup } from '@ag06/protocol';
import { expect, it } from '@jest/globals';
import type { Context } from './describe-store.ts';
import { COMPLETED, freshReason, grantOf, Player, scheduled } from './fixture.ts';
import { LanePlayer } from './lane-player.ts';

const ERROR = '{"code":"STEP_OVERDUE","message":"x"}';
const FAILED = { status: 'failed', error: ERROR } as const;

/** Steps that are failed wherever they are, because their time is over; and the wake-ups of that. */
export function describeDeadlines({ store }: Context): void {
  /** What a dispatcher does that read the step a moment ago. */
  const fail = async (player: Player, more: Partial<Commit> = {}) => {
    const unit = await player.unit('a');
    const { status = 'pending', dispatch = 0, token = 0 } = unit ?? {};
    return () =>
      player.commit({
        guard: { on: 'unit', unit: 'a', status, dispatch, token },
        change: { to: 'failed', error: ERROR },
        ...more,
      });
  };
  const REASON = freshReason();
  const states: readonly [string, (player: Player) => Promise<unknown>][] = [
    ['scheduled', async () => {}],
    ['running', (player) => player.claim('a')],
    ['blocked', (player) => player.claim('a', { obstacle: REASON })],
    [
      'retrying',
      async (player) => {
        const change = { to: 'retrying', error: ERROR, delayMs: 60_000 } as const;
        await player.complete(grantOf(await player.claim('a')), { change });
      },
    ],
  ];

  it.each(states)('fail a step that is %s, and open what needs it', async (status, bring) => {
    const player = new Player(store());
    await player.submit();
    await bring(player);
    expect(await player.status('a')).toBe(status);
    const answer = await (await fail(player, { next: [scheduled('b', 1)] }))();
    expect(answer).toMatchObject({ result: 'applied', enqueues: [{ unit: 'b' }] });
    expect(await player.unit('a')).toMatchObject({ status: 'failed', token: 0, park: 0 });
    expect((await player.events()).at(-2)).toMatchObject({
      type: 'step.failed',
      step: 'a',
      error: { code: 'STEP_OVERDUE' },
    });
    expect(await store().runs.listBlocked(REASON, 10)).toEqual([]);
    expect(await player.claim('a')).toMatchObject({ result: 'stale' });
  });

  it('fail a step once, and refuse the outcome of the worker that executes it', async () => {
    const player = new Player(store());
    await player.submit();
    const grant = grantOf(await player.claim('a'));
    const failing = await fail(player, { end: FAILED });
    expect(await failing()).toMatchObject({ result: 'applied', status: 'failed' });
    expect(await failing()).toMatchObject({ result: 'refused' });
    // By this its worker finds out that the handler works in vain, and aborts it.
    expect(await store().runs.isHeld(player.runId, 'a', grant.token)).toBe(false);
    expect(await player.complete(grant, { end: COMPLETED })).toMatchObject({ result: 'refused' });
  });

  it('fail a step that goes over a list, and cancel all of its lanes with the run', async () => {
    const player = new LanePlayer(store());
    await player.expand(6, 3);
    const lane = grantOf(await player.claim('f.0'));
    const { status, dispatch = 0, token = 0 } = (await player.unit('f')) ?? {};
    expect(status).toBe('running');
    const failing = () =>
      player.commit({
        guard: { on: 'unit', unit: 'f', status: 'running', dispatch, token },
        change: { to: 'failed', error: ERROR },
        end: FAILED,
      });
    expect(await failing()).toMatchObject({ result: 'applied', status: 'failed' });
    const statuses = await Promise.all(['f', 'f.0', 'f.1', 'f.2'].map((unit) => player.status(unit)));
    expect(statuses).toEqual(['failed', 'cancelled', 'cancelled', 'cancelled']);
    expect(await player.settle(lane)).toMatchObject({ result: 'refused' });
    expect(await failing()).toMatchObject({ result: 'refused' });
    expect(
      (await player.events()).filter(({ type }) => type === 'step.failed' || type === 'run.failed'),
    ).toMatchObject([{ step: 'f', error: { code: 'STEP_OVERDUE' } }, { error: { code: 'STEP_OVERDUE' } }]);
  });

  it('fail no step that was moved since it was read', async () => {
    const player = new Player(store());
    await player.submit();
    const failing = await fail(player);
    await player.claim('a');
    expect(await failing()).toMatchObject({ result: 'refused', reason: 'guard' });
    expect(await player.status('a')).toBe('running');
  });

  it('have their own wake-ups, even before their run exists', async () => {
    const player = new Player(store());
    const { runId } = player;
    const { runs } = store();
    const wakeups = (['unstarted', 'overdue'] as const).map((kind) => ({
      subject: 'step' as const,
      runId,
      unit: 'a',
      kind,
    }));
    for (const wakeup of wakeups) await runs.armWakeup(wakeup, -1);
    await player.submit();
    const isMine = (wakeup: Wakeup) => wakeup.subject === 'step' && wakeup.runId === runId;
    const take = async () => (await runs.takeWakeups('timers', 10_000, 60_000)).filter(isMine);
    const byKind = (a: Wakeup, b: Wakeup) => (a.kind < b.kind ? 1 : -1);
    expect((await take()).sort(byKind)).toEqual(wakeups);
    for (const wakeup of wakeups) await runs.moveWakeup(wakeup, -1);
    await runs.clearWakeup(wakeups[0] as Wakeup);
    expect(await take()).toEqual([wakeups[1]]);
    await runs.clearWakeup(wakeups[1] as Wakeup);
    for (const wakeup of wakeups) await runs.moveWakeup(wakeup, -1);
    expect(await take()).toEqual([]);
  });

  it('are not delayed by a repeated or refused commit that arms them again', async () => {
    const { runs } = store();
    const player = new Player(store());
    await player.submit();
    const wakeup = { subject: 'step', runId: player.runId, unit: 'a', kind: 'overdue' } as const;
    const isMine = (some: Wakeup) => some.subject === 'step' && some.runId === player.runId;
    const take = async () => (await runs.takeWakeups('timers', 10_000, 60_000)).filter(isMine);
    await runs.armWakeup(wakeup, -1);
    await runs.armWakeup(wakeup, 60_000);
    expect(await take()).toEqual([wakeup]);
    await runs.armWakeup(wakeup, -1);
    expect(await take()).toEqual([wakeup]);
  });
}
