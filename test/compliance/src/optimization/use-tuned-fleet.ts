import type { AgentTuningView, Client } from '@ag06/client';
import { SETTING_NAMES, type SettingName } from '@ag06/contracts/tuning';
import { type ServiceProcess, until } from '@ag06/test-support';
import { afterAll, beforeAll } from '@jest/globals';
import { type MeteredOptions, type MeteredService, startMeteredService } from '../fleet/metered-service.ts';
import { type ProofFleet, startProofFleet } from '../fleet/proof-fleet.ts';

/** Longer than the minute in which a leader keeps what it has learned, on a busy machine. */
export const PATIENCE_MS = 180_000;

export interface TunedFleetOptions extends MeteredOptions {
  readonly workers: number;
  readonly optimizers: number;
  /** Attempts at a time in each worker. */
  readonly concurrency?: number;
}

/** A fleet on Redis whose agents call a service that counts. */
export interface TunedFleet {
  proof(): ProofFleet;
  client(): Client;
  service(): MeteredService;
  startWorker(): Promise<ServiceProcess>;
  /** Until a leader beyond this fence has told figures; its process. */
  leader(beyond?: number): Promise<Leader>;
}

interface Leader {
  readonly id: string;
  readonly fence: number;
  readonly process: ServiceProcess;
}

/** Starts it before all cases of a file, and stops it after them. */
export function useTunedFleet({
  workers,
  optimizers,
  concurrency = 10,
  ...metered
}: TunedFleetOptions): TunedFleet {
  let proof: ProofFleet;
  let service: MeteredService;
  const startWorker = () => proof.startWorker('tuned-agents', { AG06_CONCURRENCY: String(concurrency) });
  const start = (count: number, one: () => Promise<unknown>) =>
    Promise.all(Array.from({ length: count }, one));
  beforeAll(async () => {
    [proof, service] = await Promise.all([startProofFleet(0), startMeteredService(metered)]);
    await start(workers, startWorker);
    await start(optimizers, () => proof.fleet.startOptimizer());
  }, 180_000);
  afterAll(async () => {
    await proof.stop();
    await service.stop();
  });
  return {
    proof: () => proof,
    client: () => proof.client,
    service: () => service,
    startWorker,
    leader: (beyond) => findLeader(proof, beyond),
  };
}

export async function findLeader({ client, fleet }: ProofFleet, beyond = 0): Promise<Leader> {
  const found = await until(
    async () => {
      const { figures } = await client.tuning.get();
      if (figures === null || figures.fence <= beyond) return undefined;
      const process = fleet.optimizers.find(({ lines }) =>
        lines.some((line) => line.includes(figures.leader)),
      );
      return process && { id: figures.leader, fence: figures.fence, process };
    },
    { timeoutMs: 60_000, message: `a leader beyond fence ${beyond}` },
  );
  if (found === undefined) throw new Error('Nobody leads.');
  return found;
}

/** All settings but these. */
export const allBut = (...names: readonly SettingName[]): SettingName[] =>
  SETTING_NAMES.filter((name) => !names.includes(name));

/** Until what is told of the tuning of an agent is so; what is told. */
export async function untilTuning(
  client: Client,
  agent: string,
  isSo: (view: AgentTuningView) => boolean,
  message: string,
): Promise<AgentTuningView> {
  const view = await until(
    async () => {
      const now = await client.tuning.show(agent);
      return isSo(now) ? now : undefined;
    },
    { timeoutMs: PATIENCE_MS, everyMs: 100, message },
  );
  if (view === undefined) throw new Error(`Waited in vain for ${message}.`);
  return view;
}

/** Until this version of an agent's settings is in force on so many workers. */
export const untilInForce = (client: Client, agent: string, version: number, workers: number) =>
  until(
    async () => {
      const { items } = await client.fleet.workers();
      return items.filter(({ configVersion }) => configVersion?.[agent] === version).length === workers;
    },
    { timeoutMs: 60_000, everyMs: 20, message: `version ${version} of ${agent} to be in force` },
  );

/** Until so many attempts of an agent are counted. */
export const untilCounted = (client: Client, agent: string, attempts: number) =>
  until(
    async () => {
      const { items } = await client.fleet.agents();
      const { figures } = items.find(({ name }) => name === agent) ?? {};
      return figures?.attempts === attempts ? figures : undefined;
    },
    { timeoutMs: 60_000, message: `${attempts} attempts of ${agent} to be counted` },
  );

/** What is kept up of calls of an agent until it is stopped. */
export interface Work {
  stop(): Promise<void>;
}

/** Calls of one kind: how the service answers them, and by how many characters their input is larger. */
export interface CallKind {
  readonly plan: string;
  readonly pad?: number;
}

const ITEMS = 400;
/** Two runs, so that the end of one is no gap. */
const RUNS = 2;

/** Calls the service all the time, so many at once, of these kinds in turn. */
export async function startWork(
  { client, url }: { readonly client: Client; readonly url: string },
  agent: string,
  atOnce: number,
  kinds: readonly CallKind[],
): Promise<Work> {
  const name = `work-${agent.replaceAll('.', '-')}`;
  await client.workflows.push({
    name,
    steps: { s: { agent, forEach: '${input}', concurrency: atOnce / RUNS, with: '${item}' } },
  });
  // The size of a call's input is that of its item.
  const input = Array.from({ length: ITEMS }, (_, n) => {
    const { plan = 'ok', pad = 0 } = kinds[n % kinds.length] ?? {};
    return { url, n, plan, pad: 'x'.repeat(pad) };
  });
  const stop = new AbortController();
  const work = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const run = await client.submit(name, input);
      const cancel = () => void client.cancel(run).catch(() => {});
      stop.signal.addEventListener('abort', cancel, { once: true });
      if (stop.signal.aborted) cancel();
      await client.wait(run);
    }
  };
  const working = Promise.all(Array.from({ length: RUNS }, work));
  // Told to whoever stops it.
  working.catch(() => {});
  return {
    stop: async () => {
      stop.abort();
      await working;
    },
  };
}
