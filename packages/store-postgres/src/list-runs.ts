import { LIMITS, RUN_STATUSES } from '@ag06/contracts';
import type { SqlDatabase } from '@ag06/postgres';
import {
  filterByDetails,
  type ListedRun,
  matchesAttributes,
  type RunPage,
  type RunPosition,
  type RunQuery,
  readCount,
  readText,
  skipBroken,
  termsOfFilter,
  toIndexQuery,
  toRunPage,
  withDetails,
} from '@ag06/store';
import { toSummary } from './load-run.ts';
import { toList } from './read-answer.ts';
import { tellDetails } from './tell-details.ts';

/** The most runs read per statement. */
const BATCH_MAX = 200;

/** One filter: the rows of one index, for each of its alternatives. */
interface Driver {
  readonly table: 'runs' | 'run_parents' | 'run_tags' | 'run_attributes';
  readonly column: 'status' | 'workflow' | 'correlation_id' | 'parent' | 'tag' | 'term';
  readonly values: readonly string[];
}

/** With more alternatives than this, only a share of the rows and `FEW` more are read of each. */
const WHOLE_ALTERNATIVES = 6;
const FEW = 10;

/**
 * Lists runs by (created_at, run_id), newest first, after the position that an earlier page returned. Walks the index
 * of the most selective filter and reads its runs in bounded statements.
 */
export async function listRuns(database: SqlDatabase, asked: RunQuery): Promise<RunPage> {
  const tell = (runs: readonly ListedRun[]) => tellDetails(database, runs);
  const page = await listIndexed(database, toIndexQuery(asked), (runs) => filterByDetails(runs, asked, tell));
  return withDetails(page, asked, tell);
}

async function listIndexed(
  database: SqlDatabase,
  query: RunQuery,
  filter: (runs: readonly ListedRun[]) => Promise<readonly ListedRun[]>,
): Promise<RunPage> {
  const { limit, signal, scanMax = LIMITS.pageScan } = query;
  const driver = await chooseDriver(database, query, scanMax);
  const matching: ListedRun[] = [];
  let position = query.after;
  let batchMax = Math.min(2 * (limit + 1), BATCH_MAX);
  let shareMax = toShare(driver, batchMax);
  for (let left = scanMax; left > 0 && matching.length <= limit; ) {
    signal?.throwIfAborted();
    const count = Math.min(batchMax, left);
    const share = Math.min(shareMax, count);
    const { text, params } = toStatement(query, driver, position, { count, share });
    const { rows } = await database.query(text, params);
    const last = rows.at(-1);
    const admitted = rows.flatMap((row) => {
      const run = row.meta === null ? undefined : skipBroken(() => toSummary(row));
      return run !== undefined && matchesAttributes(run.meta, query.attributes ?? []) ? [run] : [];
    });
    matching.push(...(await filter(admitted)));
    if (last === undefined || (rows.length < count && last.is_cut !== true))
      return toRunPage(matching, limit, undefined);
    position = {
      createdAt: readCount('created_at', last.created_at),
      runId: readText('run_id', last.run_id),
    };
    left -= rows.length;
    batchMax = Math.min(2 * batchMax, BATCH_MAX);
    shareMax *= 2;
  }
  return toRunPage(matching, limit, position);
}

/** How many rows are read of each alternative: a whole page, or a share of it and a few more. */
function toShare({ values }: Driver, count: number): number {
  return values.length <= WHOLE_ALTERNATIVES ? count : Math.ceil(count / values.length) + FEW;
}

function toDrivers({ statuses, workflow, correlationId, parent, tags, attributes = [] }: RunQuery): Driver[] {
  const drivers: Driver[] = [];
  const runs = 'runs' as const;
  if (parent !== undefined) drivers.push({ table: 'run_parents', column: 'parent', values: [parent] });
  if (correlationId !== undefined) {
    drivers.push({ table: runs, column: 'correlation_id', values: [correlationId] });
  }
  for (const filter of attributes) {
    drivers.push({ table: 'run_attributes', column: 'term', values: termsOfFilter(filter) });
  }
  if (tags.length > 0) drivers.push({ table: 'run_tags', column: 'tag', values: unique(tags) });
  if (workflow !== undefined) drivers.push({ table: runs, column: 'workflow', values: [workflow] });
  if (statuses.length > 0) drivers.push({ table: runs, column: 'status', values: unique(statuses) });
  return drivers;
}

const unique = (values: readonly string[]): string[] => [...new Set(values)];

/** All runs, as all statuses. */
const ALL: Driver = { table: 'runs', column: 'status', values: RUN_STATUSES };

/** Chooses the filter with the fewest runs. Counts only as far as it matters. */
async function chooseDriver(database: SqlDatabase, query: RunQuery, countMax: number): Promise<Driver> {
  const drivers = toDrivers(query);
  const [first = ALL, ...others] = drivers;
  if (others.length === 0) return first;
  const statement = new Statement(query, query.after);
  const counts = drivers.map((driver) => {
    const rows = statement.unionOf(driver, countMax + 1);
    return `(SELECT count(*) FROM (SELECT FROM (${rows}) AS found LIMIT ${countMax + 1}) AS bounded)`;
  });
  const { rows } = await database.query(`SELECT ARRAY[${counts.join()}] AS counts`, statement.params);
  const found = toList('counts', rows[0]?.counts).map(Number);
  return drivers[found.indexOf(Math.min(...found))] ?? first;
}

interface Amount {
  readonly count: number;
  readonly share: number;
}

/**
 * Reads the next runs of the driver, at most `count`. Runs that the other filters exclude have no `meta`. The limits of
 * 1 make PostgreSQL look up each run by itself; a join would read all runs if statistics say that the table is small.
 *
 * Reads at most `share` rows of each alternative. If one of them may have more, the order is only known down to its
 * last row; the result ends there, and `is_cut` says so.
 */
function toStatement(
  query: RunQuery,
  driver: Driver,
  after: RunPosition | undefined,
  { count, share }: Amount,
) {
  const statement = new Statement(query, after);
  const rows = statement.unionOf(driver, share);
  const { statuses, workflow, correlationId, parent, tags, endedFrom, endedTo } = query;
  const conditions = ['true'];
  if (statuses.length > 0) conditions.push(`r.status = ANY (${statement.param(statuses)}::text[])`);
  if (workflow !== undefined) conditions.push(`r.workflow = ${statement.param(workflow)}`);
  if (parent !== undefined) conditions.push(`r.parent = ${statement.param(parent)}`);
  if (correlationId !== undefined) {
    conditions.push(`r.correlation_id = ${statement.param(correlationId)}`);
  }
  if (endedFrom !== undefined) conditions.push(`r.finished_at >= ${statement.param(endedFrom)}`);
  if (endedTo !== undefined) conditions.push(`r.finished_at < ${statement.param(endedTo)}`);
  if (tags.length > 0) {
    conditions.push(`(SELECT true FROM ag06.run_tags t WHERE t.tenant = r.tenant AND t.created_at = r.created_at
      AND t.run_id = r.run_id AND t.tag = ANY (${statement.param(tags)}::text[]) LIMIT 1)`);
  }
  const text = `
    WITH ${share < count ? toCut(rows, share) : `known AS (${rows})`},
    scanned AS MATERIALIZED (
      SELECT DISTINCT created_at, run_id FROM known ORDER BY created_at DESC, run_id DESC LIMIT ${count}
    )
    SELECT s.run_id, s.created_at, r.status, r.finished_at, ${share < count ? 'EXISTS (SELECT FROM cut)' : 'false'} AS is_cut,
      CASE WHEN ${conditions.join(' AND ')} THEN (SELECT d.meta FROM ag06.run_data d WHERE d.run_id = s.run_id) END AS meta
    FROM scanned s CROSS JOIN LATERAL (SELECT * FROM ag06.runs WHERE runs.run_id = s.run_id LIMIT 1) AS r ORDER BY s.created_at DESC, s.run_id DESC`;
  return { text, params: statement.params };
}

/** Keeps the rows whose order is known: down to the last row of the first alternative that may have more. */
const toCut = (rows: string, share: number): string => `
    found AS MATERIALIZED (${rows}),
    cut AS MATERIALIZED (
      SELECT created_at, run_id FROM found WHERE n = ${share} ORDER BY created_at DESC, run_id DESC LIMIT 1
    ),
    known AS (
      SELECT created_at, run_id FROM found
      WHERE coalesce((created_at, run_id) >= (SELECT created_at, run_id FROM cut), true)
    )`;

/** A statement under construction, with its parameters. */
class Statement {
  readonly params: unknown[] = [];
  readonly #window: string;

  constructor({ tenant, from, to }: RunQuery, after: RunPosition | undefined) {
    const conditions = [`tenant = ${this.param(tenant)}`];
    if (from !== undefined) conditions.push(`created_at >= ${this.param(from)}`);
    if (to !== undefined) conditions.push(`created_at < ${this.param(to)}`);
    if (after !== undefined) {
      conditions.push(`(created_at, run_id) < (${this.param(after.createdAt)}, ${this.param(after.runId)})`);
    }
    this.#window = conditions.join(' AND ');
  }

  param(value: unknown): string {
    return `$${this.params.push(value)}`;
  }

  /** A union in which each alternative is sorted by the index and ends after `count` rows; `n` numbers its rows. */
  unionOf({ table, column, values }: Driver, count: number): string {
    return `
      SELECT one.created_at, one.run_id, one.n FROM unnest(${this.param(unique(values))}::text[]) AS v (wanted)
      CROSS JOIN LATERAL (
        SELECT created_at, run_id, row_number() OVER (ORDER BY created_at DESC, run_id DESC) AS n FROM ag06.${table}
        WHERE ${this.#window} AND ${column} = v.wanted ORDER BY created_at DESC, run_id DESC LIMIT ${count}
      ) AS one`;
  }
}
