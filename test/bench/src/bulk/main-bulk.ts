import { parseArgs } from 'node:util';
import { startRedis } from '@ag06/test-support';
import { Redis } from 'ioredis';
import { probeApi } from '../fleet/api-probe.ts';
import { BenchFleet, untilSo } from '../fleet/bench-fleet.ts';
import { tellFigures } from '../fleet/figures.ts';

/** One action on very many runs, and what everybody else notices of it: the API, and the longest command of Redis. */
const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    runs: { type: 'string' },
    action: { type: 'string', default: 'cancel' },
    json: { type: 'boolean', default: false },
  },
});
const count = Number(values.runs ?? (values.full ? 100_000 : 1_000));
const LIMIT_MS = 900_000;
/** Redis does nothing else while a command is under way. */
const COMMAND_MAX_MS = 20;
const HELD = { name: 'held', steps: { nap: { wait: '30d' } } };
const QUICK = { name: 'quick', steps: { s: { agent: 'core.echo', with: { n: 1 } } } };

interface Bulk {
  readonly status: string;
  readonly done: number;
  readonly refused: number;
  readonly failed: number;
}

await using server = await startRedis();
await using fleet = await BenchFleet.start({ brokerUrl: server.url });
const redis = new Redis(server.url);
for (const workflow of [HELD, QUICK]) await fleet.call('POST', '/v1/workflows', workflow);
const [some = ''] = await fleet.submit(count, () => ({ workflow: HELD.name }));
process.stderr.write(`${count} runs are there\n`);
await redis.config('SET', 'slowlog-log-slower-than', '1000');
await redis.config('SET', 'slowlog-max-len', '1000');
await redis.slowlog('RESET');

const over = new AbortController();
const probing = probeApi(
  [
    () => fleet.call('GET', `/v1/runs/${some}`),
    () => fleet.call('GET', '/v1/runs?limit=20'),
    () => fleet.call('POST', '/v1/runs', { workflow: QUICK.name, input: {} }),
  ],
  over.signal,
);
const from = performance.now();
const { bulkId } = (await fleet.call('POST', '/v1/runs/bulk', {
  filter: { workflow: HELD.name },
  action: values.action,
})) as { bulkId: string };
const answeredMs = performance.now() - from;
const view = () => fleet.call('GET', `/v1/bulk/${bulkId}`) as Promise<Bulk>;
await untilSo('the bulk has ended', LIMIT_MS, async () => (await view()).status === 'completed');
const seconds = (performance.now() - from) / 1_000;
over.abort();
const api = await probing;
const slow = (await redis.slowlog('GET', 1_000)) as [id: number, at: number, us: number, args: string[]][];
redis.disconnect();
const slowest = slow.toSorted((a, b) => b[2] - a[2])[0];
if (slowest !== undefined)
  process.stderr.write(
    `slowest: ${slowest[2]} us ${slowest[3].join(' ').replaceAll('\n', ' ').slice(0, 120)}\n`,
  );
const { done, refused, failed } = await view();
tellFigures(
  [
    { name: 'bulk.answered', value: answeredMs, unit: 'ms' },
    { name: 'bulk.done', value: done, unit: 'runs', exactly: count },
    { name: 'bulk.refused', value: refused, unit: 'runs', exactly: 0 },
    { name: 'bulk.failed', value: failed, unit: 'runs', exactly: 0 },
    { name: 'bulk.seconds', value: seconds, unit: 's' },
    { name: 'bulk.perSecond', value: count / seconds, unit: 'runs' },
    { name: 'bulk.api.p50', value: api.p50Ms, unit: 'ms' },
    { name: 'bulk.api.p99', value: api.p99Ms, unit: 'ms', below: 250 },
    { name: 'bulk.api.max', value: api.maxMs, unit: 'ms' },
    { name: 'bulk.slowestCommand', value: (slowest?.[2] ?? 0) / 1_000, unit: 'ms', below: COMMAND_MAX_MS },
  ],
  values.json,
);
