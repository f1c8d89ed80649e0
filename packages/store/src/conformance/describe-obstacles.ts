import { expect, it } from '@jest/globals';
import { blockedLooks } from './blocked-looks.ts';
import type { Context } from './describe-store.ts';
import { claimed, enqueuesOf, freshId, freshReason, grantOf, Player, scheduled } from './fixture.ts';

const ERROR = '{"code":"CALL_FAILED","message":"503"}';

/** Claims of workers that will not begin the step. */
export function describeObstacles(context: Context): void {
  const { store } = context;
  const { started, listed, counted } = blockedLooks(context);

  it('blocks the step of a claim with an obstacle, and spends neither an attempt nor a delivery on it', async () => {
    const player = await started();
    const reason = freshReason();
    expect(await player.claim('a', { obstacle: reason })).toEqual({ result: 'blocked' });
    expect(await player.unit('a')).toMatchObject({
      status: 'blocked',
      blockedBy: reason,
      attempt: 1,
      lost: 0,
      token: 0,
      holder: '',
      worker: '',
    });
    expect((await player.events()).at(-1)).toMatchObject({
      type: 'step.blocked',
      step: 'a',
      attempt: 1,
      blockedBy: reason,
    });
    expect(await player.types()).not.toContain('step.started a');
  });

  it('says in the event of a step that its claim blocks what the claim tells of it, and nothing where it tells nothing', async () => {
    const player = await started();
    const reason = freshReason();
    const lastError = { code: 'CALL_FAILED', message: 'a "503", |;~ \\ \n ü', attempt: 2 };
    const obstacleDetail = JSON.stringify({ lastError });
    await player.claim('a', { obstacle: reason, obstacleDetail });
    const told = { type: 'step.blocked', step: 'a', blockedBy: reason };
    expect((await player.events()).at(-1)).toMatchObject({ ...told, lastError });
    await player.unblock('a', reason);
    await player.claim('a', { obstacle: reason, dispatch: 2 });
    const last = (await player.events()).at(-1);
    expect(last).toMatchObject(told);
    expect(last).not.toHaveProperty('lastError');
  });

  it('answers a claim with an obstacle that is sent again alike, also another delivery of its job, and changes nothing', async () => {
    const player = await started();
    const [id, obstacle] = [freshId(), freshReason()];
    await player.claim('a', { id, obstacle });
    const before = await player.events();
    expect(await player.claim('a', { id, obstacle })).toEqual({ result: 'blocked' });
    expect(await player.claim('a', { delivery: 2, worker: 'w-2' })).toEqual({ result: 'blocked' });
    expect(await player.events()).toEqual(before);
    await player.unblock('a', obstacle);
    expect(await player.claim('a', { id, obstacle })).toEqual({ result: 'stale' });
  });

  it('blocks nothing of an unknown run, of one that is over, and of a stale or early activation', async () => {
    const obstacle = freshReason();
    expect(await new Player(store()).claim('a', { obstacle })).toEqual({ result: 'unknown' });
    const player = await started();
    expect(await player.claim('a', { obstacle, dispatch: 2 })).toEqual({ result: 'stale' });
    const a = grantOf(await player.claim('a'));
    const change = { to: 'retrying', error: ERROR, delayMs: 60_000 } as const;
    await player.complete(a, { change });
    expect(await player.claim('a', { obstacle, attempt: 2, dispatch: 2 })).toMatchObject({ result: 'early' });
    await player.cancel();
    expect(await player.claim('a', { obstacle, attempt: 2, dispatch: 2 })).toEqual({ result: 'terminal' });
    expect(await listed(obstacle)).toEqual([]);
  });

  it('blocks a retry that is due, with its attempt', async () => {
    const player = await started();
    const obstacle = freshReason();
    const change = { to: 'retrying', error: ERROR, delayMs: 0 } as const;
    await player.complete(grantOf(await player.claim('a')), { change });
    await player.claim('a', { obstacle, attempt: 2, dispatch: 2 });
    expect(enqueuesOf(await player.unblock('a', obstacle))).toEqual(['a.d3']);
    expect(grantOf(await player.claim('a', { attempt: 2, dispatch: 3 }))).toMatchObject({ attempt: 2 });
  });

  it('tells with an obstacle what the job left, and lets it take over what a dead delivery ran', async () => {
    const player = await started();
    const obstacle = freshReason();
    await player.complete(grantOf(await player.claim('a')), { next: [scheduled('b', 1), claimed('c')] });
    const answer = await player.claim('b', { obstacle });
    expect(answer).toEqual({ result: 'blocked' });
    const taken = await player.claim('a', { obstacle, worker: 'w-2', delivery: 2 });
    expect(enqueuesOf(taken)).toEqual(['c.d1']);
    expect(await player.claim('c', { obstacle, worker: 'w-2' })).toEqual({ result: 'blocked' });
    const other = await started();
    await other.claim('a');
    expect(grantOf(await other.claim('a', { obstacle, worker: 'w-2', delivery: 2 })).lost).toBe(1);
  });

  it('tells what was left, and blocks the step of the claim, in one answer', async () => {
    const player = new Player(store());
    const [id, obstacle] = [freshId(), freshReason()];
    await player.submit({ roots: [scheduled('a'), scheduled('c')] });
    // By an outcome that the job of `a` commits, it holds `b` as well.
    await player.complete(grantOf(await player.claim('c')), { next: [claimed('b')] });
    const claim = () => player.claim('a', { id, obstacle, worker: 'w-2', delivery: 2 });
    const answer = await claim();
    expect(answer).toMatchObject({ result: 'claimed', grants: [], again: false });
    expect(enqueuesOf(answer)).toEqual(['b.d1']);
    expect(await player.status('a')).toBe('blocked');
    expect(await claim()).toEqual(answer);
  });

  it('blocks a step that lost two deliveries without asking the worker to be alone', async () => {
    const player = await started();
    const obstacle = freshReason();
    await player.claim('a');
    await player.claim('a', { worker: 'w-2', delivery: 2 });
    const third = { worker: 'w-3', delivery: 3, idle: false };
    expect(await player.claim('a', { ...third, obstacle })).toEqual({ result: 'blocked' });
    expect(await player.unit('a')).toMatchObject({ status: 'blocked', lost: 2 });
    await player.unblock('a', obstacle);
    const anew = { dispatch: 2, worker: 'w-3' };
    expect(await player.claim('a', { ...anew, idle: false })).toEqual({ result: 'alone' });
    expect(await player.claim('a', { ...anew, idle: false, obstacle })).toEqual({ result: 'blocked' });
  });

  it('grants a step that lost three deliveries all the same: it is not begun, but failed', async () => {
    const player = await started();
    await player.claim('a');
    await player.claim('a', { worker: 'w-2', delivery: 2 });
    await player.claim('a', { worker: 'w-3', delivery: 3 });
    const answer = await player.claim('a', { worker: 'w-4', delivery: 4, obstacle: freshReason() });
    expect(grantOf(answer)).toMatchObject({ lost: 3 });
  });

  it('blocks by the pause a step whose claim has an obstacle in a paused run', async () => {
    const player = await started();
    const obstacle = freshReason();
    await player.byRun(['running'], { change: { to: 'paused' } });
    expect(await player.claim('a', { obstacle })).toEqual({ result: 'stale' });
    expect(await player.unit('a')).toMatchObject({ blockedBy: 'pause' });
    expect(await listed(obstacle)).toEqual([]);
    expect(await listed('pause')).toEqual([]);
    expect(await counted('pause')).toBeUndefined();
  });
}
