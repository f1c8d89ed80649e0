import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Autoscaler, type ServiceProcess, startProcess, startRedis } from '@ag06/test-support';
import { Redis } from 'ioredis';
import { Child } from '../child.ts';
import { tellFigures } from '../fleet/figures.ts';
import { toRate } from './measure-workers.ts';

/**
 * Real workers follow `GET /v1/scale` from one to eight and back, on steps that wait 200 ms, of which eight workers need a fifth of
 * two cores. An autoscaler of this process knows nothing else. Judged: the rate of eight beside eight times the rate of one, and that no step fails.
 */
const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    most: { type: 'string', default: '8' },
    concurrency: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '8' },
    ms: { type: 'string', default: '200' },
  },
});
const [most, concurrency] = [Number(values.most), Number(values.concurrency)];
const windowMs = 1_000 * Number(values.seconds);
const WARM_UP_MS = 2_000;
const STEP_MS = Number(values.ms);
const entryOf = (service: string) =>
  fileURLToPath(new URL(`../../../../services/${service}/src/main.ts`, import.meta.url));
const say = (line: string) => void process.stderr.write(`${line}\n`);

await using stack = new AsyncDisposableStack();
const server = stack.use(await startRedis());
const redis = new Redis(server.url);
stack.defer(() => redis.disconnect());
const dispatcher = stack.use(
  await startProcess({
    entry: entryOf('dispatcher'),
    env: { AG06_BROKER_URL: server.url, AG06_HTTP_PORT: '0' },
  }),
);
const [, url = ''] = await dispatcher.waitForLine(/dispatcher ready at (http:[^"]+)/, 60_000);
const control = stack.use(
  await startProcess({
    entry: new URL('./wait-alone.ts', import.meta.url),
    args: [String(concurrency), String(STEP_MS)],
    env: {},
  }),
);

let max = 1;
const start = (): Promise<ServiceProcess> =>
  startProcess({
    entry: entryOf('agent-worker'),
    env: {
      AG06_BROKER_URL: server.url,
      AG06_AGENTS: fileURLToPath(new URL('./wait-agents.ts', import.meta.url)),
      AG06_WORKER_AGENTS: 'bench.*',
      AG06_CONCURRENCY: String(concurrency),
      BENCH_STEP_MS: String(STEP_MS),
    },
    ready: /worker ready/,
    readyTimeoutMs: 60_000,
  });
const scaler = stack.use(
  new Autoscaler({
    address: () => `${url}/v1/scale/bench.wait?min=1&max=${max}&bootSeconds=5&coolDownSeconds=20`,
    start,
    onChange: (from, { wanted, reason }) => say(`${from} -> ${wanted}: ${reason}`),
  }),
);
async function scaleUntil(isDone: () => boolean, needsWork = false): Promise<void> {
  for (;;) {
    const answer = await scaler.step();
    if (answer !== undefined && isDone()) return;
    if (needsWork && answer?.waiting === 0) throw new Error(`The work was done too soon: ${answer.reason}`);
    await delay(500);
  }
}
/** Steps a second of all workers beside those of slots that do nothing but wait, at the same time. */
async function measure(): Promise<{ readonly each: readonly number[]; readonly ofAlone: number }> {
  await delay(WARM_UP_MS);
  const from = Date.now();
  await delay(windowMs);
  const each = scaler.workers.map(({ stdout }) => toRate(stdout, from, from + windowMs));
  const alone = toRate(control.stdout, from, from + windowMs);
  return { each, ofAlone: each.reduce((sum, rate) => sum + rate, 0) / each.length / alone };
}

const loader = new Child('./scaling/wait-loader.ts', [server.url]);
stack.defer(() => loader.stop());
await loader.says('ready');
// So much that all of them are wanted to work it off in time, and that it outlasts the measurement.
const CLEAR_WITHIN_MS = 30_000;
const runs = Math.ceil((1.1 * most * concurrency * CLEAR_WITHIN_MS) / STEP_MS);
const loaded = loader.says('loaded');
loader.send({ count: runs });
await loaded;
// Nobody has served the agent yet, so the first worker is the operator's.
scaler.workers.push(await start());
await scaleUntil(() => true);
const one = await measure();
say(
  `1 worker: ${one.each.map(Math.round).join(' ')} steps/s, ${one.ofAlone.toFixed(2)} of slots that only wait`,
);
max = most;
await scaleUntil(() => scaler.workers.length === most, true);
const all = await measure();
say(
  `${most} workers: ${all.each.map(Math.round).join(' ')} steps/s, ${all.ofAlone.toFixed(2)} of slots that only wait`,
);
if ((await redis.zcard('bull:agent.bench.wait:prioritized')) === 0)
  throw new Error('There was too little work: the window holds idle time.');
await scaleUntil(() => scaler.workers.length === 1);
await scaler.settled();
const failed = await redis.zlexcount('ag06:{p0}:index', '[default\0s:failed\0', '(default\0s:failed\x01');
const ended = await redis.zlexcount(
  'ag06:{p0}:index',
  '[default\0s:completed\0',
  '(default\0s:completed\x01',
);
const stepsPerSecond = Math.round(all.each.reduce((sum, rate) => sum + rate, 0));
const badExits = scaler.exits.filter(({ code }) => code !== 0).length;
tellFigures(
  [
    { name: `steps/s of ${most} workers`, value: stepsPerSecond, unit: '' },
    {
      name: 'of linear, 1 -> N -> 1 workers by GET /v1/scale',
      value: all.ofAlone / one.ofAlone,
      unit: '',
      atLeast: 0.95,
    },
    { name: 'runs completed', value: ended, unit: '', exactly: runs },
    { name: 'runs failed', value: failed, unit: '', exactly: 0 },
    { name: 'workers that ended otherwise than with code 0', value: badExits, unit: '', exactly: 0 },
  ],
  values.json,
);
