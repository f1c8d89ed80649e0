import type { CallOptions, Client } from '@ag06/client';
import type { Candidate } from './complete-words.ts';

const MOST = 100;

type Load = (client: Client, options: CallOptions) => Promise<readonly Candidate[]>;

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
  [
    'WORKER',
    async (client, options) =>
      (await client.fleet.workers(options)).items.map(({ id, host, status }) => ({
        word: id,
        about: `${host} ${status}`,
      })),
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

/** What shells insert without quotes, and what can be no command of theirs. */
const PLAIN = /^[\w.:@-]{1,200}$/;

/** Returns live names that begin so. Whatever goes wrong, and after `waitMs`, there are none. */
export async function loadNames(
  kind: string,
  begun: string,
  client: Client,
  waitMs: number,
): Promise<readonly Candidate[]> {
  const load = LOADERS.get(kind);
  if (load === undefined) return [];
  try {
    const names = await load(client, { signal: AbortSignal.timeout(waitMs), retryForMs: 0 });
    return names.filter(({ word }) => word.startsWith(begun) && PLAIN.test(word));
  } catch {
    return [];
  }
}
