import type { Agent, Workflow } from '@ag06/agent-kit';
import {
  type AgentWorker,
  createScheduleLog,
  createWorker,
  createWorkerId,
  readConfig,
  registerWorkflows,
  type WorkerConfig,
} from '@ag06/agent-worker';
import { type Backend, openBackend } from '@ag06/backend';
import { Refusal } from '@ag06/contracts';
import { Repeater } from '@ag06/runtime';
import {
  announceProcess,
  observeBackend,
  openMetrics,
  type ServiceMetrics,
  toBackendOptions,
} from '@ag06/service-host';
import { createLog } from '@ag06/telemetry';
import type { Logger } from 'pino';

export interface WorkerOptions {
  /** The agents that it serves; at least one. */
  readonly agents: readonly Agent[];
  /** Workflows that it registers, as those of `AG06_AGENTS`. */
  readonly workflows?: readonly Workflow[] | undefined;
  /** `redis://…` or `postgres://…`; default `AG06_BROKER_URL`. */
  readonly brokerUrl?: string | undefined;
  /** Settings of a worker, such as `AG06_CONCURRENCY`, over those of the environment. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
  /** Takes the lines of its log, each a JSON object; default: standard output. `LOG_LEVEL` says which there are. */
  readonly onLogLine?: ((line: string) => void) | undefined;
  /** Ends the wait for a server that does not answer at the start. */
  readonly signal?: AbortSignal | undefined;
  /** Called once when the fleet has asked this worker to drain, and it has. */
  readonly onDrained?: (() => void) | undefined;
}

/** A worker of this process, at work until `stop`. */
export interface HostedWorker {
  readonly id: string;
  /** The names of its agents. */
  readonly agents: readonly string[];
  /** Whether it would take a step now. */
  isReady(): boolean;
  /** Lets handlers end until the deadline of its settings, hands the rest back, and closes. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Starts a worker in this process. Waits for a server that does not answer.
 *
 * Rejects with `Refusal` AGENTS_UNKNOWN (no agents), AGENT_DUPLICATE, DEFINITION_INVALID, SETTINGS_INVALID (which names every wrong
 * setting), EMBEDDED_NEEDS_UP, or what the server refuses.
 */
export async function startWorker(options: WorkerOptions): Promise<HostedWorker> {
  const agents = toMap(options.agents);
  const config = readSettings(options);
  const id = createWorkerId();
  const write = options.onLogLine;
  const log = createLog(
    config.logLevel,
    { service: 'agent-worker', worker: id },
    write && { write: (line: string) => write(line.trimEnd()) },
  );
  const metrics = await openMetrics('agent-worker', config, log);
  const opening = toBackendOptions(config, log, metrics.book, options.signal);
  const backend = await openBackend(config.brokerUrl, opening).catch(async (error: unknown) => {
    await metrics.stop();
    throw error;
  });
  const parts: HostParts = {
    id,
    config,
    log,
    metrics,
    backend: observeBackend(backend, metrics.book),
    agents,
  };
  const hosted = new WorkerHost(parts, options);
  try {
    await hosted.start();
    return hosted;
  } catch (error) {
    await hosted.stop();
    throw error;
  }
}

interface HostParts {
  readonly id: string;
  readonly config: WorkerConfig;
  readonly log: Logger;
  readonly metrics: ServiceMetrics;
  readonly backend: Backend;
  readonly agents: ReadonlyMap<string, Agent>;
}

class WorkerHost implements HostedWorker {
  readonly id: string;
  readonly agents: readonly string[];
  readonly #parts: HostParts;
  readonly #options: WorkerOptions;
  readonly #worker: AgentWorker;
  #presence: ReturnType<typeof announceProcess> | undefined;
  #stopped: Promise<void> | undefined;

  constructor(parts: HostParts, options: WorkerOptions) {
    this.id = parts.id;
    this.agents = [...parts.agents.keys()];
    this.#parts = parts;
    this.#options = options;
    const { id, config, backend, agents, log, metrics } = parts;
    this.#worker = createWorker({
      id,
      config,
      backend,
      agents,
      log,
      book: metrics.book,
      onDrain: () => void this.stop().then(options.onDrained),
    });
  }

  async start(): Promise<void> {
    const { id, config, backend, log, metrics } = this.#parts;
    const { workflows = [], signal = new AbortController().signal } = this.#options;
    const register = () => registerWorkflows(backend.store, workflows, createScheduleLog(log));
    await new Repeater(log, metrics.book).untilAnswered('start', register, signal);
    await this.#worker.start();
    metrics.announce(id, backend.store);
    this.#presence = announceProcess('agent-worker', id, backend.store, log);
    log.info({ agents: this.agents, concurrency: config.concurrency, pid: process.pid }, 'worker ready');
  }

  isReady(): boolean {
    return this.#stopped === undefined && this.#worker.judgeReadiness().status === 'ready';
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    const { config, metrics, backend, log } = this.#parts;
    log.info('worker drains');
    await this.#worker.stop(config.drainTimeoutMs);
    await Promise.all([this.#presence?.stop(), metrics.stop()]);
    await backend.close();
    log.info('worker stopped');
  }
}

function toMap(agents: readonly Agent[]): ReadonlyMap<string, Agent> {
  if (agents.length === 0)
    throw new Refusal(422, 'AGENTS_UNKNOWN', 'A worker serves at least one agent; it was given none.');
  const named = new Map<string, Agent>();
  for (const agent of agents) {
    if (named.has(agent.name))
      throw new Refusal(422, 'AGENT_DUPLICATE', `Two agents are called ${agent.name}. Rename one of them.`);
    named.set(agent.name, agent);
  }
  return named;
}

/** Metrics are served only where a setting says so: a process of somebody else has its own. */
function readSettings({ brokerUrl, settings }: WorkerOptions): WorkerConfig {
  const given = { AG06_METRICS_PORT: 'off', ...process.env, ...settings };
  const read = readConfig({ ...given, ...(brokerUrl !== undefined && { AG06_BROKER_URL: brokerUrl }) });
  if (read.ok) return read.config;
  throw new Refusal(422, 'SETTINGS_INVALID', read.problems.join('\n'));
}
