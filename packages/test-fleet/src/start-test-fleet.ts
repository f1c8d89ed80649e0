import { readFile } from 'node:fs/promises';
import { type Agent, isWorkflow, type Workflow } from '@ag06/agent-kit';
import {
  createBuiltInAgents,
  createWorker,
  createWorkerId,
  readConfig as readWorkerConfig,
  registerWorkflows,
} from '@ag06/agent-worker';
import { openBackend } from '@ag06/backend';
import type { DefinitionText } from '@ag06/client';
import { createDispatcher, createDispatcherId, readConfig as readDispatcherConfig } from '@ag06/dispatcher';
import { toBackendOptions } from '@ag06/service-host';
import { createLog, createMetricBook } from '@ag06/telemetry';
import { createMemoryBackend } from './memory-backend.ts';
import { TestFleet } from './test-fleet.ts';

/** Settings of its services, as they stand in an environment. Nothing of the environment of the tests is read. */
const SETTINGS = { AG06_BROKER_URL: 'embedded::memory:', AG06_METRICS_PORT: 'off', AG06_HTTP_PORT: '0' };

/** How long running handlers may take to end. */
const STOP_HANDLERS_MS = 1_000;
/** How long a server may take to close connections. */
const CLOSE_WITHIN_MS = 2_000;

export interface TestFleetOptions {
  /** Its agents, besides the built-in ones. An agent with the name of a built-in one takes its place. */
  readonly agents?: readonly Agent[];
  /** Its workflows: made by `workflow()`, or files in YAML or JSON as `file:` URLs (`new URL('./a.yaml', import.meta.url)`). */
  readonly workflows?: readonly (Workflow | URL)[];
  /** A Redis, or a PostgreSQL after `ag06 migrate`, on which it runs instead of in memory: for tests of what only queues of BullMQ show. */
  readonly brokerUrl?: string;
  /** Settings of its worker and dispatcher, such as `AG06_HTTP_ALLOW` or `AG06_CONCURRENCY`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The least level of log lines that are printed (`debug`, `info`, `warn`, `error`); by default none are. */
  readonly log?: 'debug' | 'info' | 'warn' | 'error';
}

/**
 * Starts a fleet for tests: dispatcher and worker in this process, store and queues in its memory, the API on a free port of the
 * loopback. Rejects with `Refusal` DEFINITION_INVALID for a workflow that does not compile, and with an error that names
 * every wrong setting; nothing is left open then.
 */
export async function startTestFleet(options: TestFleetOptions = {}): Promise<TestFleet> {
  const { agents = [], workflows = [], settings = {} } = options;
  const env = { AG06_DASHBOARD: 'off', ...settings, ...SETTINGS, LOG_LEVEL: options.log ?? 'silent' };
  const dispatcherConfig = checked(readDispatcherConfig(env));
  const config = checked(readWorkerConfig(env));
  const log = createLog(config.logLevel, { service: 'test-fleet' });
  const book = createMetricBook();
  const memory = options.brokerUrl === undefined ? createMemoryBackend() : undefined;
  const backend = memory ?? (await openBackend(options.brokerUrl ?? '', toBackendOptions(config, log, book)));
  const builtIn = createBuiltInAgents(config);
  const all = new Map([...builtIn.agents, ...agents].map((agent) => [agent.name, agent]));
  const metrics = { book, scrape: async () => '' };
  const dispatcher = createDispatcher(
    createDispatcherId(),
    dispatcherConfig,
    backend,
    log,
    metrics,
    undefined,
  );
  const worker = createWorker({ id: createWorkerId(), config, backend, agents: all, log, book });
  const stop = async () => {
    await worker.stop(STOP_HANDLERS_MS);
    await builtIn.close();
    await dispatcher.stop();
    await backend.close(CLOSE_WITHIN_MS);
  };
  try {
    await registerWorkflows(backend.store, workflows.filter(isWorkflow));
    const url = await dispatcher.start();
    await worker.start();
    const fleet = new TestFleet({ url, dispatcher, time: memory?.time, stop });
    for (const file of workflows)
      if (file instanceof URL) await fleet.client.workflows.push(await readDefinition(file));
    return fleet;
  } catch (error) {
    await stop();
    throw error;
  }
}

function checked<T>(
  read:
    | { readonly ok: true; readonly config: T }
    | { readonly ok: false; readonly problems: readonly string[] },
): T {
  if (read.ok) return read.config;
  throw new Error(read.problems.join('\n'));
}

async function readDefinition(file: URL): Promise<DefinitionText> {
  const text = await readFile(file, 'utf8');
  return { text, type: file.pathname.endsWith('.json') ? 'application/json' : 'application/yaml' };
}
