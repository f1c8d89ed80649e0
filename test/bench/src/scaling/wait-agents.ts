import { setTimeout as delay } from 'node:timers/promises';
import { agent } from '@ag06/agent-kit';
import { z } from 'zod';

/** What a step waits for, milliseconds; the service answers after as long. */
const STEP_MS = Number(process.env.BENCH_STEP_MS ?? 50);
const REPORT_EVERY_MS = 200;

/** A service on the loopback that takes its time; without one the step waits by itself. */
const service = process.env.BENCH_SERVICE_URL ?? '';
let ended = 0;

const answer = async (): Promise<void> => {
  if (service === '') return delay(STEP_MS);
  const response = await fetch(`${service}/?ms=${STEP_MS}`);
  await response.text();
};

export const wait = agent({
  name: 'bench.wait',
  input: z.object({ n: z.number() }),
  handler: async ({ n }) => {
    await answer();
    ended++;
    return { n: n + 1 };
  },
});

// How many steps this process has done so far, and when.
setInterval(
  () => process.stdout.write(`steps ${ended} at ${performance.timeOrigin + performance.now()}\n`),
  REPORT_EVERY_MS,
).unref();
