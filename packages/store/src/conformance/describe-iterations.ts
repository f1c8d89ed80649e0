import type { Change } from '@ag06/protocol';
import { expect, it } from '@jest/globals';
import type { Context } from './describe-store.ts';
import { enqueuesOf, evaluated, freshId, grantOf, movesOf, Player, scheduled } from './fixture.ts';

const ERROR = '{"code":"AGENT_FAILED","message":"x"}';

/** The output of an iteration, after which the step goes on with the next one. */
const iterated = (output: string, mode: 'claim' | 'schedule' | 'evaluate' = 'schedule'): Change => ({
  to: 'iterated',
  output,
  opening: { mode, reads: ['p:a'] },
});

/** Steps that begin anew until their outcome is as wanted. */
export function describeIterations({ store }: Context): void {
  async function iteratedOnce(change = iterated('{"n":0}')) {
    const player = new Player(store());
    await player.submit();
    const first = grantOf(await player.claim('a'));
    return { player, first, answer: await player.complete(first, { change }) };
  }

  it('begin with a first attempt under a new dispatch, and get the output before', async () => {
    const { player, first, answer } = await iteratedOnce();
    expect(first.iteration).toBeUndefined();
    expect(enqueuesOf(answer)).toEqual(['a.d2']);
    const second = grantOf(await player.claim('a', { dispatch: 2 }));
    expect(second).toMatchObject({ attempt: 1, iteration: 1, lost: 0 });
    expect(second.values.get('p:a')).toBe('{"n":0}');
    expect(await store().runs.loadFields(player.runId, ['o:a'])).toEqual(new Map());
    expect(await player.claim('a')).toMatchObject({ result: 'stale' });
  });

  it('go on at once in the worker that has a slot for them', async () => {
    const { player, answer } = await iteratedOnce(iterated('{"n":0}', 'claim'));
    const second = grantOf(answer);
    expect(second).toMatchObject({ unit: 'a', attempt: 1, iteration: 1 });
    const third = grantOf(await player.complete(second, { change: iterated('{"n":1}', 'claim') }));
    expect(third).toMatchObject({ iteration: 2 });
    expect(third.values.get('p:a')).toBe('{"n":1}');
    await player.complete(third, { change: { to: 'completed', output: '"ready"' }, next: [evaluated('$')] });
    expect(await player.unit('a')).toMatchObject({ status: 'completed', iteration: 2 });
    expect(await store().runs.loadFields(player.runId, ['o:a', 'p:a'])).toEqual(
      new Map([['o:a', '"ready"']]),
    );
    const events = (await player.events()).filter(({ step }) => step === 'a').slice(1);
    expect(events.map(({ type, iteration, output }) => [type, iteration, output])).toEqual([
      ['step.started', undefined, undefined],
      ['step.iterated', undefined, { n: 0 }],
      ['step.started', 1, undefined],
      ['step.iterated', 1, { n: 1 }],
      ['step.started', 2, undefined],
      ['step.completed', 2, 'ready'],
    ]);
  });

  it('that read nothing more take no values from the steps that are claimed next', async () => {
    const change: Change = { to: 'iterated', output: '0', opening: { mode: 'claim', reads: [] } };
    const { answer } = await iteratedOnce(change);
    expect(grantOf(answer).values).toEqual(new Map());
    const other = new Player(store());
    await other.submit();
    const opened = { next: [scheduled('b', 1, ['o:a'])] };
    await other.complete(grantOf(await other.claim('a')), {
      change: { to: 'completed', output: '7' },
      ...opened,
    });
    const iterating = new Player(store());
    await iterating.submit();
    await iterating.complete(grantOf(await iterating.claim('a')), { change });
    expect(grantOf(await other.claim('b')).values.get('o:a')).toBe('7');
  });

  it('count attempts and lost deliveries of each iteration by themselves', async () => {
    const player = new Player(store());
    await player.submit();
    const retrying = { to: 'retrying', error: ERROR, delayMs: 0 } as const;
    await player.complete(grantOf(await player.claim('a')), { change: retrying });
    await player.claim('a', { attempt: 2, dispatch: 2 });
    const taken = grantOf(await player.claim('a', { attempt: 2, dispatch: 2, delivery: 2, worker: 'w-2' }));
    expect(taken).toMatchObject({ attempt: 2, lost: 1 });
    await player.complete(taken, { change: iterated('0') });
    const next = grantOf(await player.claim('a', { dispatch: 3 }));
    expect(next).toMatchObject({ attempt: 1, iteration: 1, lost: 0 });
    await player.complete(next, { change: retrying });
    expect(await player.unit('a')).toMatchObject({ status: 'retrying', attempt: 2, iteration: 1 });
    const again = grantOf(await player.claim('a', { attempt: 2, dispatch: 4 }));
    expect(again).toMatchObject({ attempt: 2, iteration: 1 });
    expect(again.values.get('p:a')).toBe('0');
  });

  it('refuse a second outcome of an earlier iteration, and answer a repeated command alike', async () => {
    const player = new Player(store());
    await player.submit();
    const first = grantOf(await player.claim('a'));
    const id = freshId();
    const answer = await player.complete(first, { id, change: iterated('0') });
    const repeated = await player.complete(first, { id, change: iterated('0') });
    expect(repeated).toMatchObject({ result: 'repeated' });
    expect(movesOf(repeated).enqueues).toEqual(movesOf(answer).enqueues);
    expect(await player.complete(first, { change: iterated('1') })).toMatchObject({
      result: 'refused',
      reason: 'guard',
    });
    expect(await player.unit('a')).toMatchObject({ iteration: 1 });
  });

  it('do not begin in a paused run, and go on when it resumes', async () => {
    const player = new Player(store());
    await player.submit();
    const first = grantOf(await player.claim('a'));
    await player.byRun(['running'], { change: { to: 'paused' } });
    const answer = await player.complete(first, { change: iterated('{"n":0}', 'claim') });
    expect(movesOf(answer)).toMatchObject({ grants: [], enqueues: [] });
    expect(await player.unit('a')).toMatchObject({ status: 'ready', iteration: 1, token: 0 });
    const resumed = await player.byRun(['paused'], { change: { to: 'resumed' } });
    expect(enqueuesOf(resumed)).toEqual(['a.d2']);
    const next = grantOf(await player.claim('a', { dispatch: 2 }));
    expect(next).toMatchObject({ iteration: 1 });
    expect(next.values.get('p:a')).toBe('{"n":0}');
  });

  it('end with their run between two iterations', async () => {
    const { player } = await iteratedOnce();
    await player.cancel();
    expect(await player.unit('a')).toMatchObject({ status: 'cancelled', iteration: 1 });
    expect(await player.claim('a', { dispatch: 2 })).toMatchObject({ result: 'terminal' });
  });

  it('leave the last output where no further iteration is allowed, and are retried in that iteration', async () => {
    const { player } = await iteratedOnce();
    const last = grantOf(await player.claim('a', { dispatch: 2 }));
    const end = { status: 'failed', error: ERROR } as const;
    await player.complete(last, { change: { to: 'failed', error: ERROR, output: '{"n":1}' }, end });
    expect(await store().runs.loadFields(player.runId, ['o:a'])).toEqual(new Map([['o:a', '{"n":1}']]));
    expect((await player.events()).at(-2)).toMatchObject({ type: 'step.failed', output: { n: 1 } });
    const by = (await store().runs.loadState(player.runId))?.endedBy ?? '';
    const change = { to: 'retried', steps: ['a'] } as const;
    await player.commit({ guard: { on: 'ended', by }, change, next: [scheduled('a')] });
    const again = await player.claim('a', { dispatch: 3 });
    expect(grantOf(again)).toMatchObject({ attempt: 1, iteration: 1 });
  });

  it('wait for a child anew, which is told as long as its unit waits for it', async () => {
    const player = new Player(store());
    const park = { reason: 'child:r0-1', until: undefined };
    await player.submit({ roots: [{ unit: 'a', needs: 0, mode: 'park', park, reads: [] }] });
    const tell = (reason: string, id: string) =>
      player.commit({
        id,
        guard: { on: 'parked', unit: 'a', reason, park: 0 },
        change: iterated('"first"', 'evaluate'),
      });
    const answer = await tell('child:r0-1', 'tell:r0-1');
    const [held] = movesOf(answer).evaluations;
    expect(held).toMatchObject({ unit: 'a', attempt: 1, iteration: 1 });
    expect(held?.values.get('p:a')).toBe('"first"');
    expect(await tell('child:r0-1', 'tell:r0-1')).toMatchObject({ result: 'repeated' });
    expect(await tell('child:r0-1', freshId())).toMatchObject({ result: 'refused', reason: 'guard' });
  });
}
