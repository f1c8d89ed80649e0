import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openServerDatabase } from '@ag06/postgres';
import { Redis } from 'ioredis';
import { SERVERS } from '../backends/servers.ts';
import { BenchFleet } from '../fleet/bench-fleet.ts';
import { type Figure, tellFigures } from '../fleet/figures.ts';
import { fillPostgres } from './fill-postgres.ts';
import { fillRedis } from './fill-redis.ts';
import { QUERIES } from './runs.ts';

/**
 * What a page of a list by an attribute costs among very many runs: commands of Redis, or rows that PostgreSQL reads. Neither may
 * grow with the number of runs.
 */
const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    runs: { type: 'string' },
    broker: { type: 'string', default: 'redis' },
    json: { type: 'boolean', default: false },
  },
});
const count = Number(values.runs ?? (values.full ? 1_000_000 : 20_000));
const PAGE = 50;
const LISTS_MAX = 1_001;
/** PostgreSQL tells what a connection read when that has been idle for a second. */
const TOLD_AFTER_MS = 2_500;

interface Reader {
  /** Forgets what was read so far. */
  reset(): Promise<void>;
  read(): Promise<Omit<Figure, 'name'>[]>;
}

const isPostgres = values.broker === 'postgres';
await using server = await SERVERS[isPostgres ? 'postgres' : 'redis']();
const { AG06_BROKER_URL: url = '' } = server.env;
const filledFrom = performance.now();
await (isPostgres ? fillPostgres(url, count) : fillRedis(url, count));
process.stderr.write(`${count} runs in ${Math.round((performance.now() - filledFrom) / 1_000)} s\n`);
await using fleet = await BenchFleet.start({ brokerUrl: url, workers: 0 });
const reader = isPostgres ? await readPostgres(url) : readRedis(url);
const figures: Figure[] = [];
for (const { name, text, isMatch } of QUERIES) {
  const list = () => fleet.call('GET', `/v1/runs?${text}&limit=${PAGE}`) as Promise<{ items: unknown[] }>;
  await list();
  await reader.reset();
  const from = performance.now();
  const { items } = await list();
  const ms = performance.now() - from;
  const expected = countUpTo(PAGE, isMatch);
  figures.push(
    { name: `attributes.${name}.runs`, value: items.length, unit: 'runs', exactly: expected },
    { name: `attributes.${name}.time`, value: ms, unit: 'ms' },
    ...(await reader.read()).map((figure) => ({ ...figure, name: `attributes.${name}.${figure.unit}` })),
  );
}
tellFigures(figures, values.json);
process.exit();

/** How many runs match, at most so many. */
function countUpTo(most: number, isMatch: (n: number) => boolean): number {
  let found = 0;
  for (let n = 0; n < count && found < most; n++) if (isMatch(n)) found++;
  return found;
}

function readRedis(redisUrl: string): Reader {
  const redis = new Redis(redisUrl);
  return {
    reset: async () => void (await redis.config('RESETSTAT')),
    async read() {
      const stats = await redis.info('commandstats');
      const callsOf = (command: string) =>
        Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(stats)?.[1] ?? 0);
      return [
        { value: callsOf('zrevrangebylex'), unit: 'ranges', below: LISTS_MAX },
        { value: callsOf('hmget'), unit: 'looks', below: LISTS_MAX },
      ];
    },
  };
}

/** By the server's own counters of the tables of runs, so that what the duties read meanwhile counts too. */
async function readPostgres(databaseUrl: string): Promise<Reader> {
  const database = await openServerDatabase({ url: databaseUrl, onError: () => {} });
  const count = async () => {
    await delay(TOLD_AFTER_MS);
    const { rows } = await database.query(`
      SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::float8 AS read
      FROM pg_stat_user_tables WHERE schemaname = 'ag06' AND relname IN ('runs', 'run_data', 'run_attributes')`);
    return Number(rows[0]?.read ?? 0);
  };
  let before = 0;
  return {
    reset: async () => {
      before = await count();
    },
    read: async () => [{ value: (await count()) - before, unit: 'rows', below: 5 * LISTS_MAX }],
  };
}
