import type { Client, EventView } from '@ag06/client';
import { AttemptFold } from '@ag06/engine';
import { EXIT } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { type AttemptsOfSteps, renderRun } from '../render-run.ts';

const EVENTS_MAX = 10_000;

/** `ag06 runs show RUN [--verbose]` prints a run with its steps, their durations, workers and failures. */
export async function showRun(
  runId: string,
  isVerbose: boolean,
  client: Client,
  output: Output,
): Promise<number> {
  const run = await client.get(runId);
  output.json(run);
  if (output.isJson) return EXIT.ok;
  const { attempts, isCut } = await loadAttempts(runId, client);
  for (const line of renderRun(run, attempts, isVerbose, output.tables)) output.text(line);
  if (isCut)
    output.text(
      `Its log has more than ${EVENTS_MAX} events: ag06 runs show ${run.runId} STEP tells of one step.`,
    );
  return EXIT.ok;
}

/** Loads the attempts of each step, followed by the failed attempts of its items. */
async function loadAttempts(
  runId: string,
  client: Client,
): Promise<{ attempts: AttemptsOfSteps; isCut: boolean }> {
  const steps = new Map<string, AttemptFold>();
  const items = new Map<string, Map<number, AttemptFold>>();
  const foldOf = ({ step = '', item }: EventView): AttemptFold => {
    if (item === undefined) return getOrAdd(steps, step, () => new AttemptFold());
    return getOrAdd(
      getOrAdd(items, step, () => new Map()),
      item,
      () => new AttemptFold(),
    );
  };
  let isCut = false;
  for await (const event of client.events(runId)) {
    isCut = event.seq > EVENTS_MAX;
    if (isCut) break;
    if (event.step !== undefined) foldOf(event).add({ ...event, at: Date.parse(event.at) });
  }
  const attempts = new Map(
    [...steps].map(([step, fold]) => {
      const ofItems = [...(items.get(step)?.values() ?? [])].flatMap((item) => item.attempts);
      return [step, [...ofItems.filter(({ error }) => error !== undefined), ...fold.attempts]];
    }),
  );
  return { attempts, isCut };
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = create();
  map.set(key, made);
  return made;
}
