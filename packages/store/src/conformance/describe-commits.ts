import type { Change } from '@ag06/protocol';
import { describe, expect, it } from '@jest/globals';
import type { Context } from './describe-store.ts';
import {
  COMPLETED,
  claimed,
  DISPATCHER,
  enqueuesOf,
  evaluated,
  freshId,
  grantOf,
  movesOf,
  Player,
  scheduled,
} from './fixture.ts';

const FAILURE = '{"code":"AGENT_FAILED","message":"no"}';
const DETAIL = JSON.stringify({
  worker: 'w-1',
  waitMs: 1,
  durationMs: 2.5,
  inputBytes: 3,
  stack: 'Error: a "quoted" one\n    at \u0000 \\ \ud800 ü (x.ts:1:1)',
});

/** Commits: guards, changes and answers. */
export function describeCommits({ store }: Context): void {
  const running = async () => {
    const player = new Player(store());
    await player.submit();
    return { player, a: grantOf(await player.claim('a')) };
  };

  it('schedules, claims and holds what an outcome opens', async () => {
    const { player, a } = await running();
    const answer = movesOf(
      await player.complete(a, { next: [scheduled('b', 1), claimed('c'), evaluated('d')] }),
    );
    expect(answer.enqueues).toEqual([{ unit: 'b', attempt: 1, dispatch: 1, delayMs: 0 }]);
    expect(answer.grants).toMatchObject([{ unit: 'c', attempt: 1 }]);
    expect(answer.evaluations).toMatchObject([{ unit: 'd' }]);
    expect(await player.types()).toEqual([
      'run.accepted',
      'run.started',
      'step.scheduled a',
      'step.started a',
      'step.completed a',
      'step.scheduled b',
      'step.started c',
    ]);
  });

  it('returns what an opened step reads, but not what the issuer has', async () => {
    const { player, a } = await running();
    const id = freshId();
    const complete = () =>
      player.complete(a, { id, next: [claimed('b', 1, ['in', 'o:a', 's:a'])], known: ['in'] });
    const values = grantOf(await complete()).values;
    expect([...values.keys()].sort()).toEqual(['o:a', 's:a']);
    expect([...grantOf(await complete()).values.keys()].sort()).toEqual(['o:a', 's:a']);
    expect(values.get('o:a')).toBe('{"from":"a"}');
    expect(values.get('s:a')).toMatch(/^completed/);
  });

  it('opens a join once, with the last of its dependencies, whatever their order', async () => {
    for (const order of [
      ['a', 'b'],
      ['b', 'a'],
    ]) {
      const player = new Player(store());
      await player.submit({ roots: [scheduled('a'), scheduled('b')] });
      const grants = new Map([
        ['a', grantOf(await player.claim('a'))],
        ['b', grantOf(await player.claim('b'))],
      ]);
      const opened: string[][] = [];
      for (const unit of order) {
        const grant = grants.get(unit);
        if (grant !== undefined)
          opened.push(enqueuesOf(await player.complete(grant, { next: [scheduled('c', 2)] })));
      }
      expect(opened).toEqual([[], ['c.d1']]);
    }
  });

  it('ends the run in the commit of its last step', async () => {
    const { player, a } = await running();
    const end = { unit: '$', needs: 1, mode: 'end', reads: [], end: COMPLETED } as const;
    expect(await player.complete(a, { next: [end] })).toMatchObject({
      result: 'applied',
      status: 'completed',
    });
    const run = await store().runs.loadRun(player.runId);
    expect(run).toMatchObject({ status: 'completed', output: 'done' });
    expect([...(run?.units.keys() ?? [])]).toEqual(['a']);
    expect((await player.types()).at(-1)).toBe('run.completed');
  });

  it('applies a commit that is sent twice once, and answers alike', async () => {
    const { player, a } = await running();
    const id = freshId();
    const next = [scheduled('b', 1), claimed('c')];
    const first = movesOf(await player.complete(a, { id, next }));
    const again = await player.complete(a, { id, next });
    expect(again).toMatchObject({ result: 'repeated' });
    expect(grantOf(again)).toMatchObject({ unit: 'c', token: first.grants[0]?.token });
    expect(enqueuesOf(again)).toEqual(['b.d1']);
    expect((await player.types()).filter((type) => type === 'step.completed a')).toHaveLength(1);
  });

  it('leaves out of a repeated answer what has moved on', async () => {
    const { player, a } = await running();
    const id = freshId();
    const next = [scheduled('b', 1), claimed('c')];
    await player.complete(a, { id, next });
    await player.claim('b', { worker: 'w-2' });
    expect(await player.complete(a, { id, next })).toMatchObject({ result: 'repeated', enqueues: [] });
    await player.cancel();
    expect(await player.complete(a, { id, next })).toMatchObject({
      result: 'repeated',
      grants: [],
      enqueues: [],
    });
  });

  it('answers the commit that ended the run again, and refuses any other', async () => {
    const { player, a } = await running();
    const id = freshId();
    const end = { unit: '$', needs: 1, mode: 'end', reads: [], end: COMPLETED } as const;
    await player.complete(a, { id, next: [end] });
    expect(await player.complete(a, { id, next: [end] })).toMatchObject({ result: 'repeated', grants: [] });
    expect(await player.complete(a)).toEqual({ result: 'refused', reason: 'terminal', status: 'completed' });
  });

  it.each<[string, Change]>([
    ['that is tried again', { to: 'retrying', error: FAILURE, delayMs: 60_000, detail: DETAIL }],
    ['that is given up', { to: 'failed', error: FAILURE, detail: DETAIL }],
    ['by time', { to: 'timed_out', error: FAILURE, detail: DETAIL }],
    ['that is put aside', { to: 'blocked', reason: 'breaker:shop', error: FAILURE, detail: DETAIL }],
  ])(
    'tells in the event of an attempt %s where and how it failed, and keeps it nowhere else',
    async (_, change) => {
      const { player, a } = await running();
      await player.complete(a, { change });
      const event = (await player.events()).at(-1);
      expect(event).toMatchObject({
        type: `step.${change.to}`,
        step: 'a',
        error: JSON.parse(FAILURE) as object,
      });
      expect(event).toMatchObject(JSON.parse(DETAIL) as object);
      const kept = [...(await store().runs.loadFields(player.runId, ['e:a', 's:a'])).values()].join();
      expect(kept).not.toContain('durationMs');
    },
  );

  it('cancels what is open when a run ends by force, and names the jobs that are in vain', async () => {
    const player = new Player(store());
    await player.submit({ roots: [scheduled('a'), scheduled('b')] });
    const a = grantOf(await player.claim('a'));
    const answer = await player.cancel();
    expect(
      movesOf(answer)
        .obsolete.map(({ unit }) => unit)
        .sort(),
    ).toEqual(['a', 'b']);
    expect(await player.complete(a)).toMatchObject({ result: 'refused', reason: 'terminal' });
    expect(await player.types()).toEqual(expect.arrayContaining(['step.cancelled a', 'run.cancelled']));
    expect(await player.status('b')).toBe('cancelled');
  });

  it('records a failure that ends the run, and one that does not', async () => {
    const { player, a } = await running();
    const end = { status: 'failed', error: FAILURE } as const;
    await player.complete(a, { change: { to: 'failed', error: FAILURE }, end });
    expect(await store().runs.loadRun(player.runId)).toMatchObject({
      status: 'failed',
      error: { code: 'AGENT_FAILED' },
    });
    const other = await running();
    const answer = await other.player.complete(other.a, {
      change: { to: 'failed', error: FAILURE },
      next: [claimed('b', 1, ['e:a', 's:a'])],
    });
    expect(grantOf(answer).values.get('e:a')).toBe(FAILURE);
  });

  it('skips a step after its evaluation, and opens one', async () => {
    const { player, a } = await running();
    const [held] = movesOf(await player.complete(a, { next: [evaluated('b')] })).evaluations;
    const guard = { on: 'token', unit: 'b', token: held?.token ?? 0 } as const;
    const skip = { guard, change: { to: 'skipped', output: 'null' }, next: [scheduled('c', 1)] } as const;
    expect(enqueuesOf(await player.commit(skip))).toEqual(['c.d1']);
    expect(await player.status('b')).toBe('skipped');
    expect(await player.commit(skip)).toMatchObject({ result: 'refused', reason: 'guard' });
  });

  it('writes custom events before the outcome, and keeps every value as it was', async () => {
    const { player, a } = await running();
    const output = `{"big":12345678901234567890,"none":[],"empty":{},"text":"ü|\\u0000\\n","long":"${'x'.repeat(50_000)}"}`;
    const emitted = ['{"name":"seen","data":[1]}'];
    const answer = await player.complete(a, {
      change: { to: 'completed', output },
      emitted,
      next: [claimed('b', 1, ['o:a'])],
    });
    expect(grantOf(answer).values.get('o:a')).toBe(output);
    expect((await store().runs.loadFields(player.runId, ['o:a'])).get('o:a')).toBe(output);
    const types = await player.types();
    expect(types.indexOf('custom')).toBe(types.indexOf('step.completed a') - 1);
  });

  describe('in a paused run', () => {
    it('records outcomes, opens nothing, and goes on with new dispatches after the pause', async () => {
      const { player, a } = await running();
      await player.byRun(['running'], { change: { to: 'paused' } });
      const answer = movesOf(await player.complete(a, { next: [scheduled('b', 1), evaluated('c')] }));
      expect(answer).toMatchObject({ status: 'paused', enqueues: [], evaluations: [] });
      expect(await player.status('b')).toBe('ready');
      const resumed = await player.byRun(['paused'], { change: { to: 'resumed' } });
      expect(enqueuesOf(resumed)).toEqual(['b.d1']);
      expect(movesOf(resumed).evaluations).toMatchObject([{ unit: 'c' }]);
    });

    it('dispatches what the pause blocked anew', async () => {
      const player = new Player(store());
      await player.submit();
      await player.byRun(['running'], { change: { to: 'paused' } });
      await player.claim('a');
      expect(enqueuesOf(await player.byRun(['paused'], { change: { to: 'resumed' } }))).toEqual(['a.d2']);
      expect(await player.claim('a')).toEqual({ result: 'stale' });
      expect(grantOf(await player.claim('a', { dispatch: 2 })).unit).toBe('a');
    });

    it('does not end; the output waits for the end of the pause', async () => {
      const { player, a } = await running();
      await player.byRun(['running'], { change: { to: 'paused' } });
      const end = { unit: '$', needs: 1, mode: 'end', reads: ['o:a'], end: COMPLETED } as const;
      expect(await player.complete(a, { next: [end] })).toMatchObject({ status: 'paused' });
      const resumed = await player.byRun(['paused'], { change: { to: 'resumed' } });
      expect(movesOf(resumed).evaluations).toMatchObject([{ unit: '$' }]);
    });
  });

  describe('for a stuck unit', () => {
    const mend = (player: Player, dispatch: number, token: number, status = 'scheduled') =>
      player.commit({
        issuer: DISPATCHER,
        guard: { on: 'unit', unit: 'a', status, dispatch, token },
        change: { to: 'open', opening: { mode: 'schedule', reads: [] }, lost: status === 'running' },
      });

    it('schedules it again under a new dispatch, once', async () => {
      const player = new Player(store());
      await player.submit();
      expect(enqueuesOf(await mend(player, 1, 0))).toEqual(['a.d2']);
      expect(await mend(player, 1, 0)).toMatchObject({ result: 'refused', reason: 'guard' });
      expect(await player.claim('a')).toEqual({ result: 'stale' });
    });

    it('fences the holder that was lost', async () => {
      const { player, a } = await running();
      expect(enqueuesOf(await mend(player, 1, a.token, 'running'))).toEqual(['a.d2']);
      expect(await player.complete(a)).toMatchObject({ result: 'refused' });
      expect(grantOf(await player.claim('a', { dispatch: 2 })).lost).toBe(1);
    });
  });

  it('gives a step back without a loss, under its job or anew', async () => {
    const { player, a } = await running();
    await player.complete(a, { change: { to: 'released', underSameJob: true } });
    expect(grantOf(await player.claim('a', { worker: 'w-2', delivery: 2 }))).toMatchObject({
      attempt: 1,
      lost: 0,
    });
    const other = await running();
    const answer = await other.player.complete(other.a, { change: { to: 'released', underSameJob: false } });
    expect(enqueuesOf(answer)).toEqual(['a.d2']);
  });

  it('ends a run by its deadline, whatever it does', async () => {
    const { player } = await running();
    const end = { status: 'timed_out', error: '{"code":"RUN_TIMED_OUT","message":"x"}' } as const;
    expect(await player.byRun(['running'], { change: { to: 'ended' }, end })).toMatchObject({
      status: 'timed_out',
    });
    expect(await player.byRun(['running'], { change: { to: 'ended' }, end })).toMatchObject({
      reason: 'terminal',
    });
  });
}
