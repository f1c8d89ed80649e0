import { expect, it } from '@jest/globals';
import { blockedLooks } from './blocked-looks.ts';
import type { Context } from './describe-store.ts';
import {
  enqueuesOf,
  evaluated,
  freshId,
  freshReason,
  grantOf,
  movesOf,
  Player,
  scheduled,
} from './fixture.ts';

const ERROR = '{"code":"CALL_FAILED","message":"503"}';

/** Units that are put aside, and go on once nothing blocks them any more. */
export function describeBlocked(context: Context): void {
  const { store } = context;
  const { started, listed, counted } = blockedLooks(context);

  it('names what blocks a unit only while it is blocked', async () => {
    const player = await started();
    const reason = freshReason();
    expect(await player.unit('a')).toMatchObject({ status: 'scheduled', blockedBy: undefined });
    await player.claim('a', { obstacle: reason });
    await player.unblock('a', reason);
    expect(await player.unit('a')).toMatchObject({ status: 'scheduled', worker: '', blockedBy: undefined });
  });

  it('puts a started step aside, with its error, what it lost, and its attempt unspent', async () => {
    const player = await started();
    const reason = freshReason();
    await player.claim('a');
    const a = grantOf(await player.claim('a', { worker: 'w-2', delivery: 2 }));
    const answer = await player.complete(a, { change: { to: 'blocked', reason, error: ERROR } });
    expect(movesOf(answer)).toMatchObject({ result: 'applied', grants: [], enqueues: [] });
    expect(await player.unit('a')).toMatchObject({
      status: 'blocked',
      blockedBy: reason,
      attempt: 1,
      lost: 1,
      token: 0,
      holder: '',
      worker: '',
    });
    expect((await player.events()).at(-1)).toMatchObject({
      type: 'step.blocked',
      attempt: 1,
      blockedBy: reason,
      error: JSON.parse(ERROR),
    });
    await player.unblock('a', reason);
    expect(grantOf(await player.claim('a', { dispatch: 2 }))).toMatchObject({ attempt: 1, lost: 1 });
  });

  it('puts aside once what is sent twice, and never by an old token', async () => {
    const player = await started();
    const reason = freshReason();
    const a = grantOf(await player.claim('a'));
    const id = freshId();
    const change = { to: 'blocked', reason } as const;
    await player.complete(a, { id, change });
    const before = await player.events();
    expect(before.at(-1)).not.toHaveProperty('error');
    expect(await player.complete(a, { id, change })).toMatchObject({ result: 'repeated', enqueues: [] });
    expect(await player.events()).toEqual(before);
    expect(await player.complete(a, { change })).toMatchObject({ result: 'refused', reason: 'guard' });
    expect(await player.complete(a)).toMatchObject({ result: 'refused', reason: 'guard' });
    expect(await counted(reason)).toBe(1);
  });

  it('puts aside for its own reason in a paused run as well, and leaves it so when the run goes on', async () => {
    const player = await started();
    const reason = freshReason();
    const a = grantOf(await player.claim('a'));
    await player.byRun(['running'], { change: { to: 'paused' } });
    await player.complete(a, { change: { to: 'blocked', reason } });
    expect(await player.unit('a')).toMatchObject({ blockedBy: reason });
    const resumed = await player.byRun(['paused'], { change: { to: 'resumed' } });
    expect(enqueuesOf(resumed)).toEqual([]);
    expect(await listed(reason)).toEqual([`${player.runId} a`]);
    expect(enqueuesOf(await player.unblock('a', reason))).toEqual(['a.d2']);
  });

  it('leaves on its list what is blocked when a delivery that counted as lost turns out to live', async () => {
    const player = await started();
    const reason = freshReason();
    const first = grantOf(await player.claim('a'));
    const second = grantOf(await player.claim('a', { worker: 'w-2', delivery: 2 }));
    await player.complete(second, { change: { to: 'blocked', reason } });
    expect(await player.keep('a', first.token)).toMatchObject({ result: 'applied' });
    expect(await player.unit('a')).toMatchObject({ blockedBy: reason, lost: 0 });
    expect(await listed(reason)).toEqual([`${player.runId} a`]);
  });

  it('puts nothing aside in a run that is over', async () => {
    const player = await started();
    const reason = freshReason();
    const a = grantOf(await player.claim('a'));
    await player.cancel();
    expect(await player.complete(a, { change: { to: 'blocked', reason } })).toMatchObject({
      result: 'refused',
      reason: 'terminal',
    });
    expect(await listed(reason)).toEqual([]);
  });

  it('dispatches anew what is unblocked, once, whoever asks', async () => {
    const player = await started();
    const reason = freshReason();
    await player.claim('a', { obstacle: reason });
    const id = freshId();
    expect(await player.unblock('a', reason, id)).toMatchObject({
      result: 'applied',
      enqueues: [{ unit: 'a', attempt: 1, dispatch: 2, delayMs: 0 }],
    });
    expect((await player.types()).at(-1)).toBe('step.scheduled a');
    const before = await player.events();
    const again = await player.unblock('a', reason, id);
    expect(again).toMatchObject({ result: 'repeated' });
    expect(enqueuesOf(again)).toEqual(['a.d2']);
    expect(await player.unblock('a', reason)).toMatchObject({ result: 'refused', reason: 'guard' });
    expect(await player.events()).toEqual(before);
    expect(await player.claim('a')).toEqual({ result: 'stale' });
    expect(grantOf(await player.claim('a', { dispatch: 2 }))).toMatchObject({ unit: 'a', attempt: 1 });
    expect(await player.unblock('a', reason, id)).not.toHaveProperty('grants', [expect.anything()]);
  });

  it('unblocks only what is blocked for that very reason', async () => {
    const player = await started();
    const reason = freshReason();
    const refused = { result: 'refused', reason: 'guard' };
    expect(await player.unblock('a', reason)).toMatchObject(refused);
    expect(await player.unblock('z', reason)).toMatchObject(refused);
    await player.claim('a', { obstacle: reason });
    expect(await player.unblock('a', freshReason())).toMatchObject(refused);
    expect(await player.unblock('a', 'pause')).toMatchObject(refused);
    expect(await listed(reason)).toEqual([`${player.runId} a`]);
    expect(await new Player(store()).unblock('a', reason)).toEqual({ result: 'refused', reason: 'unknown' });
  });

  it('leaves what is unblocked in a paused run to the pause, so that it goes on with its run', async () => {
    const player = await started();
    const reason = freshReason();
    await player.claim('a', { obstacle: reason });
    await player.byRun(['running'], { change: { to: 'paused' } });
    const id = freshId();
    expect(movesOf(await player.unblock('a', reason, id))).toMatchObject({ enqueues: [] });
    expect(movesOf(await player.unblock('a', reason, id))).toMatchObject({
      result: 'repeated',
      enqueues: [],
    });
    expect(await player.unit('a')).toMatchObject({ status: 'blocked', blockedBy: 'pause' });
    expect(await listed(reason)).toEqual([]);
    expect(await counted(reason)).toBeUndefined();
    expect(enqueuesOf(await player.byRun(['paused'], { change: { to: 'resumed' } }))).toEqual(['a.d2']);
  });

  it('looks at a run some time after it was unblocked', async () => {
    const player = await started();
    const reason = freshReason();
    await player.claim('a', { obstacle: reason });
    const wakeup = { subject: 'run', runId: player.runId, kind: 'watchdog' } as const;
    await store().runs.clearWakeup(wakeup);
    await player.unblock('a', reason);
    await store().runs.moveWakeup(wakeup, -1);
    expect(await store().runs.takeWakeups('looks', 10_000, 60_000)).toContainEqual(wakeup);
  });

  it('cancels with its run what is blocked, started or not', async () => {
    const player = new Player(store());
    const reason = freshReason();
    await player.submit({ roots: [scheduled('a'), scheduled('b')] });
    await player.claim('a', { obstacle: reason });
    await player.complete(grantOf(await player.claim('b')), { change: { to: 'blocked', reason } });
    expect(await counted(reason)).toBe(2);
    expect(
      movesOf(await player.cancel())
        .obsolete.map(({ unit }) => unit)
        .sort(),
    ).toEqual(['a', 'b']);
    expect(await player.unit('a')).toMatchObject({ status: 'cancelled', worker: '', blockedBy: undefined });
    expect(await listed(reason)).toEqual([]);
    expect(await counted(reason)).toBeUndefined();
    expect(await player.unblock('a', reason)).toMatchObject({ result: 'refused', reason: 'terminal' });
  });

  it('ends by another step’s failure with what is blocked, and is deleted with all of it', async () => {
    const player = new Player(store());
    const reason = freshReason();
    await player.submit({ roots: [scheduled('a'), scheduled('b')] });
    await player.claim('a', { obstacle: reason });
    const b = grantOf(await player.claim('b'));
    const end = { status: 'failed', error: ERROR } as const;
    await player.complete(b, { change: { to: 'failed', error: ERROR }, end });
    expect(await counted(reason)).toBeUndefined();
    await store().runs.deleteFinished(-1000, 10_000);
    expect(await store().runs.loadRun(player.runId)).toBeUndefined();
    expect(await listed(reason)).toEqual([]);
  });

  it('goes on with what hangs on a step that was blocked, once it is done', async () => {
    const player = await started();
    const reason = freshReason();
    await player.claim('a', { obstacle: reason });
    await player.unblock('a', reason);
    const a = grantOf(await player.claim('a', { dispatch: 2 }));
    const answer = await player.complete(a, { next: [scheduled('b', 1), evaluated('c')] });
    expect(enqueuesOf(answer)).toEqual(['b.d1']);
    expect(movesOf(answer).evaluations).toMatchObject([{ unit: 'c' }]);
  });
}
