import type { Commit, Wakeup } from '@ag06/protocol';
import { expect, it } from '@jest/globals';
import type { Context } from './describe-store.ts';
import { COMPLETED, freshReason, grantOf, movesOf, Player, scheduled } from './fixture.ts';
import { LanePlayer, listOf } from './lane-player.ts';

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

  it('fail a step that goes over a list, and end its lanes while the run goes on', async () => {
    const player = new LanePlayer(store());
    await player.expand(9, 4);
    const [first, second] = [grantOf(await player.claim('f.0')), grantOf(await player.claim('f.1'))];
    await player.change(second, { to: 'retrying', error: ERROR, delayMs: 60_000 });
    await player.claim('f.2', { obstacle: REASON });
    const { dispatch = 0, token = 0 } = (await player.unit('f')) ?? {};
    const failing = () =>
      player.commit({
        guard: { on: 'unit', unit: 'f', status: 'running', dispatch, token },
        change: { to: 'failed', error: ERROR },
        next: [scheduled('b', 1)],
      });
    const seen = (await player.events()).length;
    expect(await failing()).toMatchObject({
      result: 'applied',
      status: 'running',
      enqueues: [{ unit: 'b' }],
      obsolete: [{ unit: 'f.0' }, { unit: 'f.1' }, { unit: 'f.2' }, { unit: 'f.3' }],
    });
    const statuses = await Promise.all(['f', 'f.0', 'f.1', 'f.2', 'f.3'].map((unit) => player.status(unit)));
    expect(statuses).toEqual(['failed', 'cancelled', 'cancelled', 'cancelled', 'cancelled']);
    expect((await player.events()).slice(seen)).toMatchObject([
      { type: 'step.failed', step: 'f', error: { code: 'STEP_OVERDUE' } },
      { type: 'item.cancelled', step: 'f', item: 0 },
      { type: 'item.cancelled', step: 'f', item: 1 },
      { type: 'step.scheduled', step: 'b' },
    ]);
    expect(await store().runs.isHeld(player.runId, 'f.0', first.token)).toBe(false);
    expect(await player.settle(first)).toMatchObject({ result: 'refused', reason: 'guard' });
    expect(await player.claim('f.3')).toMatchObject({ result: 'stale' });
    expect(await store().runs.listBlocked(REASON, 10)).toEqual([]);
    expect(await failing()).toMatchObject({ result: 'refused' });
    expect(await player.status('f')).toBe('failed');
  });

  it('stop the child runs of the items of a step, while the run goes on', async () => {
    const player = new LanePlayer(store());
    const expanded = await player.commit({
      guard: { on: 'token', unit: 'f', token: (await player.hold()).token },
      change: { to: 'expanded', list: listOf(3), lanes: 2, first: 'evaluate', reads: ['in'] },
    });
    const [lane] = movesOf(expanded).evaluations;
    if (lane === undefined) throw new Error('No lane is held.');
    const park = { reason: 'child:r0-9', until: { afterMs: 60_000 } };
    await player.change(lane, { to: 'open', opening: { mode: 'park', park, reads: ['in'] }, lost: false });
    const { dispatch = 0 } = (await player.unit('f')) ?? {};
    const answer = await player.commit({
      guard: { on: 'unit', unit: 'f', status: 'running', dispatch, token: 0 },
      change: { to: 'failed', error: ERROR },
      next: [scheduled('b', 1)],
    });
    expect(answer).toMatchObject({ result: 'applied', status: 'running', entries: ['stop:r0-9'] });
    expect(await player.status('f.0')).toBe('cancelled');
    expect(await player.status('f.1')).toBe('cancelled');
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
