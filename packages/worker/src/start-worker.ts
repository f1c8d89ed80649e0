import type { Agent, Workflow } from '@ag06/agent-kit';
import { createWorkerId, hostWorker, readConfig, type WorkerConfig } from '@ag06/agent-worker';
import { openBackend } from '@ag06/backend';
import { Refusal } from '@ag06/contracts';
import { LOG_LEVELS, openMetrics } from '@ag06/service-host';
import { createLog } from '@ag06/telemetry';

export interface WorkerOptions {
  /** The agents that it serves; at least one. */
  readonly agents: readonly Agent[];
  /** Workflows that it registers, as those of `AG06_AGENTS`. */
  readonly workflows?: readonly Workflow[] | undefined;
  /** `redis://…` or `postgres://…`; default `AG06_BROKER_URL`. */
  readonly brokerUrl?: string | undefined;
  /** Settings of a worker, such as `AG06_CONCURRENCY`, over those of the environment. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
  /**
   * Takes the lines of its log, each a JSON object; default: standard output. `LOG_LEVEL` says which there are (of the environment: if it
   * is a level of AG06).
   */
  readonly onLogLine?: ((line: string) => void) | undefined;
  /** Ends the start, which rejects then: also while it waits for a server that does not answer. Means nothing afterwards. */
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
  /**
   * Lets handlers end until the deadline of its settings, hands the rest back, and closes. Resolves within a quarter of a minute after
   * that deadline, also while the server is away. May be called twice.
   */
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
  const { workflows = [], signal = new AbortController().signal, onDrained } = options;
  const onDrain = () => {
    hosting
      .then((host) => host.stop())
      .then(onDrained)
      .catch((err: unknown) => log.error({ err }, 'What was to follow the drain failed.'));
  };
  const hosting = hostWorker({ openBackend, id, config, agents, workflows, log, metrics, onDrain, signal });
  const host = await hosting;
  const names = [...agents.keys()];
  log.info({ agents: names, concurrency: config.concurrency, pid: process.pid }, 'worker ready');
  return {
    id,
    agents: names,
    isReady: () => host.judgeReadiness().status === 'ready',
    stop: () => host.stop(),
  };
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

/**
 * Metrics are served only where a setting says so: a process of somebody else has its own. Its `LOG_LEVEL` counts if it is one of ours;
 * other libraries have other names (`verbose`).
 */
function readSettings({ brokerUrl, settings }: WorkerOptions): WorkerConfig {
  const given = { AG06_METRICS_PORT: 'off', ...withoutForeignLevel(process.env), ...settings };
  const read = readConfig({ ...given, ...(brokerUrl !== undefined && { AG06_BROKER_URL: brokerUrl }) });
  if (read.ok) return read.config;
  throw new Refusal(422, 'SETTINGS_INVALID', read.problems.join('\n'));
}

function withoutForeignLevel(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { LOG_LEVEL, ...rest } = env;
  return LOG_LEVELS.some((level) => level === LOG_LEVEL) ? env : rest;
}
