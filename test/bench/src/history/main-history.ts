import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startRedis, tempDir } from '@ag06/test-support';
import { Redis } from 'ioredis';
import { BenchFleet } from '../fleet/bench-fleet.ts';
import { type Figure, tellFigures } from '../fleet/figures.ts';
import { ATTEMPTS, EVENTS_PER_ITEM, STEP, writeLog } from './write-log.ts';

/** One run with a long log: it is looked back at, exported and decided again, page by page. */
const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    events: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const events = Number(values.events ?? (values.full ? 1_000_000 : 20_000));
const items = Math.ceil(events / EVENTS_PER_ITEM);
const WORKFLOW = {
  name: 'long',
  steps: {
    [STEP]: {
      agent: 'bench.none',
      forEach: '${input}',
      concurrency: 100,
      with: '${item}',
      retry: { maxAttempts: ATTEMPTS, backoff: 'fixed', initialDelay: '1ms', jitter: 'none' },
    },
  },
  output: { done: true },
};
const CLI = fileURLToPath(new URL('../../../../services/cli/src/main.ts', import.meta.url));
const MIB = 1024 * 1024;
const MEMORY_MIB = 200;

await using server = await startRedis();
await using fleet = await BenchFleet.start({ brokerUrl: server.url });
await using folder = await tempDir('history');
await fleet.call('POST', '/v1/workflows', WORKFLOW);
const input = Array.from({ length: items }, () => 0);
const [runId = ''] = await fleet.submit(1, () => ({ workflow: WORKFLOW.name, input }));
const redis = new Redis(server.url);
const written = await writeLog(redis, runId, items);
redis.disconnect();

const [dispatcher] = fleet.dispatchers;
const before = peakOf(dispatcher?.pid ?? 0);
const stateFrom = performance.now();
const requests = await askForState();
const stateS = (performance.now() - stateFrom) / 1_000;
const file = `${folder.path}/long.json`;
const exported = await runCli(['runs', 'export', runId], file);
const replayed = await runCli(['runs', 'replay', file], `${folder.path}/told.txt`);
const said = readFileSync(`${folder.path}/told.txt`, 'utf8');

const figures: Figure[] = [
  { name: 'history.events', value: written, unit: 'events' },
  { name: 'history.state.requests', value: requests, unit: 'requests until the state was shown' },
  { name: 'history.state.took', value: stateS, unit: 's' },
  { name: 'history.export.took', value: exported.seconds, unit: 's' },
  { name: 'history.export.peak', value: exported.peak / MIB, unit: 'MiB of the client', below: MEMORY_MIB },
  { name: 'history.replay.took', value: replayed.seconds, unit: 's' },
  { name: 'history.replay.peak', value: replayed.peak / MIB, unit: 'MiB', below: MEMORY_MIB },
  {
    name: 'history.replay.differences',
    value: said.startsWith('same') ? 0 : 1,
    unit: 'differences',
    exactly: 0,
  },
  {
    name: 'history.dispatcher.grew',
    value: (peakOf(dispatcher?.pid ?? 0) - before) / MIB,
    unit: 'MiB while it showed the state and exported',
  },
];
if (!said.startsWith('same')) process.stderr.write(said);
tellFigures(figures, values.json);

/** Asks until the log was folded: a long one takes several requests. */
async function askForState(): Promise<number> {
  for (let asked = 1; ; asked++) {
    const response = await fetch(`${fleet.url}/v1/runs/${runId}/state`);
    await response.text();
    if (response.ok) return asked;
    if (response.status !== 503) throw new Error(`The state was answered with ${response.status}.`);
  }
}

/** Runs a command of the CLI, and watches the most memory that it had. */
async function runCli(args: readonly string[], to: string): Promise<{ seconds: number; peak: number }> {
  const from = performance.now();
  const cli = spawn(process.execPath, ['--conditions=@ag06/source', CLI, ...args], {
    stdio: ['ignore', openSync(to, 'w'), 'inherit'],
    env: { ...process.env, AG06_URL: fleet.url },
  });
  const ended = once(cli, 'exit');
  let [isOver, peak] = [false, 0];
  void ended.then(() => {
    isOver = true;
  });
  while (!isOver) {
    peak = Math.max(peak, peakOf(cli.pid ?? 0));
    await Promise.race([ended, delay(50)]);
  }
  return { seconds: (performance.now() - from) / 1_000, peak };
}

/** The most memory that a process has had, in bytes; 0 if it is gone. */
function peakOf(pid: number): number {
  try {
    const [, kib = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kib) * 1024;
  } catch {
    return 0;
  }
}
