import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startProcess, startRedis } from '@ag06/test-support';
import { CHAIN } from './chain.ts';

/** How many runs a second one dispatcher on Redis takes: one by one, in parallel, and in batches. No worker runs. */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20000' },
    batch: { type: 'string', default: '1000' },
    json: { type: 'boolean', default: false },
  },
});
const [runs, batch] = [Number(values.runs), Number(values.batch)];
const SINGLE_RUNS = 2_000;
const PARALLEL = 50;
const BATCHES_AT_ONCE = 2;

await using server = await startRedis();
await using dispatcher = await startProcess({
  entry: fileURLToPath(new URL('../../../services/dispatcher/src/main.ts', import.meta.url)),
  env: { AG06_BROKER_URL: server.url, AG06_HTTP_PORT: '0', LOG_LEVEL: 'info' },
});
const [, url = ''] = await dispatcher.waitForLine(/dispatcher ready at (http:[^"]+)/);
await post('/v1/workflows', CHAIN);

const submission = (n: number) => ({ workflow: CHAIN.name, input: { n } });
const inBatches = async (count: number) => {
  const starts = Array.from({ length: Math.ceil(count / batch) }, (_, i) => i * batch);
  await inParallel(starts, BATCHES_AT_ONCE, async (from) => {
    const items = Array.from({ length: Math.min(batch, count - from) }, (_, i) => submission(from + i));
    const { results } = (await post('/v1/runs/batch', { runs: items })) as { results: { runId?: string }[] };
    if (results.some(({ runId }) => runId === undefined)) throw new Error('A run of a batch was refused.');
  });
};
const singly = (count: number, atOnce: number) =>
  inParallel(
    Array.from({ length: count }, (_, n) => n),
    atOnce,
    (n) => post('/v1/runs', submission(n)),
  );

await inBatches(2 * batch);
const result = {
  'submit.oneByOne.runsPerSecond': await rate(SINGLE_RUNS, () => singly(SINGLE_RUNS, 1)),
  'submit.parallel.runsPerSecond': await rate(2 * SINGLE_RUNS, () => singly(2 * SINGLE_RUNS, PARALLEL)),
  'submit.batch.runsPerSecond': await rate(runs, () => inBatches(runs)),
};
if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
else
  for (const [name, value] of Object.entries(result))
    process.stdout.write(`${name.padEnd(32)} ${String(value).padStart(8)}\n`);

async function rate(count: number, act: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await act();
  return Math.round(count / ((performance.now() - from) / 1000));
}

async function inParallel<T>(items: readonly T[], atOnce: number, act: (item: T) => Promise<unknown>) {
  const left = items.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const item of left) await act(item);
    }),
  );
}

async function post(path: string, body: object): Promise<unknown> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return response.json();
}
