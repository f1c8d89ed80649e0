import { parseArgs } from 'node:util';
import { createRandom, startRedis } from '@ag06/test-support';
import { BenchFleet, inParallel, untilSo } from '../fleet/bench-fleet.ts';
import { tellFigures } from '../fleet/figures.ts';
import { quantile } from '../fleet/quantile.ts';

/** Many open signals, answered in random order and many of them more than once: each is taken once. */
const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    signals: { type: 'string' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const count = Number(values.signals ?? (values.full ? 10_000 : 300));
const random = createRandom(Number(values.seed));
const WORKFLOW = { name: 'asked', steps: { ask: { signal: 'answer' } }, output: '${steps.ask.output}' };
const AT_ONCE = 50;
const LIMIT_MS = 300_000;

await using server = await startRedis();
await using fleet = await BenchFleet.start({ brokerUrl: server.url });
await fleet.call('POST', '/v1/workflows', WORKFLOW);
const runs = await fleet.submit(count, () => ({ workflow: WORKFLOW.name }));

const sends = shuffle(
  runs.flatMap((runId, n) => Array.from({ length: 1 + random.pick([0, 0, 1, 2]) }, () => ({ runId, n }))),
);
const times: number[] = [];
let [taken, repeated] = [0, 0];
const from = performance.now();
await inParallel(sends, AT_ONCE, async ({ runId, n }) => {
  const sentAt = performance.now();
  const status = await send(runId, n);
  times.push(performance.now() - sentAt);
  if (status === 202) taken++;
  else repeated++;
});
await untilSo('all runs are over', LIMIT_MS, async () => (await countOpen()) === 0);
const seconds = (performance.now() - from) / 1_000;

let [notOnce, wrong] = [0, 0];
await inParallel([...runs.entries()], AT_ONCE, async ([n, runId]) => {
  const { events } = (await fleet.call('GET', `/v1/runs/${runId}/events?limit=100`)) as {
    events: { type: string; output?: { n?: number } }[];
  };
  const timesOf = (type: string) => events.filter((event) => event.type === type).length;
  if (timesOf('signal.received') !== 1 || timesOf('signal.consumed') !== 1) notOnce++;
  if (events.at(-1)?.type !== 'run.completed' || events.at(-1)?.output?.n !== n) wrong++;
});
times.sort((a, b) => a - b);
tellFigures(
  [
    { name: 'signals.sent', value: sends.length, unit: 'requests' },
    { name: 'signals.taken', value: taken, unit: 'signals', exactly: count },
    { name: 'signals.repeated', value: repeated, unit: 'requests', exactly: sends.length - count },
    { name: 'signals.notConsumedOnce', value: notOnce, unit: 'runs', exactly: 0 },
    { name: 'signals.wrongOutput', value: wrong, unit: 'runs', exactly: 0 },
    { name: 'signals.done', value: seconds, unit: 's' },
    { name: 'signals.perSecond', value: sends.length / seconds, unit: 'requests' },
    { name: 'signals.api.p99', value: quantile(times, 0.99), unit: `ms, ${AT_ONCE} at once` },
  ],
  values.json,
);

/** A run that has ended refuses what comes again without a key; with its key it is a repeat. */
async function send(runId: string, n: number): Promise<number> {
  const response = await fetch(`${fleet.url}/v1/runs/${runId}/signals/answer`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': `answer-${n}` },
    body: JSON.stringify({ n }),
  });
  await response.text();
  if (!response.ok) throw new Error(`A signal was answered with ${response.status}.`);
  return response.status;
}

async function countOpen(): Promise<number> {
  const { items } = (await fleet.call('GET', '/v1/runs?status=running&limit=1')) as {
    items: unknown[];
  };
  return items.length;
}

function shuffle<T>(list: readonly T[]): T[] {
  return list
    .map((value) => ({ value, order: random.next() }))
    .sort((a, b) => a.order - b.order)
    .map(({ value }) => value);
}
