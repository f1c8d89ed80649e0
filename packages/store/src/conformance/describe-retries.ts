import { expect, it } from '@jest/globals';
import type { Context } from './describe-store.ts';
import { enqueuesOf, evaluated, freshId, grantOf, movesOf, Player, scheduled } from './fixture.ts';

const FAILED = { status: 'failed', error: '{"code":"AGENT_FAILED","message":"x"}' } as const;

/** Runs that failed and go on. */
export function describeRetries({ store }: Context): void {
  /** A run of which `a` is completed, `b` failed and `c` was cancelled by it; `d` waits for all of them. */
  async function failed() {
    const player = new Player(store());
    await player.submit({ roots: [scheduled('a'), scheduled('b'), scheduled('c')] });
    const join = { next: [scheduled('d', 3)] };
    await player.complete(grantOf(await player.claim('a')), join);
    const b = grantOf(await player.claim('b'));
    const change = { to: 'failed', error: FAILED.error } as const;
    await player.complete(b, { change, end: FAILED });
    return player;
  }
  const endOf = async ({ runId }: Player) => (await store().runs.loadState(runId))?.endedBy ?? '';
  const retry = (player: Player, by: string, id = freshId()) =>
    player.commit({
      id,
      guard: { on: 'ended', by },
      change: { to: 'retried', steps: ['b', 'c'], by: 'ops' },
      next: [scheduled('b'), scheduled('c')],
    });

  it('goes on from its failed and cancelled steps, with first attempts and new dispatches', async () => {
    const player = await failed();
    const answer = await retry(player, await endOf(player));
    expect(answer).toMatchObject({ result: 'applied', status: 'running' });
    expect(enqueuesOf(answer)).toEqual(['b.d2', 'c.d2']);
    expect(await store().runs.loadRun(player.runId)).toMatchObject({
      status: 'running',
      finishedAt: undefined,
      error: undefined,
      endedBy: '',
    });
    expect(await player.unit('b')).toMatchObject({ status: 'scheduled', attempt: 1, dispatch: 2, lost: 0 });
    expect((await store().runs.loadFields(player.runId, ['e:b'])).size).toBe(0);
    const events = await player.events();
    expect(events.find(({ type }) => type === 'run.retried')).toMatchObject({
      round: 1,
      steps: ['b', 'c'],
      by: 'ops',
    });
    expect(await player.claim('b')).toMatchObject({ result: 'stale' });
    const join = { next: [scheduled('d', 3)] };
    for (const unit of ['b', 'c']) {
      const grant = grantOf(await player.claim(unit, { dispatch: 2 }));
      await player.complete(grant, join);
    }
    expect(await player.status('d')).toBe('scheduled');
  });

  it('is retried once by all callers that saw the same end, and again after the next end', async () => {
    const player = await failed();
    const by = await endOf(player);
    const id = freshId();
    expect(await retry(player, by, id)).toMatchObject({ result: 'applied' });
    expect(await retry(player, by, id)).toMatchObject({ result: 'repeated' });
    expect(await store().runs.loadState(player.runId)).toMatchObject({ retriedBy: id });
    expect(await retry(player, by)).toMatchObject({ result: 'refused', reason: 'guard' });
    const b = grantOf(await player.claim('b', { dispatch: 2 }));
    await player.complete(b, { change: { to: 'failed', error: FAILED.error }, end: FAILED });
    expect(await retry(player, by)).toMatchObject({ result: 'refused', reason: 'terminal' });
    const answer = await retry(player, await endOf(player));
    expect(enqueuesOf(answer)).toEqual(['b.d3', 'c.d3']);
    const rounds = (await player.events()).flatMap(({ type, round }) =>
      type === 'run.retried' ? [round] : [],
    );
    expect(rounds).toEqual([1, 2]);
  });

  it('gives evaluations the number of its retries, which is absent before the first', async () => {
    const player = await failed();
    const rounds = () => store().runs.loadFields(player.runId, ['round']);
    expect(await rounds()).toEqual(new Map());
    const answer = await player.commit({
      guard: { on: 'ended', by: await endOf(player) },
      change: { to: 'retried', steps: ['b'] },
      next: [evaluated('b', 0, ['in', 'round'])],
    });
    expect(movesOf(answer).evaluations.map(({ values }) => values.get('round'))).toEqual(['1']);
    expect(await rounds()).toEqual(new Map([['round', '1']]));
    expect(await store().runs.measureFields(player.runId, ['round'])).toEqual(new Map([['round', 1]]));
  });

  it('is not ended by a command that knew it before it was retried', async () => {
    const player = await failed();
    await retry(player, await endOf(player));
    const end = (round: number) =>
      player.commit({
        guard: { on: 'run', statuses: ['running'], round },
        change: { to: 'ended' },
        end: { status: 'timed_out', error: '{"code":"RUN_TIMED_OUT","message":"x"}' },
      });
    expect(await end(0)).toMatchObject({ result: 'refused', reason: 'guard' });
    expect(await end(1)).toMatchObject({ result: 'applied', status: 'timed_out' });
  });

  it('is not retried if it was cancelled, or is open', async () => {
    const player = new Player(store());
    await player.submit();
    expect(await retry(player, '')).toMatchObject({ result: 'refused', reason: 'guard' });
    await player.cancel();
    expect(await retry(player, await endOf(player))).toMatchObject({ result: 'refused', reason: 'terminal' });
  });

  it('is listed with its new status, watched, and not deleted by the time of its former end', async () => {
    const player = await failed();
    await retry(player, await endOf(player));
    while ((await store().runs.deleteFinished(-60_000, 100)) > 0);
    expect(await store().runs.loadSummary(player.runId)).toMatchObject({ status: 'running' });
    expect(await store().runs.deleteRun(player.runId)).toBe('open');
  });

  it('evaluates the units again that it evaluated before', async () => {
    const player = new Player(store());
    await player.submit({ roots: [evaluated('a', 0)] });
    await player.commit({
      guard: { on: 'run', statuses: ['running'] },
      change: { to: 'ended' },
      end: { ...FAILED, status: 'timed_out' },
    });
    const answer = await player.commit({
      guard: { on: 'ended', by: await endOf(player) },
      change: { to: 'retried', steps: ['a'], timeoutMs: 3_600_000 },
      next: [evaluated('a', 0, ['in'])],
    });
    expect(answer).toMatchObject({ result: 'applied', evaluations: [{ unit: 'a', attempt: 1 }] });
  });
}
