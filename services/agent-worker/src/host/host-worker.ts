import type { Agent, Workflow } from '@ag06/agent-kit';
import type { Backend, BackendOptions } from '@ag06/backend';
import type { ProcessReadiness } from '@ag06/contracts';
import { Repeater } from '@ag06/runtime';
import { announceProcess, observeBackend, type ServiceMetrics, toBackendOptions } from '@ag06/service-host';
import type { Logger } from 'pino';
import { registerWorkflows } from '../agents/register-workflows.ts';
import { createScheduleLog } from '../agents/schedule-log.ts';
import type { WorkerConfig } from '../config.ts';
import { createWorker } from '../create-worker.ts';
import type { AgentWorker } from '../worker.ts';

/** How long connections may take to close in order before they are let go: a server that is away answers nothing. */
const CLOSE_WITHIN_MS = 2_000;

interface HostOptions {
  /** Of `@ag06/backend`: only hosts name adapters. */
  readonly openBackend: (url: string, options: BackendOptions) => Promise<Backend>;
  readonly id: string;
  readonly config: WorkerConfig;
  readonly agents: ReadonlyMap<string, Agent>;
  /** Registered before the worker takes work. */
  readonly workflows: readonly Workflow[];
  readonly log: Logger;
  /** Stopped with the host, also if the start rejects. */
  readonly metrics: ServiceMetrics;
  /** Called once when the fleet asks the worker to drain. */
  readonly onDrain: () => void;
  /** What to close once no handler runs any more, before the connections to the server. */
  readonly afterDrain?: () => Promise<void>;
  /** Ends the start, which rejects then. */
  readonly signal: AbortSignal;
}

/** A worker at work, with its connections, its metrics and its place among the processes of the fleet. */
interface WorkerHost {
  /** The workflows that were registered, as `name@version`. */
  readonly workflows: readonly string[];
  judgeReadiness(): ProcessReadiness;
  /**
   * Lets handlers end until the deadline of the settings, hands the rest back, and closes. Resolves within a quarter of a minute
   * after that deadline, also while the server is away. May be called twice.
   */
  stop(): Promise<void>;
}

/** Starts a worker in this process. Waits for a server that does not answer, until `signal` aborts. */
export async function hostWorker(options: HostOptions): Promise<WorkerHost> {
  const { openBackend, config, log, metrics, signal } = options;
  try {
    const opened = await openBackend(config.brokerUrl, toBackendOptions(config, log, metrics.book, signal));
    return await startHost(options, observeBackend(opened, metrics.book));
  } catch (error) {
    await metrics.stop();
    throw error;
  }
}

async function startHost(options: HostOptions, backend: Backend): Promise<WorkerHost> {
  const host = new OpenHost(options, backend);
  try {
    await settledOrAborted(host.start(), options.signal);
    return host;
  } catch (error) {
    await host.stop();
    throw error;
  }
}

class OpenHost implements WorkerHost {
  readonly #options: HostOptions;
  readonly #backend: Backend;
  readonly #worker: AgentWorker;
  #workflows: readonly string[] = [];
  #presence: ReturnType<typeof announceProcess> | undefined;
  #stopped: Promise<void> | undefined;

  constructor(options: HostOptions, backend: Backend) {
    const { id, config, agents, log, metrics, onDrain } = options;
    this.#options = options;
    this.#backend = backend;
    this.#worker = createWorker({ id, config, agents, log, onDrain, backend, book: metrics.book });
  }

  get workflows(): readonly string[] {
    return this.#workflows;
  }

  async start(): Promise<void> {
    const { id, workflows, log, metrics, signal } = this.#options;
    const { store } = this.#backend;
    const register = () => registerWorkflows(store, workflows, createScheduleLog(log));
    const registered = await new Repeater(log, metrics.book).untilAnswered('start', register, signal);
    this.#workflows = registered.map(({ name, version }) => `${name}@${version}`);
    await this.#worker.start();
    signal.throwIfAborted();
    metrics.announce(id, store);
    this.#presence = announceProcess('agent-worker', id, store, log);
  }

  judgeReadiness(): ProcessReadiness {
    return this.#worker.judgeReadiness();
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    const { config, metrics, log, afterDrain } = this.#options;
    log.info('worker drains');
    await this.#worker.stop(config.drainTimeoutMs);
    await Promise.all([this.#presence?.stop(), metrics.stop(), afterDrain?.()]);
    await this.#backend.close(CLOSE_WITHIN_MS);
    log.info('worker stopped');
  }
}

/** Waits for the start no longer than until the abort. A call that a server holds does not end by itself. */
async function settledOrAborted(starting: Promise<void>, signal: AbortSignal): Promise<void> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    await Promise.race([starting, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    // A start that was left ends when its connections close.
    starting.catch(() => {});
  }
}
