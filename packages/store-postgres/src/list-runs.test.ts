import type { Database, SqlDatabase } from '@ag06/postgres';
import { openPreparedDatabase } from '@ag06/postgres/testing';
import { parseAttributeFilter, type RunQuery, termsOfAttributes } from '@ag06/store';
import { META } from '@ag06/store/conformance';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { listRuns } from './list-runs.ts';
import { migrateStore } from './migrate.ts';

const RUNS = 24_000;
const QUERY: RunQuery = {
  tenant: 'default',
  statuses: [],
  workflow: undefined,
  correlationId: undefined,
  tags: [],
  from: undefined,
  to: undefined,
  after: undefined,
  limit: 50,
};

let database: Database;
beforeAll(async () => {
  database = await openPreparedDatabase('store', migrateStore);
  // Runs as they are kept, without what a commit costs: one in two has each workflow, and the other tag.
  await database.query(`
    INSERT INTO ag06.runs SELECT 'r0-' || lpad(i::text, 21, '0'), 'default', CASE i % 2 WHEN 0 THEN 'one' ELSE 'two' END, 'c',
      'running', 0, 0, i, i, NULL, '' FROM generate_series(1, ${RUNS}) AS i;
    INSERT INTO ag06.run_data SELECT run_id,
      ('${JSON.stringify(META)}'::jsonb || jsonb_build_object('workflow', workflow,
        'tags', jsonb_build_array(CASE workflow WHEN 'one' THEN 'even' ELSE 'odd' END)))::text,
      'null' FROM ag06.runs;
    INSERT INTO ag06.run_tags SELECT 'default', CASE workflow WHEN 'one' THEN 'even' ELSE 'odd' END, created_at, run_id FROM ag06.runs;`);
  // Each has its number as its total, and one of two states.
  const terms = Array.from({ length: RUNS }, (_, i) =>
    termsOfAttributes([
      ['total', i + 1],
      ['state', i % 2 === 0 ? 'open' : 'shut'],
    ]),
  );
  await database.query(
    `INSERT INTO ag06.run_attributes SELECT 'default', term, i, 'r0-' || lpad(i::text, 21, '0')
     FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS t (terms, i), jsonb_array_elements_text(terms) AS term`,
    [JSON.stringify(terms)],
  );
  await database.query(`
    UPDATE ag06.run_data SET meta = (meta::jsonb || jsonb_build_object('attributes', jsonb_build_array(
      jsonb_build_array('total', r.created_at),
      jsonb_build_array('state', CASE r.created_at % 2 WHEN 1 THEN 'open' ELSE 'shut' END))))::text
    FROM ag06.runs r WHERE r.run_id = run_data.run_id`);
  await database.query('VACUUM ANALYZE');
}, 60_000);
afterAll(() => database.close());

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** Rows that the scans of a plan read, wanted or not. */
function countRows(node: PlanNode): number {
  const isScan = /^(Seq|Index|Index Only|Bitmap Heap) Scan$/.test(node['Node Type']);
  const own = isScan
    ? (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']
    : 0;
  return (node.Plans ?? []).reduce((sum, child) => sum + countRows(child), own);
}

/** Lists runs, and has the server count what each statement reads. */
async function countReads(more: Partial<RunQuery>) {
  let [rows, statements] = [0, 0];
  const counting = {
    query: async (text: string, params: unknown[]) => {
      statements++;
      const plan = await database.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, params);
      rows += countRows(JSON.parse(JSON.stringify(plan.rows[0]?.['QUERY PLAN']))[0].Plan);
      return database.query(text, params);
    },
  } as unknown as SqlDatabase;
  const listed = listRuns(counting, { ...QUERY, ...more });
  const page = await listed.catch((error: Error) => error);
  return { rows, statements, page };
}

it('the list of runs reads no run where one of the filters lets none through', async () => {
  const { rows, page } = await countReads({ statuses: ['running'], workflow: 'absent' });
  expect(page).toEqual({ runs: [], next: undefined });
  // Of the other filter, as many as tell that it lets more through.
  expect(rows).toBeLessThanOrEqual(1_001);
});

it('the list of runs looks at 1,000 runs at most for a page of rare ones, and gives the way on', async () => {
  const { rows, page } = await countReads({ workflow: 'one', tags: ['odd'] });
  expect(page).toMatchObject({ runs: [], next: { createdAt: expect.any(Number) } });
  // Twice to choose, then each run in the index and by itself, and its tags.
  expect(rows).toBeLessThanOrEqual(2 * 1_001 + 4 * 1_000);
});

it('the list of runs reads a few pages for a page of all runs, by status or not', async () => {
  for (const statuses of [[], ['running'], ['running', 'failed']] as const) {
    const { rows, page } = await countReads({ statuses });
    expect(page).toMatchObject({ runs: { length: 50 } });
    expect(rows).toBeLessThanOrEqual(4 * 102);
  }
});

it('the list of runs asks nothing more once its caller is gone', async () => {
  const gone = new Error('gone');
  const { statements, page } = await countReads({ signal: AbortSignal.abort(gone) });
  expect(page).toBe(gone);
  expect(statements).toBe(0);
});

const having = (...conditions: readonly (readonly [string, string])[]): Partial<RunQuery> => ({
  attributes: conditions.map((condition) => {
    const filter = parseAttributeFilter(condition);
    if (typeof filter === 'string') throw new Error(filter);
    return filter;
  }),
});

it('the list of runs by an attribute reads a few pages of rows, however many runs have it', async () => {
  for (const [conditions, found] of [
    [[['state', 'open']], 50],
    [[['state', 'prefix:op']], 50],
    [[['total', 'gt:100']], 50],
    [[['total', 'lt:23456.5']], 50],
    [[['total', `gt:${RUNS - 3}`]], 3],
    [[['total', '77']], 1],
  ] as const) {
    const { rows, page } = await countReads(having(...conditions));
    expect(page).toMatchObject({ runs: { length: found } });
    // Each of its runs twice, and some more of each term of a range; a range that one term fills takes three statements.
    expect(rows).toBeLessThanOrEqual(15 * 102);
  }
});

it('the list of runs by two attributes reads the runs of the rarer one', async () => {
  const { rows, page } = await countReads(having(['state', 'open'], ['total', 'lte:10']));
  expect(page).toMatchObject({ runs: { length: 5 }, next: undefined });
  // Of the other one as many as tell that it lets more through.
  expect(rows).toBeLessThanOrEqual(1_001 + 4 * 10);
});
