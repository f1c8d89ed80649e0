import { until } from '@ag06/test-support';
import { z } from 'zod';
import { TUNED_AGENTS } from './tuned-agents.ts';

/** A new leader, its first step, and what workers echo at their next heartbeat, on a busy machine. */
const WITHIN_MS = 40_000;
const LEADS_WITHIN_MS = 15_000;

const Tuning = z.looseObject({
  isStatic: z.boolean(),
  leader: z.object({ leader: z.string(), fence: z.int() }).nullable(),
  figures: z.looseObject({ ageMs: z.number(), fence: z.int() }).nullable(),
  invalid: z.array(z.looseObject({ agent: z.string() })),
  items: z.array(
    z.looseObject({
      agent: z.string(),
      version: z.int(),
      fence: z.int(),
      workers: z.array(z.object({ id: z.string(), configVersion: z.int() })),
    }),
  ),
});
const Workers = z.object({ items: z.array(z.looseObject({ id: z.string(), status: z.string() })) });

/** What is still wrong with the tuning of a fleet that nobody troubles any more; empty: it is healthy. */
export type TuningEnd = readonly string[];

/** Looks until the fleet is tuned as before, or a time has passed in which it has to be. */
export async function untilTuned(url: string, signal: AbortSignal): Promise<TuningEnd> {
  let last: TuningEnd = ['nobody answered'];
  const probe = async () => {
    if (signal.aborted) return true;
    last = judge(await read(url));
    return last.length === 0;
  };
  await until(probe, { timeoutMs: WITHIN_MS, everyMs: 250 }).catch(() => {});
  return last;
}

async function read(url: string) {
  const get = async (path: string) => {
    const response = await fetch(`${url}${path}`, { signal: AbortSignal.timeout(10_000) });
    if (!response.ok) throw new Error(`GET ${path} answered ${response.status}`);
    return response.json();
  };
  const [tuning, workers] = await Promise.all([get('/v1/tuning'), get('/v1/workers')]);
  return { tuning: Tuning.parse(tuning), workers: Workers.parse(workers) };
}

/** A worker that is gone, and was not missed yet, has the version of its last heartbeat. */
function judge({ tuning, workers }: Awaited<ReturnType<typeof read>>): TuningEnd {
  const { isStatic, leader, figures, invalid, items } = tuning;
  const serving = new Set(workers.items.filter(({ status }) => status === 'serving').map(({ id }) => id));
  const isLed = figures !== null && figures.ageMs < LEADS_WITHIN_MS && figures.fence === leader?.fence;
  return [
    ...(isStatic ? ['all settings are static'] : []),
    ...(isLed ? [] : [`no leader has told figures: ${JSON.stringify({ leader, figures })}`]),
    // Nobody puts the settings of an agent right that nobody serves.
    ...invalid
      .filter(({ agent }) => TUNED_AGENTS.some((one) => one === agent))
      .map((one) => `settings cannot be read: ${JSON.stringify(one)}`),
    ...TUNED_AGENTS.flatMap((agent) => {
      const found = items.find((one) => one.agent === agent);
      if (found === undefined) return [`no settings of ${agent}`];
      const others = found.workers.filter(
        ({ id, configVersion }) => serving.has(id) && configVersion !== found.version,
      );
      return others.map(
        ({ id, configVersion }) => `${id} has version ${configVersion} of ${agent}, not ${found.version}`,
      );
    }),
  ];
}
