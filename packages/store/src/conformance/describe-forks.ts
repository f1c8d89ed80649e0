import type { ForkedFrom, Preset } from '@ag06/protocol';
import { expect, it } from '@jest/globals';
import type { Context } from './describe-store.ts';
import { enqueuesOf, evaluated, freshId, grantOf, movesOf, Player, scheduled } from './fixture.ts';

const ERROR = '{"code":"AGENT_FAILED","message":"x"}';

const forkOf = (presets: readonly Preset[], fields: ForkedFrom['fields'] = []): ForkedFrom => ({
  event: '{"from":{"runId":"r0-1","seq":7}}',
  presets,
  fields,
});

const outcome = (step: string, output: string): Preset => ({
  preset: 'outcome',
  step,
  status: 'completed',
  attempt: 2,
  output,
});

/** Runs that begin with outcomes of another one. */
export function describeForks({ store }: Context): void {
  it('have the outcomes of their source before anything is opened, and tell of each in their log', async () => {
    const player = new Player(store());
    const presets: Preset[] = [
      outcome('a', '{"v":1}'),
      { preset: 'outcome', step: 'b', status: 'skipped', attempt: 1, output: 'null' },
      { preset: 'outcome', step: 'c', status: 'failed', attempt: 3, error: ERROR },
      {
        preset: 'outcome',
        step: 'd',
        status: 'timed_out',
        attempt: 1,
        iteration: 2,
        error: ERROR,
        output: '5',
      },
    ];
    const roots = [scheduled('e', 2, ['o:a']), scheduled('f', 3)];
    const answer = await player.submit({ fork: forkOf(presets), roots });
    expect(enqueuesOf(answer)).toEqual([]);
    expect((await player.events()).map(({ seq: _, at: __, ...event }) => event)).toEqual([
      { type: 'run.accepted', input: { n: 1 } },
      { type: 'run.forked', from: { runId: 'r0-1', seq: 7 } },
      { type: 'step.preset', step: 'a', attempt: 2, status: 'completed', output: { v: 1 } },
      { type: 'step.preset', step: 'b', attempt: 1, status: 'skipped' },
      { type: 'step.preset', step: 'c', attempt: 3, status: 'failed', error: JSON.parse(ERROR) },
      {
        type: 'step.preset',
        step: 'd',
        attempt: 1,
        iteration: 2,
        status: 'timed_out',
        output: 5,
        error: JSON.parse(ERROR),
      },
      { type: 'run.started' },
    ]);
    const run = await store().runs.loadRun(player.runId);
    expect(
      [...(run?.units ?? [])].map(([name, { status, attempt }]) => [name, status, attempt]).sort(),
    ).toEqual([
      ['a', 'completed', 2],
      ['b', 'skipped', 1],
      ['c', 'failed', 3],
      ['d', 'timed_out', 1],
    ]);
    const fields = await store().runs.loadFields(player.runId, ['o:a', 'o:b', 'e:c', 'o:d', 's:b']);
    expect([...fields].sort()).toEqual([
      ['e:c', ERROR],
      ['o:a', '{"v":1}'],
      ['o:d', '5'],
      ['s:b', 'skipped'],
    ]);
  });

  it('open what waits for nothing else, and count the outcomes that others still wait for', async () => {
    const player = new Player(store());
    const roots = [scheduled('b', 1, ['o:a']), evaluated('c', 3)];
    const answer = await player.submit({ fork: forkOf([outcome('a', '7')]), roots });
    expect(enqueuesOf(answer)).toEqual(['b.d1']);
    const granted = grantOf(await player.claim('b'));
    expect(granted.values.get('o:a')).toBe('7');
    const first = await player.complete(granted, { next: [evaluated('c', 9)] });
    expect(movesOf(first).evaluations).toEqual([]);
    const second = await player.byRun(['running'], { change: { to: 'paused' }, next: [evaluated('c', 9)] });
    expect(await player.status('c')).toBe('ready');
    expect(second).toMatchObject({ result: 'applied', status: 'paused' });
  });

  it('begin in the iteration that their source had reached, with the output before', async () => {
    const player = new Player(store());
    const presets: Preset[] = [{ preset: 'iteration', step: 'a', iteration: 2, output: '{"n":1}' }];
    await player.submit({ fork: forkOf(presets), roots: [scheduled('a', 1, ['p:a'])] });
    const granted = grantOf(await player.claim('a'));
    expect(granted).toMatchObject({ unit: 'a', attempt: 1, iteration: 2 });
    expect(granted.values.get('p:a')).toBe('{"n":1}');
    expect((await player.events()).filter(({ step }) => step === 'a')).toMatchObject([
      { type: 'step.preset', iteration: 1, status: 'iterated', output: { n: 1 } },
      { type: 'step.scheduled', iteration: 2 },
      { type: 'step.started', iteration: 2 },
    ]);
  });

  it('have outcomes of the items of a list, and do the others as after a retry', async () => {
    const player = new Player(store());
    const total = 18;
    const texts = Array.from({ length: total }, (_, n) => `{"n":${n}}`);
    const list = { total, chunks: [texts.slice(0, 16).join('\n'), texts.slice(16).join('\n')] };
    const done = texts
      .slice(0, 16)
      .map((result, item) => ({ item, status: 'completed', attempt: 1, result }) as const);
    const presets: Preset[] = [{ preset: 'items', step: 'a', list, lanes: 2, outcomes: done }];
    const answer = await player.submit({ fork: forkOf(presets), roots: [evaluated('a', 1, ['i:a'])] });
    const [held] = movesOf(answer).evaluations;
    expect(held?.values.get('i:a')).toBe('18|18|2|0');
    expect(await store().runs.loadItems(player.runId, 'a', 14, 4)).toEqual(done.slice(14));
    const again = await player.commit({
      guard: { on: 'token', unit: 'a', token: held?.token ?? 0 },
      change: {
        to: 'redone',
        items: { left: 2, chunks: ['16\n17'], dropped: [] },
        lanes: 2,
        first: 'schedule',
        reads: [],
      },
    });
    expect(enqueuesOf(again)).toEqual(['a.0.d1', 'a.1.d1']);
    const item = grantOf(await player.claim('a.1'));
    expect(item.item).toEqual({ index: 16, value: '{"n":16}' });
    const events = await player.events();
    expect(events.filter(({ type }) => type === 'item.preset')).toHaveLength(16);
    expect(events.find(({ type }) => type === 'step.preset')).toMatchObject({ step: 'a', items: 18 });
  });

  it('have a list that is over, with the failures after which its run went on', async () => {
    const player = new Player(store());
    const outcomes = [
      { item: 0, status: 'completed', attempt: 1, result: '"x"' },
      { item: 1, status: 'failed', attempt: 3, result: ERROR },
    ] as const;
    const presets: Preset[] = [
      { preset: 'items', step: 'a', list: { total: 2, chunks: ['1\n2'] }, lanes: 0, outcomes },
      { preset: 'outcome', step: 'a', status: 'completed', attempt: 1, output: '["x",null]', error: ERROR },
    ];
    await player.submit({ fork: forkOf(presets), roots: [scheduled('b', 1)] });
    const run = await store().runs.loadRun(player.runId);
    expect(run?.items.get('a')).toEqual({ total: 2, next: 2, left: 0, failed: 1 });
    const fields = await store().runs.loadFields(player.runId, ['o:a', 'e:a']);
    expect([...fields].sort()).toEqual([
      ['e:a', ERROR],
      ['o:a', '["x",null]'],
    ]);
    expect(
      (await player.events()).filter(({ step }) => step === 'a').map(({ at: _, ...event }) => event),
    ).toEqual([
      { seq: 3, type: 'step.preset', step: 'a', attempt: 1, items: 2 },
      { seq: 4, type: 'item.preset', step: 'a', item: 0, attempt: 1, status: 'completed', output: 'x' },
      {
        seq: 5,
        type: 'item.preset',
        step: 'a',
        item: 1,
        attempt: 3,
        status: 'failed',
        error: JSON.parse(ERROR),
      },
      {
        seq: 6,
        type: 'step.preset',
        step: 'a',
        attempt: 1,
        status: 'completed',
        items: 2,
        failed: 1,
        error: JSON.parse(ERROR),
      },
    ]);
  });

  it('are submitted once, and answered alike when they are sent again', async () => {
    const [id, key] = [freshId(), freshId()];
    const createPlayer = () => new Player(store(), store().runs.createRunId('default', key));
    const player = createPlayer();
    const command = {
      id,
      fork: forkOf([outcome('a', '1')], [['r:b', '{"x":1}']]),
      roots: [scheduled('b', 1)],
    };
    const dedupe = { key, body: 'x', ttlMs: 60_000 };
    const first = await player.submit({ ...command, dedupe });
    const second = await player.submit({ ...command, dedupe });
    expect(second).toMatchObject({ result: 'repeated' });
    expect(enqueuesOf(second)).toEqual(enqueuesOf(first));
    expect(await player.events()).toHaveLength(5);
    expect(await store().runs.loadFields(player.runId, ['r:b', 'a:b'])).toEqual(
      new Map([['r:b', '{"x":1}']]),
    );
    expect(await store().runs.measureFields(player.runId, ['r:b'])).toEqual(new Map([['r:b', 7]]));
    expect(await store().runs.listForkFields(player.runId)).toEqual(['r:b']);
    expect(await store().runs.listForkFields(store().runs.createRunId('default', undefined))).toEqual([]);
    const other = createPlayer();
    expect(await other.submit({ ...command, dedupe })).toMatchObject({ result: 'duplicate', sameBody: true });
  });

  it('put a step aside whose agent may not act, until it is allowed', async () => {
    const player = new Player(store());
    await player.submit({ fork: forkOf([]), roots: [scheduled('a'), scheduled('b')] });
    const block = async (unit: string, name: string) => {
      const granted = grantOf(await player.claim(unit));
      return player.complete(granted, {
        issuer: { worker: 'w-1', job: `${unit}.d1`, delivery: 1 },
        change: { to: 'blocked', reason: `fork:${name}` },
      });
    };
    await block('a', 'mail.send');
    await block('b', 'other');
    expect(await player.unit('a')).toMatchObject({
      status: 'blocked',
      blockedBy: 'fork:mail.send',
      attempt: 1,
    });
    expect(await player.claim('a')).toMatchObject({ result: 'stale' });
    const allowed = await player.byRun(['running'], {
      change: { to: 'allowed', names: ['mail.send', 'x'], by: 'me' },
    });
    expect(enqueuesOf(allowed)).toEqual(['a.d2']);
    expect(await player.status('b')).toBe('blocked');
    expect((await player.events()).find(({ type }) => type === 'run.allowed')).toMatchObject({
      names: ['mail.send', 'x'],
      by: 'me',
    });
    expect(await store().runs.loadFields(player.runId, ['a:mail.send', 'a:x', 'a:other'])).toEqual(
      new Map([
        ['a:mail.send', '1'],
        ['a:x', '1'],
      ]),
    );
    expect([...(await store().runs.listForkFields(player.runId))].sort()).toEqual(['a:mail.send', 'a:x']);
    expect(grantOf(await player.claim('a', { dispatch: 2 }))).toMatchObject({ unit: 'a', attempt: 1 });
    expect(await player.cancel()).toMatchObject({ result: 'applied' });
    expect(await player.status('b')).toBe('cancelled');
  });

  it('let a step that is put aside after its permission came go on at once', async () => {
    const player = new Player(store());
    await player.submit({ fork: forkOf([]), roots: [scheduled('a'), evaluated('b', 1)] });
    const granted = grantOf(await player.claim('a'));
    await player.byRun(['running'], { change: { to: 'allowed', names: ['mail.send'] } });
    const answer = await player.complete(granted, { change: { to: 'blocked', reason: 'fork:mail.send' } });
    expect(enqueuesOf(answer)).toEqual(['a.d2']);
    expect(await player.status('a')).toBe('scheduled');
  });

  it('park a unit that is evaluated, and have it evaluated again once its workflow is allowed', async () => {
    const player = new Player(store());
    const answer = await player.submit({ fork: forkOf([]), roots: [evaluated('a', 1)] });
    const [held] = movesOf(answer).evaluations;
    const block = (token: number) =>
      player.commit({
        guard: { on: 'token', unit: 'a', token },
        change: { to: 'blocked', reason: 'fork:child' },
      });
    await block(held?.token ?? 0);
    expect(await player.unit('a')).toMatchObject({ status: 'blocked', blockedBy: 'fork:child' });
    await player.byRun(['running'], { change: { to: 'paused' } });
    const paused = await player.byRun(['paused'], { change: { to: 'allowed', names: ['child'] } });
    expect(movesOf(paused).evaluations).toEqual([]);
    const resumed = await player.byRun(['paused'], { change: { to: 'resumed' } });
    const [again] = movesOf(resumed).evaluations;
    expect(again).toMatchObject({ unit: 'a' });
    const once = await block(again?.token ?? 0);
    expect(movesOf(once).evaluations).toMatchObject([{ unit: 'a' }]);
  });
}
