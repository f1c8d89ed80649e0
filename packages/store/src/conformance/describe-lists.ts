import { expect, it } from '@jest/globals';
import { LISTED_UNITS_MAX } from '../listed-run.ts';
import type { RunPage, RunQuery } from '../run-store.ts';
import type { Context } from './describe-store.ts';
import { awaiting, freshId, META, Player, scheduled } from './fixture.ts';

/** Filtered lists of runs: how much a page may read, and what it tells of a run besides its summary. */
export function describeLists({ store }: Context): void {
  const query = (more: Partial<RunQuery>): RunQuery => ({
    tenant: 'default',
    statuses: [],
    workflow: undefined,
    correlationId: undefined,
    tags: [],
    from: undefined,
    to: undefined,
    after: undefined,
    limit: 3,
    ...more,
  });
  const submit = async (workflow: string, tags: readonly string[]) => {
    const player = new Player(store());
    await player.submit({ meta: JSON.stringify({ ...META, workflow, correlationId: workflow, tags }) });
    return player;
  };
  async function* pagesOf(more: Partial<RunQuery>): AsyncGenerator<RunPage> {
    for (let after: RunQuery['after']; ; ) {
      const page = await store().runs.listRuns(query({ ...more, after }));
      yield page;
      if (page.next === undefined) return;
      after = page.next;
    }
  }

  it('bounds what a page looks at, and gives the way on with a short or empty one', async () => {
    const [often, other] = [`w${freshId()}`, `w${freshId()}`];
    const wanted: string[] = [];
    for (let i = 0; i < 24; i++) {
      // As many runs have the workflow as have the tag, and hardly any has both.
      const isBoth = i % 12 === 5;
      const one = await submit(often, isBoth ? [other] : ['z']);
      await submit(other, [other]);
      if (isBoth) wanted.push(one.runId);
    }
    const found: string[] = [];
    let [pages, empty] = [0, 0];
    for await (const page of pagesOf({ workflow: often, tags: [other], scanMax: 5 })) {
      pages++;
      if (page.runs.length === 0) empty++;
      expect(page.runs.length).toBeLessThanOrEqual(3);
      found.push(...page.runs.map(({ runId }) => runId));
    }
    expect(found.toSorted()).toEqual(wanted.toSorted());
    expect(pages).toBeGreaterThanOrEqual(5);
    expect(empty).toBeGreaterThan(0);
  });

  it('looks at the runs of the filter that selects the fewest', async () => {
    const [often, seldom] = [`w${freshId()}`, `t${freshId()}`];
    const rare = await submit(often, [seldom]);
    for (let i = 0; i < 10; i++) await submit(often, []);
    const first = await store().runs.listRuns(
      query({ workflow: often, statuses: ['running'], tags: [seldom], scanMax: 2 }),
    );
    expect(first.runs.map(({ runId }) => runId)).toEqual([rare.runId]);
    expect(first.next).toBeUndefined();
    const absent = query({ statuses: ['running'], workflow: `w${freshId()}`, scanMax: 1 });
    expect(await store().runs.listRuns(absent)).toEqual({ runs: [], next: undefined });
  });

  it('finds every run once under several tags and statuses, in pages of any size', async () => {
    const workflow = `w${freshId()}`;
    const players = await Promise.all(
      Array.from({ length: 12 }, (_, i) => submit(workflow, [['x'], ['y'], ['x', 'y']][i % 3] ?? [])),
    );
    await players[4]?.cancel();
    const filters = {
      correlationId: workflow,
      tags: ['x', 'y'],
      statuses: ['running', 'cancelled'],
    } as const;
    for (const limit of [1, 4, 5, 50]) {
      for (const scanMax of [1, 3, 100]) {
        const found: string[] = [];
        for await (const { runs } of pagesOf({ ...filters, limit, scanMax })) {
          found.push(...runs.map(({ runId }) => runId));
        }
        expect(found).toHaveLength(12);
        expect(new Set(found).size).toBe(12);
      }
    }
  });

  it('finds the runs that ended within a time, however long ago they were created, and none that goes on', async () => {
    const workflow = `w${freshId()}`;
    const [first, second, third] = [
      await submit(workflow, []),
      await submit(workflow, []),
      await submit(workflow, []),
    ];
    await submit(workflow, []);
    // The last one that was created ends first.
    const endOf = async (player: Player): Promise<number> => {
      await player.cancel();
      const { finishedAt } = (await store().runs.loadSummary(player.runId)) ?? {};
      if (finishedAt === undefined) throw new Error('The run has not ended.');
      // The next one ends at another moment.
      while ((await store().runs.now()) <= finishedAt);
      return finishedAt;
    };
    const [thirdEnd, secondEnd, firstEnd] = [await endOf(third), await endOf(second), await endOf(first)];
    const idsOf = async (more: Partial<RunQuery>) => {
      const found: string[] = [];
      for await (const { runs } of pagesOf({ workflow, ...more }))
        found.push(...runs.map(({ runId }) => runId));
      return found.toSorted();
    };
    const ids = (...players: readonly Player[]) => players.map(({ runId }) => runId).toSorted();
    expect(await idsOf({ endedFrom: secondEnd })).toEqual(ids(first, second));
    expect(await idsOf({ endedTo: secondEnd })).toEqual(ids(third));
    expect(
      await idsOf({ endedFrom: thirdEnd, endedTo: firstEnd, statuses: ['cancelled'], scanMax: 1 }),
    ).toEqual(ids(second, third));
    expect(await idsOf({ endedFrom: firstEnd + 1 })).toEqual([]);
  });

  const listed = async (more: Partial<RunQuery>) =>
    (await store().runs.listRuns(query({ limit: 50, ...more }))).runs;
  const idsOf = (runs: readonly { readonly runId: string }[]) => runs.map(({ runId }) => runId).toSorted();

  it('tells with details why runs ended, and finds them by the code of their error', async () => {
    const workflow = `w${freshId()}`;
    const failure = (code: string) => ({ code, message: 'No.', step: 'a', attempt: 2 });
    const end = async (code: string) => {
      const player = await submit(workflow, []);
      await player.byRun(['running'], {
        change: { to: 'ended' },
        end: { status: 'failed', error: JSON.stringify(failure(code)) },
      });
      return player.runId;
    };
    const [one, other, another] = [
      await end('CARD_DECLINED'),
      await end('RATE_LIMITED'),
      await end('CARD_DECLINED'),
    ];
    const cancelled = await submit(workflow, []);
    await cancelled.cancel();
    const open = await submit(workflow, []);
    const all = await listed({ workflow, isDetailed: true });
    expect(new Map(all.map(({ runId, error }) => [runId, error]))).toEqual(
      new Map([
        [one, { code: 'CARD_DECLINED', step: 'a' }],
        [other, { code: 'RATE_LIMITED', step: 'a' }],
        [another, { code: 'CARD_DECLINED', step: 'a' }],
        [cancelled.runId, { code: 'RUN_CANCELLED' }],
        [open.runId, undefined],
      ]),
    );
    expect((await listed({ workflow })).map(({ error }) => error)).toEqual(all.map(() => undefined));
    const found = await listed({ workflow, code: 'CARD_DECLINED' });
    expect(idsOf(found)).toEqual([one, another].toSorted());
    expect(found[0]?.error?.code).toBe('CARD_DECLINED');
    expect(await listed({ workflow, code: 'CARD_DECLINED', statuses: ['completed'] })).toEqual([]);
    expect(idsOf(await listed({ workflow, code: 'RATE_LIMITED', statuses: ['failed', 'running'] }))).toEqual([
      other,
    ]);
  });

  it('bounds what a page by the code of an error looks at, and goes on behind it', async () => {
    const workflow = `w${freshId()}`;
    for (let i = 0; i < 4; i++) await (await submit(workflow, [])).cancel();
    const found: number[] = [];
    for await (const { runs } of pagesOf({ workflow, code: 'RUN_CANCELLED', scanMax: 2, limit: 1 }))
      found.push(runs.length);
    expect(found).toEqual([1, 1, 1, 1]);
    const empty: number[] = [];
    for await (const { runs } of pagesOf({ workflow, code: 'NONE', scanMax: 2 })) empty.push(runs.length);
    expect(empty.every((count) => count === 0)).toBe(true);
    expect(empty.length).toBeGreaterThanOrEqual(2);
  });

  it('tells with details which runs wait, and finds these alone or among those that run', async () => {
    const workflow = `w${freshId()}`;
    const meta = JSON.stringify({ ...META, workflow, correlationId: workflow });
    const begin = async (roots: Parameters<Player['submit']>[0]) => {
      const player = new Player(store());
      await player.submit({ meta, ...roots });
      return player;
    };
    const waiting = await begin({ roots: [awaiting('a', 'signal:go'), awaiting('b', 'timer')] });
    const busy = await begin({ roots: [awaiting('a', 'signal:go'), scheduled('b')] });
    const paused = await begin({ roots: [awaiting('a', 'signal:go')] });
    await paused.byRun(['running'], { change: { to: 'paused' } });
    const waits = new Map(
      (await listed({ workflow, isDetailed: true })).map((run) => [run.runId, run.waits]),
    );
    expect(waits).toEqual(
      new Map([
        [waiting.runId, true],
        [busy.runId, undefined],
        [paused.runId, undefined],
      ]),
    );
    expect(idsOf(await listed({ workflow, statuses: ['waiting'] }))).toEqual([waiting.runId]);
    expect(idsOf(await listed({ workflow, statuses: ['running'] }))).toEqual(idsOf([waiting, busy]));
    expect(idsOf(await listed({ workflow, statuses: ['waiting', 'paused'] }))).toEqual(
      idsOf([waiting, paused]),
    );
    await waiting.signal('go');
    expect(await listed({ workflow, statuses: ['waiting'] })).toEqual([]);
  });

  it('tells a run with more units than a list looks at as running', async () => {
    const workflow = `w${freshId()}`;
    const meta = JSON.stringify({ ...META, workflow, correlationId: workflow });
    const rootsOf = (count: number) => Array.from({ length: count }, (_, i) => awaiting(`s${i}`, 'timer'));
    const [most, more] = [new Player(store()), new Player(store())];
    await most.submit({ meta, roots: rootsOf(LISTED_UNITS_MAX) });
    await more.submit({ meta, roots: rootsOf(LISTED_UNITS_MAX + 1) });
    expect(idsOf(await listed({ workflow, statuses: ['waiting'] }))).toEqual([most.runId]);
  });

  it('stops when its caller is gone', async () => {
    const gone = new Error('gone');
    const listing = store().runs.listRuns(query({ signal: AbortSignal.abort(gone) }));
    await expect(listing).rejects.toBe(gone);
  });
}
