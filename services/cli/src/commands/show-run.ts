import type { RunEvent } from '@ag06/contracts';
import { AttemptFold } from '@ag06/engine';
import type { Api } from '../api.ts';
import { EXIT } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { type AttemptsOfSteps, type RunView, renderRun } from '../render-run.ts';

const PAGE = 500;
const PAGES_MAX = 20;

type Event = Omit<RunEvent, 'at'> & { readonly at: string };

/** `ag06 runs show RUN [--verbose]`: a run with its steps, how long they took, on whom, and what failed. */
export async function showRun(path: string, isVerbose: boolean, api: Api, output: Output): Promise<number> {
  const run = await api.get<RunView>(path);
  output.json(run);
  if (output.isJson) return EXIT.ok;
  const { attempts, isCut } = await loadAttempts(path, api);
  for (const line of renderRun(run, attempts, isVerbose, output.tables)) output.text(line);
  if (isCut)
    output.text(
      `Its log has more than ${PAGES_MAX * PAGE} events: ag06 runs show ${run.runId} STEP tells of one step.`,
    );
  return EXIT.ok;
}

/** Of each step its own attempts, and after them those of its items that failed. */
async function loadAttempts(path: string, api: Api): Promise<{ attempts: AttemptsOfSteps; isCut: boolean }> {
  const steps = new Map<string, AttemptFold>();
  const items = new Map<string, Map<number, AttemptFold>>();
  const foldOf = ({ step = '', item }: Event): AttemptFold => {
    if (item === undefined) return getOrAdd(steps, step, () => new AttemptFold());
    return getOrAdd(
      getOrAdd(items, step, () => new Map()),
      item,
      () => new AttemptFold(),
    );
  };
  let after: number | undefined = 0;
  for (let page = 0; page < PAGES_MAX && after !== undefined; page++) {
    const answer: { events: Event[]; next?: number } = await api.get(
      `${path}/events?after=${after}&limit=${PAGE}`,
    );
    for (const event of answer.events)
      if (event.step !== undefined) foldOf(event).add({ ...event, at: Date.parse(event.at) } as RunEvent);
    after = answer.next;
  }
  const attempts = new Map(
    [...steps].map(([step, fold]) => {
      const ofItems = [...(items.get(step)?.values() ?? [])].flatMap((item) => item.attempts);
      return [step, [...ofItems.filter(({ error }) => error !== undefined), ...fold.attempts]];
    }),
  );
  return { attempts, isCut: after !== undefined };
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = create();
  map.set(key, made);
  return made;
}
