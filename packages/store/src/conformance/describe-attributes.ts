import type { AttributeValue } from '@ag06/protocol';
import { expect, it } from '@jest/globals';
import { type AttributeCondition, joinRanges, parseAttributeFilter } from '../attributes/attribute-filter.ts';
import type { RunQuery } from '../run-store.ts';
import type { Context } from './describe-store.ts';
import { freshId, META, Player } from './fixture.ts';

const toFilters = (conditions: readonly AttributeCondition[]) =>
  joinRanges(
    conditions.map((condition) => {
      const filter = parseAttributeFilter(condition);
      if (typeof filter === 'string') throw new Error(filter);
      return filter;
    }),
  );

/** Lists of runs by attributes: results, order, and that deleted runs leave nothing behind. */
export function describeAttributes({ store }: Context): void {
  const submit = async (attributes: Readonly<Record<string, AttributeValue>>, workflow = META.workflow) => {
    const player = new Player(store());
    await player.submit({
      meta: JSON.stringify({ ...META, workflow, attributes: Object.entries(attributes) }),
    });
    return player;
  };
  const toQuery = (conditions: readonly AttributeCondition[], more: Partial<RunQuery> = {}): RunQuery => ({
    tenant: 'default',
    statuses: [],
    workflow: undefined,
    correlationId: undefined,
    tags: [],
    attributes: toFilters(conditions),
    from: undefined,
    to: undefined,
    after: undefined,
    limit: 50,
    ...more,
  });
  /** Returns the ids of all pages in order, and the number of pages. */
  async function listAll(conditions: readonly AttributeCondition[], more: Partial<RunQuery> = {}) {
    const ids: string[] = [];
    let pages = 0;
    for (let after: RunQuery['after']; ; ) {
      const page = await store().runs.listRuns({ ...toQuery(conditions, more), after });
      ids.push(...page.runs.map(({ runId }) => runId));
      pages++;
      if (page.next === undefined) return { ids, pages };
      after = page.next;
    }
  }
  const namesOf = (ids: readonly string[], known: ReadonlyMap<string, unknown>) =>
    ids.map((id) => known.get(id));

  it('finds runs by equality, by range and by prefix, newest first', async () => {
    const name = `a${freshId().slice(2)}`;
    const values = [5, 100, '100', 250.5, -3, true, 'true', '2026-01-02T03:04:05Z', 'customer-17', 'cust', 0];
    const known = new Map<string, AttributeValue>();
    for (const value of values) known.set((await submit({ [name]: value })).runId, value);
    const found = async (...texts: string[]) =>
      namesOf((await listAll(texts.map((text) => [name, text]))).ids, known);
    const newestFirst = (wanted: readonly AttributeValue[]) =>
      values.toReversed().filter((value) => wanted.includes(value));

    const expected: readonly (readonly [readonly string[], readonly AttributeValue[]])[] = [
      [['100'], [100, '100']],
      [['true'], [true, 'true']],
      [['gt:5'], [100, 250.5]],
      [['gte:5'], [5, 100, 250.5]],
      [['lt:5'], [-3, 0]],
      [['lte:5'], [5, -3, 0]],
      [
        ['gt:-3', 'lte:100'],
        [5, 100, 0],
      ],
      [['gte:2026-01-02T04:04:05+01:00'], ['2026-01-02T03:04:05Z']],
      [['lt:2026-01-02T03:04:05Z'], []],
      [['prefix:cust'], ['customer-17', 'cust']],
      [['prefix:custo'], ['customer-17']],
      [['prefix:2026'], []],
      [['absent'], []],
      [['5', '100'], []],
    ];
    for (const [texts, wanted] of expected) {
      // Runs of one millisecond are sorted by their ids.
      expect({ texts, found: new Set(await found(...texts)) }).toEqual({ texts, found: new Set(wanted) });
    }
    const { runs } = await store().runs.listRuns(toQuery([[name, 'gte:-3']]));
    const places = runs.map(({ createdAt, runId }) => [-createdAt, runId] as const);
    expect(places.map(([at]) => at)).toEqual(places.map(([at]) => at).toSorted((a, b) => a - b));
    expect(
      namesOf(
        runs.map(({ runId }) => runId),
        known,
      ).toSorted(),
    ).toEqual(newestFirst([5, 100, 250.5, -3, 0]).toSorted());
    expect(runs[0]?.meta.attributes).toEqual([[name, known.get(runs[0]?.runId ?? '')]]);
  });

  it('ANDs attributes with each other and with the other filters', async () => {
    const name = `b${freshId().slice(2)}`;
    const workflow = `w${freshId()}`;
    const wanted = await submit({ [name]: 7, total: 120 }, workflow);
    await submit({ [name]: 7, total: 80 }, workflow);
    await submit({ [name]: 8, total: 120 }, workflow);
    await submit({ [name]: 7 }, workflow);
    await submit({ [name]: 7, total: 120 });
    const cancelled = await submit({ [name]: 7, total: 130 }, workflow);
    await cancelled.cancel();
    const conditions = [
      [name, '7'],
      ['total', 'gt:100'],
    ] as const;
    const { ids } = await listAll(conditions, { workflow, statuses: ['running'] });
    expect(ids).toEqual([wanted.runId]);
    expect((await listAll(conditions, { workflow })).ids.toSorted()).toEqual(
      [wanted.runId, cancelled.runId].toSorted(),
    );
    expect((await listAll(conditions, { tenant: 'other' })).ids).toEqual([]);
  });

  it('finds every run of a range once, in pages of any size, also where a page looks at few', async () => {
    const name = `c${freshId().slice(2)}`;
    const all = Array.from({ length: 40 }, (_, i) => i * 7.25);
    const players = await Promise.all(all.map((value) => submit({ [name]: value })));
    const wanted = players.map(({ runId }) => runId).filter((_, i) => (all[i] ?? 0) > 50);
    for (const limit of [1, 7, 50]) {
      for (const scanMax of [3, 100]) {
        const { ids } = await listAll([[name, 'gt:50']], { limit, scanMax });
        expect(ids).toHaveLength(wanted.length);
        expect(ids.toSorted()).toEqual(wanted.toSorted());
      }
    }
  });

  it('fills a page of a rare range without a look at any other run', async () => {
    const name = `d${freshId().slice(2)}`;
    const rare = await Promise.all([1_001, 1_002, 1_003].map((value) => submit({ [name]: value })));
    await Promise.all(Array.from({ length: 30 }, (_, i) => submit({ [name]: i })));
    const page = await store().runs.listRuns(toQuery([[name, 'gt:1000']], { limit: 3, scanMax: 4 }));
    expect(page.runs.map(({ runId }) => runId).toSorted()).toEqual(rare.map(({ runId }) => runId).toSorted());
    expect(page.next).toBeUndefined();
  });

  it('does not list a deleted run', async () => {
    const name = `e${freshId().slice(2)}`;
    const attributes = { [name]: 12.5, text: 'customer-17', at: '2026-01-02T03:04:05.678Z', flag: true };
    const player = await submit(attributes);
    await player.cancel();
    expect((await listAll([[name, 'gte:12.5']])).ids).toEqual([player.runId]);
    expect(await store().runs.deleteRun(player.runId)).toBe('deleted');
    for (const text of ['12.5', 'gt:12', 'lt:13']) expect((await listAll([[name, text]])).ids).toEqual([]);
  });
}
