import { expect, it } from '@jest/globals';
import type { Context } from './describe-store.ts';
import { claimed, enqueuesOf, evaluated, freshId, grantOf, movesOf, Player, scheduled } from './fixture.ts';

/** Claims, in the order of their rules. */
export function describeClaims({ store }: Context): void {
  const started = async () => {
    const player = new Player(store());
    await player.submit();
    return player;
  };

  it('does not know a run that was never submitted', async () => {
    expect(await new Player(store()).claim('a')).toEqual({ result: 'unknown' });
  });

  it('grants a scheduled step once, with the run and its input', async () => {
    const player = await started();
    const answer = await player.claim('a');
    expect(answer).toMatchObject({
      result: 'claimed',
      input: '{"n":1}',
      meta: { workflow: 'chain' },
      again: false,
    });
    expect(grantOf(answer)).toMatchObject({ unit: 'a', attempt: 1, lost: 0 });
    expect(await player.claim('a', { worker: 'w-2' })).toEqual({ result: 'stale' });
  });

  it('refuses an old dispatch and another attempt', async () => {
    const player = await started();
    expect(await player.claim('a', { dispatch: 2 })).toEqual({ result: 'stale' });
    expect(await player.claim('a', { attempt: 2 })).toEqual({ result: 'stale' });
  });

  it('ends the job of a run that is over', async () => {
    const player = await started();
    await player.cancel();
    expect(await player.claim('a')).toEqual({ result: 'terminal' });
  });

  it('answers a claim that is sent again alike, with the same token', async () => {
    const player = await started();
    const id = freshId();
    const first = grantOf(await player.claim('a', { id }));
    expect(grantOf(await player.claim('a', { id }))).toEqual(first);
  });

  it('returns the fields that the step reads, the input once for all', async () => {
    const player = new Player(store());
    await player.submit({ roots: [scheduled('a', 0, ['in'])] });
    const claimed = await player.claim('a');
    expect(claimed).toMatchObject({ input: '{"n":1}' });
    expect([...grantOf(claimed).values]).toEqual([]);
    await player.complete(grantOf(claimed), { next: [scheduled('b', 1, ['in', 'o:a', 'o:none'])] });
    expect([...grantOf(await player.claim('b')).values]).toEqual([['o:a', '{"from":"a"}']]);
  });

  it('lets a later delivery take over, with a new token; the old one is fenced', async () => {
    const player = await started();
    const old = grantOf(await player.claim('a'));
    const taken = grantOf(await player.claim('a', { worker: 'w-2', delivery: 2 }));
    expect(taken).toMatchObject({ unit: 'a', lost: 1 });
    expect(taken.token).toBeGreaterThan(old.token);
    expect(await player.complete(old)).toMatchObject({ result: 'refused', reason: 'guard' });
    expect(await player.types()).toContain('step.result_ignored a');
  });

  it('tells which token holds a unit: no older one, and none once it has its outcome', async () => {
    const player = await started();
    const { runs } = store();
    const isHeld = (token: number, unit = 'a') => runs.isHeld(player.runId, unit, token);
    expect(await isHeld(0)).toBe(false);
    const old = grantOf(await player.claim('a'));
    expect(await isHeld(old.token)).toBe(true);
    expect([await isHeld(0), await isHeld(-1), await isHeld(old.token, 'b')]).toEqual([false, false, false]);
    const taken = grantOf(await player.claim('a', { worker: 'w-2', delivery: 2 }));
    expect([await isHeld(old.token), await isHeld(taken.token)]).toEqual([false, true]);
    await player.complete(taken);
    expect(await isHeld(taken.token)).toBe(false);
    expect(await runs.isHeld('r0-unknown', 'a', 1)).toBe(false);
  });

  it('loads one unit alone, as the whole run has it, and none that was not opened', async () => {
    const player = await started();
    const { runs } = store();
    await player.claim('a');
    expect(await runs.loadUnit(player.runId, 'a')).toEqual(await player.unit('a'));
    expect(await runs.loadUnit(player.runId, 'b')).toBeUndefined();
    expect(await runs.loadUnit('r0-unknown', 'a')).toBeUndefined();
  });

  it('never lets an equal or earlier delivery take over', async () => {
    const player = await started();
    await player.claim('a', { delivery: 3 });
    expect(await player.claim('a', { worker: 'w-2', delivery: 3 })).toEqual({ result: 'stale' });
    expect(await player.claim('a', { worker: 'w-2', delivery: 2 })).toEqual({ result: 'stale' });
  });

  it('counts no loss when the same process gets its own job again', async () => {
    const player = await started();
    const old = grantOf(await player.claim('a'));
    const again = grantOf(await player.claim('a', { delivery: 2 }));
    expect(again.lost).toBe(0);
    expect(again.token).toBeGreaterThan(old.token);
  });

  it('releases to its own queue what a dead delivery held besides its step', async () => {
    const player = await started();
    const a = grantOf(await player.claim('a'));
    await player.complete(a, { next: [claimed('b')] });
    const answer = await player.claim('a', { worker: 'w-2', delivery: 2 });
    expect(movesOf(answer).grants).toEqual([]);
    expect(enqueuesOf(answer)).toEqual(['b.d1']);
    expect(grantOf(await player.claim('b', { worker: 'w-2' }))).toMatchObject({ unit: 'b', lost: 1 });
  });

  it('hands an evaluation of a dead delivery to the next one', async () => {
    const player = await started();
    await player.complete(grantOf(await player.claim('a')), { next: [evaluated('b')] });
    const answer = await player.claim('a', { worker: 'w-2', delivery: 2 });
    expect(movesOf(answer).evaluations).toMatchObject([{ unit: 'b', lost: 1 }]);
  });

  it('reports what the job left to be enqueued, also in a paused run', async () => {
    const player = await started();
    await player.complete(grantOf(await player.claim('a')), { next: [scheduled('b', 1)] });
    expect(enqueuesOf(await player.claim('a', { worker: 'w-2', delivery: 2 }))).toEqual(['b.d1']);
    await player.byRun(['running'], { change: { to: 'paused' } });
    expect(enqueuesOf(await player.claim('a', { worker: 'w-3', delivery: 3 }))).toEqual(['b.d1']);
  });

  it('keeps a retry waiting until it is due', async () => {
    const player = await started();
    const a = grantOf(await player.claim('a'));
    await player.complete(a, {
      change: { to: 'retrying', error: '{"code":"X","message":"x"}', delayMs: 60_000 },
    });
    const answer = await player.claim('a', { attempt: 2, dispatch: 2 });
    expect(answer.result).toBe('early');
    if (answer.result === 'early') expect(answer.waitMs).toBeGreaterThan(50_000);
  });

  it('grants a retry that is due, under its own dispatch', async () => {
    const player = await started();
    const a = grantOf(await player.claim('a'));
    const change = { to: 'retrying', error: '{"code":"X","message":"x"}', delayMs: 0 } as const;
    expect(enqueuesOf(await player.complete(a, { change }))).toEqual(['a.d2']);
    expect(grantOf(await player.claim('a', { attempt: 2, dispatch: 2 }))).toMatchObject({
      attempt: 2,
      lost: 0,
    });
  });

  it('tries a step that lost two deliveries only in an idle worker, and counts nothing while it waits', async () => {
    const player = await started();
    await player.claim('a');
    await player.claim('a', { worker: 'w-2', delivery: 2 });
    expect(await player.claim('a', { worker: 'w-3', delivery: 3, idle: false })).toEqual({ result: 'alone' });
    expect(await player.claim('a', { worker: 'w-3', delivery: 3, idle: false })).toEqual({ result: 'alone' });
    expect(grantOf(await player.claim('a', { worker: 'w-3', delivery: 3 }))).toMatchObject({ lost: 2 });
  });

  it('marks the third loss, and starts nothing', async () => {
    const player = await started();
    await player.claim('a');
    await player.claim('a', { worker: 'w-2', delivery: 2 });
    await player.claim('a', { worker: 'w-3', delivery: 3 });
    expect(grantOf(await player.claim('a', { worker: 'w-4', delivery: 4 }))).toMatchObject({ lost: 3 });
    expect((await player.types()).filter((type) => type === 'step.started a')).toHaveLength(1);
  });

  it('takes a loss back, once, when the process that was taken for dead says that it lives', async () => {
    const player = await started();
    const { token } = grantOf(await player.claim('a'));
    await player.claim('a', { worker: 'w-2', delivery: 2 });
    expect(await player.keep('a', token)).toMatchObject({ result: 'applied', grants: [], enqueues: [] });
    expect(await player.unit('a')).toMatchObject({ status: 'running', lost: 0, worker: 'w-2' });
    expect(await player.keep('a', token)).toMatchObject({ result: 'refused', reason: 'guard' });
    expect(grantOf(await player.claim('a', { worker: 'w-3', delivery: 3 }))).toMatchObject({ lost: 1 });
    expect(await player.keep('a', token)).toMatchObject({ result: 'refused', reason: 'guard' });
    expect(await player.unit('a')).toMatchObject({ lost: 1 });
  });

  it('takes back each of several losses, also that of a unit that is scheduled anew, and nothing else', async () => {
    const player = await started();
    const first = grantOf(await player.claim('a'));
    const second = grantOf(await player.claim('a', { worker: 'w-2', delivery: 2 }));
    expect(await player.claim('a', { worker: 'w-3', delivery: 3, idle: false })).toEqual({ result: 'alone' });
    expect(await player.keep('b', first.token)).toMatchObject({ result: 'refused', reason: 'guard' });
    expect(await player.keep('a', second.token + 7)).toMatchObject({ result: 'refused', reason: 'guard' });
    expect(await player.keep('a', first.token)).toMatchObject({ result: 'applied' });
    expect(await player.unit('a')).toMatchObject({ status: 'scheduled', lost: 1 });
    expect(await player.keep('a', second.token)).toMatchObject({ result: 'applied' });
    expect(grantOf(await player.claim('a', { worker: 'w-3', delivery: 3, idle: false }))).toMatchObject({
      lost: 0,
    });
  });

  it('takes back what the watchdog took for lost, and nothing of an attempt that is over', async () => {
    const player = await started();
    const { token } = grantOf(await player.claim('a'));
    const opening = { mode: 'schedule', reads: [] } as const;
    await player.commit({
      guard: { on: 'unit', unit: 'a', status: 'running', dispatch: 1, token },
      change: { to: 'open', opening, lost: true },
    });
    expect(await player.unit('a')).toMatchObject({ lost: 1 });
    expect(await player.keep('a', token)).toMatchObject({ result: 'applied' });
    const again = grantOf(await player.claim('a', { dispatch: 2 }));
    expect(again).toMatchObject({ lost: 0 });
    const taken = grantOf(await player.claim('a', { worker: 'w-2', dispatch: 2, delivery: 2 }));
    const change = { to: 'retrying', error: '{"code":"X","message":"x"}', delayMs: 0 } as const;
    await player.complete(taken, { change });
    expect(await player.keep('a', again.token)).toMatchObject({ result: 'refused', reason: 'guard' });
    await player.cancel();
    expect(await player.keep('a', again.token)).toMatchObject({ result: 'refused', reason: 'terminal' });
  });

  it('blocks a step of a paused run, and what a dead delivery ran in it', async () => {
    const player = await started();
    await player.byRun(['running'], { change: { to: 'paused' } });
    expect(await player.claim('a')).toEqual({ result: 'stale' });
    expect(await player.status('a')).toBe('blocked');
    const other = await started();
    await other.claim('a');
    await other.byRun(['running'], { change: { to: 'paused' } });
    expect(await other.claim('a', { worker: 'w-2', delivery: 2 })).toEqual({ result: 'stale' });
    expect(await other.status('a')).toBe('blocked');
  });
}
