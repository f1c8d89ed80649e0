import { setTimeout as delay } from 'node:timers/promises';
import { processCpuSeconds, startRedis } from '@ag06/test-support';
import { Redis } from 'ioredis';
import { type ApiFigures, probeApi } from '../fleet/api-probe.ts';
import { BenchFleet, untilSo } from '../fleet/bench-fleet.ts';
import { type ByKind, inPercent, measureUse } from '../fleet/cores.ts';
import { quantile } from '../fleet/quantile.ts';

interface SleepersOptions {
  readonly runs: number;
  /** For how long the CPU time of sleeping is measured. */
  readonly quietSeconds: number;
  /** Within how long all of them fall due. */
  readonly spreadSeconds: number;
  readonly dispatchers: number;
  readonly say: (line: string) => void;
}

interface SleepersFigures {
  readonly submitSeconds: number;
  /** Without a run, and while all sleep. */
  readonly idleCores: ByKind;
  readonly sleepingCores: ByKind;
  /** Of a sleeping run beyond one that has ended without sleeping. */
  readonly bytesBeyond: number;
  readonly bytesEach: number;
  /** From the moment that the first is due. */
  readonly doneSeconds: number;
  /** CPU time of one wake-up with the end of its run: of the fleet's processes, and of Redis. */
  readonly fleetUsEach: number;
  readonly redisUsEach: number;
  readonly api: ApiFigures;
  readonly early: number;
  readonly lateP50Ms: number;
  readonly lateP99Ms: number;
  readonly lateMaxMs: number;
  readonly notCompleted: number;
}

/** One step that sleeps until a moment of the input; a moment in the past is over at once. */
export const SLEEPER = { name: 'sleeper', steps: { nap: { wait: '${input.until}' } } };
const QUICK = { name: 'quick', steps: { s: { agent: 'core.echo', with: { n: 1 } } } };
/** Of a run that does not sleep, as many as give a steady mean. */
const BASE_RUNS = 2_000;
const SETTLE_MS = 3_000;
/** The watchdog's first look at a run comes half a minute after its submission. */
const FIRST_LOOKS_MS = 60_000;
/** At least so long: the system counts CPU time in hundredths of a second, and a collection of garbage takes several. */
const IDLE_SECONDS = 30;
const PAGE = 500;
const LIMIT_MS = 600_000;

export const PAST = '2020-01-01T00:00:00Z';

export async function measureSleepers(options: SleepersOptions): Promise<SleepersFigures> {
  await using server = await startRedis();
  await using fleet = await BenchFleet.start({ brokerUrl: server.url, dispatchers: options.dispatchers });
  const redis = new Redis(server.url);
  try {
    return await measure(fleet, redis, server.pid, options);
  } finally {
    redis.disconnect();
  }
}

async function measure(
  fleet: BenchFleet,
  redis: Redis,
  redisPid: number,
  { runs, quietSeconds, spreadSeconds, say }: SleepersOptions,
): Promise<SleepersFigures> {
  for (const workflow of [SLEEPER, QUICK]) await fleet.call('POST', '/v1/workflows', workflow);
  const cores = async (seconds: number) => (await measureUse(fleet.pidsWith(redisPid), seconds)).cores;
  await fleet.submit(200, () => ({ workflow: SLEEPER.name, input: { until: PAST } }));
  const empty = await usedMemory(redis);
  const base = Math.min(BASE_RUNS, runs);
  const baseFrom = performance.now();
  await fleet.submit(base, () => ({ workflow: SLEEPER.name, input: { until: PAST } }));
  await untilSo(
    'the runs that do not sleep are over',
    LIMIT_MS,
    async () => (await countOf(redis, 'running')) === 0,
  );
  const perRunMs = (performance.now() - baseFrom) / base;
  await delay(SETTLE_MS);
  const bytesWithout = ((await usedMemory(redis)) - empty) / base;
  const idleCores = await cores(Math.max(IDLE_SECONDS, quietSeconds));
  say(`idle: ${inPercent(idleCores)}`);

  const before = await usedMemory(redis);
  const submitMs = Math.max(5_000, 3 * perRunMs * runs);
  const firstDue = Math.ceil(Date.now() + submitMs + FIRST_LOOKS_MS + quietSeconds * 1_000);
  const dueOf = (n: number) => Math.floor(firstDue + (n * spreadSeconds * 1_000) / runs);
  const submitFrom = performance.now();
  const ids = await fleet.submit(runs, (n) => ({
    workflow: SLEEPER.name,
    input: { until: new Date(dueOf(n)).toISOString() },
  }));
  const submitSeconds = (performance.now() - submitFrom) / 1_000;
  say(`submitted in ${submitSeconds.toFixed(1)} s`);
  // The watchdog looks at each run once soon after its submission, and then once a day.
  await untilSo(
    'the first looks are over',
    LIMIT_MS,
    async () => (await countLooks(redis, quietSeconds)) === 0,
  );
  const bytesEach = ((await usedMemory(redis)) - before) / runs;
  const sleepingCores = await cores(quietSeconds);
  say(`asleep: ${inPercent(sleepingCores)}; ${Math.round(bytesEach)} bytes each`);
  if (Date.now() > firstDue) throw new Error('The first runs fell due while the others still slept.');

  await delay(Math.max(0, firstDue - Date.now()));
  const over = new AbortController();
  const [some = ''] = ids;
  const probing = probeApi(
    [
      () => fleet.call('GET', `/v1/runs/${some}`),
      () => fleet.call('GET', '/v1/runs?status=completed&limit=20'),
      () => fleet.call('POST', '/v1/runs', { workflow: QUICK.name, input: {} }),
      () => fleet.call('GET', `/v1/runs/${some}/events`),
    ],
    over.signal,
  );
  const dueFrom = performance.now();
  const [fleetBefore, redisBefore] = [fleet.cpuSeconds(), processCpuSeconds(redisPid)];
  await untilSo('all runs are over', LIMIT_MS, async () => (await countSleeping(redis)) === 0);
  const doneSeconds = (performance.now() - dueFrom) / 1_000;
  const fleetUsEach = ((fleet.cpuSeconds() - fleetBefore) / runs) * 1e6;
  const redisUsEach = ((processCpuSeconds(redisPid) - redisBefore) / runs) * 1e6;
  say(`done in ${doneSeconds.toFixed(1)} s`);
  over.abort();
  const api = await probing;
  const dueById = new Map(ids.map((id, n) => [id, dueOf(n)]));
  const lates = await readLateness(fleet, dueById);
  return {
    submitSeconds,
    idleCores,
    sleepingCores,
    bytesBeyond: bytesEach - bytesWithout,
    bytesEach,
    doneSeconds,
    fleetUsEach,
    redisUsEach,
    api,
    early: lates.filter((ms) => ms < 0).length,
    lateP50Ms: quantile(lates, 0.5),
    lateP99Ms: quantile(lates, 0.99),
    lateMaxMs: lates.at(-1) ?? 0,
    notCompleted: runs - lates.length,
  };
}

/** How late each run ended, milliseconds, sorted; of the runs that completed. */
async function readLateness(fleet: BenchFleet, dueById: ReadonlyMap<string, number>): Promise<number[]> {
  const lates: number[] = [];
  for (let cursor = ''; ; ) {
    const page = (await fleet.call(
      'GET',
      `/v1/runs?workflow=${SLEEPER.name}&status=completed&limit=${PAGE}${cursor}`,
    )) as { items: { runId: string; finishedAt?: string }[]; next?: string };
    for (const { runId, finishedAt } of page.items) {
      const due = dueById.get(runId);
      if (due !== undefined && finishedAt !== undefined) lates.push(Date.parse(finishedAt) - due);
    }
    if (page.next === undefined) return lates.sort((a, b) => a - b);
    cursor = `&cursor=${encodeURIComponent(page.next)}`;
  }
}

async function usedMemory(redis: Redis): Promise<number> {
  const info = await redis.info('memory');
  return Number(/used_memory:(\d+)/.exec(info)?.[1] ?? 0);
}

/** How many runs have this status. */
export const countOf = (redis: Redis, status: string): Promise<number> =>
  redis.zlexcount('ag06:{p0}:index', `[default\0s:${status}\0`, `(default\0s:${status}\x01`);

/** Runs at which the watchdog looks within so many seconds. */
export const countLooks = (redis: Redis, seconds: number): Promise<number> =>
  redis.zcount('ag06:{p0}:looks', '-inf', Date.now() + seconds * 1_000);

/** Runs with a wake-up of a parked unit. */
const countSleeping = (redis: Redis): Promise<number> => redis.zcard('ag06:{p0}:due');
