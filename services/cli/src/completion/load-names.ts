import type { CallOptions, Client } from '@ag06/client';
import type { Candidate, Completion } from './complete-words.ts';

const MOST = 100;

/** Loads the names of a kind; of some, those of a run, an approval or a stream. */
type Load = (client: Client, options: CallOptions, of: readonly string[]) => Promise<readonly Candidate[]>;

/** How the names of each kind are loaded, by the word that the help has for them. */
const LOADERS: ReadonlyMap<string, Load> = new Map<string, Load>([
  [
    'RUN',
    async (client, options) =>
      (await client.listPage({ limit: MOST }, options)).items.map(({ runId, workflow, status }) => ({
        word: runId,
        about: `${workflow} ${status}`,
      })),
  ],
  ['WORKFLOW', loadWorkflows],
  ['AGENT', loadAgents],
  [
    'NAME',
    async (client, options) =>
      (await Promise.all([loadAgents(client, options), loadWorkflows(client, options)])).flat(),
  ],
  [
    'SCHEDULE',
    async (client, options) =>
      (await client.schedules.list({ limit: MOST, ...options })).items.map(({ name, workflow }) => ({
        word: name,
        about: workflow,
      })),
  ],
  [
    'STREAM',
    async (client, options) =>
      (await client.streams.listPage({ limit: MOST }, options)).items.map(({ name }) => ({
        word: name,
        about: '',
      })),
  ],
  ['STEP', loadSteps],
  ['PLACE', loadSteps],
  ['SIGNAL', loadSignals],
  [
    'CHOICE',
    async (client, options, [approval]) => {
      const { items } = await client.approvals.listPage({ limit: MOST }, options);
      const asked = items.find(({ id, runId, step }) => id === approval || `${runId}.${step}` === approval);
      return (asked?.choices ?? []).map((word) => ({ word, about: asked?.ask ?? '' }));
    },
  ],
  [
    'GROUP',
    async (client, options, [stream]) =>
      stream === undefined
        ? []
        : (await client.streams.groups(stream, options)).items.map(({ group, lag }) => ({
            word: group,
            about: `${lag} behind`,
          })),
  ],
  [
    'POSITION',
    async (client, options, [stream, group]) =>
      stream === undefined || group === undefined
        ? []
        : (await client.streams.group(stream, group).deadLetters({ limit: MOST }, options)).items.map(
            ({ position, reason }) => ({ word: String(position), about: reason }),
          ),
  ],
  [
    'WORKER',
    async (client, options) =>
      (await client.fleet.workers(options)).items.map(({ id, host, status }) => ({
        word: id,
        about: `${host} ${status}`,
      })),
  ],
  [
    'PAUSE',
    async (client, options) => [
      { word: 'fleet', about: 'all runs' },
      ...(await client.pauses.list(options)).items.flatMap((pause) =>
        pause.of === 'fleet' ? [] : [{ word: `${pause.of}:${pause.name}`, about: 'paused' }],
      ),
    ],
  ],
  [
    'APPROVAL',
    async (client, options) =>
      (await client.approvals.listPage({ limit: MOST }, options)).items.map(({ id, ask }) => ({
        word: id,
        about: ask,
      })),
  ],
  [
    'DEPENDENCY',
    async (client, options) =>
      (await client.breakers.list(options)).items.map(({ dependency, state }) => ({
        word: dependency,
        about: state,
      })),
  ],
  [
    'BULK',
    async (client, options) =>
      (await client.bulks.list(options)).items.map(({ bulkId, action, status }) => ({
        word: bulkId,
        about: `${action} ${status}`,
      })),
  ],
  [
    'EXPERIMENT',
    async (client, options) =>
      (await client.experiments.list(undefined, options)).items.map(({ id, agent, status }) => ({
        word: id,
        about: `${agent} ${status}`,
      })),
  ],
  [
    'LETTER',
    async (client, options) =>
      (await client.fleet.deadLetters({ limit: MOST, ...options })).items.map(({ id, reason }) => ({
        word: id,
        about: reason,
      })),
  ],
]);

async function loadWorkflows(client: Client, options: CallOptions): Promise<readonly Candidate[]> {
  return (await client.workflows.list(options)).items.map(({ name }) => ({ word: name, about: 'workflow' }));
}

async function loadAgents(client: Client, options: CallOptions): Promise<readonly Candidate[]> {
  return (await client.fleet.agents(options)).items.map(({ name }) => ({ word: name, about: 'agent' }));
}

async function loadSteps(client: Client, options: CallOptions, [run]: readonly string[]) {
  if (run === undefined) return [];
  const { steps } = await client.get(run, options);
  return Object.entries(steps).map(([word, { status }]) => ({ word, about: status }));
}

/** For which steps of a run wait; without a run, those by which approvals are answered. */
async function loadSignals(client: Client, options: CallOptions, [run]: readonly string[]) {
  if (run === undefined) {
    const { items } = await client.approvals.listPage({ limit: MOST }, options);
    return [...new Set(items.map(({ signal }) => signal))].map((word) => ({ word, about: 'signal' }));
  }
  const { steps } = await client.get(run, options);
  return Object.entries(steps).flatMap(([step, { waitsFor }]) =>
    waitsFor !== undefined && 'signal' in waitsFor ? [{ word: waitsFor.signal, about: `step ${step}` }] : [],
  );
}

/** What shells insert without quotes, and what can be no command of theirs. */
const PLAIN = /^[\w.:@-]{1,200}$/;

/** Returns live names that begin so. Whatever goes wrong, and after `waitMs`, there are none. */
export async function loadNames(
  { names, of, begun }: Pick<Completion, 'names' | 'of' | 'begun'>,
  client: Client,
  waitMs: number,
): Promise<readonly Candidate[]> {
  const load = LOADERS.get(names ?? '');
  if (load === undefined) return [];
  try {
    const found = await load(client, { signal: AbortSignal.timeout(waitMs), retryForMs: 0 }, of);
    return found.filter(({ word }) => word.startsWith(begun) && PLAIN.test(word));
  } catch {
    return [];
  }
}
