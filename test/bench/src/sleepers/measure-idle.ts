import { setTimeout as delay } from 'node:timers/promises';
import { startRedis } from '@ag06/test-support';
import { Redis } from 'ioredis';
import { BenchFleet, untilSo } from '../fleet/bench-fleet.ts';
import { inPercent, measureUse, type Used } from '../fleet/cores.ts';
import { countLooks, countOf, PAST, SLEEPER } from './measure-sleepers.ts';

interface IdleOptions {
  /** Runs that are over before the first minute: so many begin, and end at once. */
  readonly runs: number;
  /** Runs that sleep all the time. */
  readonly asleep: number;
  readonly minutes: number;
  readonly dispatchers: number;
  readonly say: (line: string) => void;
}

const MINUTE_SECONDS = 60;
const SETTLE_MS = 3_000;
const LIMIT_MS = 600_000;
/** Longer than any measurement takes. */
const ASLEEP_MS = 24 * 3_600_000;

/** What a fleet without work uses, minute by minute, from a moment after its last work. */
export async function measureIdle(options: IdleOptions): Promise<readonly Used[]> {
  const { runs, asleep, minutes, dispatchers, say } = options;
  await using server = await startRedis();
  await using fleet = await BenchFleet.start({ brokerUrl: server.url, dispatchers });
  const redis = new Redis(server.url);
  try {
    await fleet.call('POST', '/v1/workflows', SLEEPER);
    const submit = (count: number, until: string) =>
      fleet.submit(count, () => ({ workflow: SLEEPER.name, input: { until } }));
    await submit(runs, PAST);
    const isOver = async () => (await countOf(redis, 'running')) === 0;
    await untilSo('the runs that do not sleep are over', LIMIT_MS, isOver);
    await submit(asleep, new Date(Date.now() + ASLEEP_MS).toISOString());
    // The watchdog looks at each run half a minute after its submission, and then once a day.
    const areLooksOver = async () => (await countLooks(redis, minutes * MINUTE_SECONDS)) === 0;
    if (asleep > 0) await untilSo('the first looks are over', LIMIT_MS, areLooksOver);
  } finally {
    // Its commands would be measured, too.
    redis.disconnect();
  }
  await delay(SETTLE_MS);
  const used: Used[] = [];
  while (used.length < minutes) {
    used.push(await measureUse(fleet.pidsWith(server.pid), MINUTE_SECONDS));
    say(`minute ${used.length}: ${inPercent(used.at(-1)?.cores ?? NOTHING)}`);
  }
  return used;
}

const NOTHING = { all: 0, dispatchers: 0, workers: 0, redis: 0 };
