import { setTimeout as delay } from 'node:timers/promises';
import {
  type AgentWorker,
  type BuiltInAgents,
  createBuiltInAgents,
  createScheduleLog,
  createWorker,
  createWorkerId,
  loadAgents,
  loadWorkflows,
  readConfig as readWorkerConfig,
  registerWorkflows,
  type WorkerConfig,
} from '@ag06/agent-worker';
import { type Backend, openBackend } from '@ag06/backend';
import {
  createDispatcher,
  createDispatcherId,
  type Dispatcher,
  type DispatcherConfig,
  readConfig as readDispatcherConfig,
} from '@ag06/dispatcher';
import { openObjects } from '@ag06/objects';
import {
  createOptimizer,
  createOptimizerId,
  type Optimizer,
  type OptimizerConfig,
  readConfig as readOptimizerConfig,
} from '@ag06/optimizer';
import {
  observeBackend,
  openMetrics,
  reportBrokenRecords,
  type ServiceMetrics,
  VERSION,
} from '@ag06/service-host';
import { createLog, logProcessFaults, startTracing, type Tracing } from '@ag06/telemetry';
import type { Logger } from 'pino';
import { UsageError } from './exit-codes.ts';
import type { Fleet, FleetOptions } from './fleet.ts';
import { judgeStart } from './start-error.ts';

const DEFAULT_WORKERS = 1;
/** Added to the drain's deadline: the time for handing back running steps, for last answers, and for closing. */
const STOP_MS = 10_000;

/** Dispatcher, optimizer and workers in this process, on an embedded database: nothing else has to be there. */
export class EmbeddedFleet implements Fleet {
  readonly description: string;
  readonly #options: FleetOptions;
  readonly #workerCount: number;
  #backend: Backend | undefined;
  #builtIn: BuiltInAgents | undefined;
  #dispatcher: Dispatcher | undefined;
  #tracing: Tracing | undefined;
  #optimizer: Optimizer | undefined;
  #workers: readonly AgentWorker[] = [];
  #metrics: ServiceMetrics | undefined;
  #drainMs = 0;
  #started: Promise<string> | undefined;
  #stopped: Promise<void> | undefined;

  constructor(options: FleetOptions) {
    this.#options = options;
    this.#workerCount = options.workers ?? DEFAULT_WORKERS;
    this.description = `all of it in this process, data ${describeData(options.brokerUrl)}`;
  }

  start(): Promise<string> {
    this.#started = this.#start().catch((error: unknown) => {
      throw judgeStart(error);
    });
    return this.#started;
  }

  async #start(): Promise<string> {
    const { dispatcher, worker, optimizer } = readSettings(this.#options);
    this.#drainMs = worker.drainTimeoutMs;
    this.#builtIn = createBuiltInAgents(worker);
    const agents = await loadAgents(this.#builtIn.agents, worker.agentModules, worker.serves);
    const workflows = await loadWorkflows(worker.agentModules);
    const id = createDispatcherId();
    const log = this.#createLog('dispatcher', 'dispatcher', dispatcher.logLevel, { dispatcher: id });
    logProcessFaults(log);
    this.#tracing = await startTracing({
      service: 'ag06-dispatcher',
      workerService: 'ag06-agent-worker',
      version: VERSION,
      instance: id,
      env: process.env,
      log,
    });
    this.#metrics = await openMetrics('fleet', dispatcher, log);
    reportBrokenRecords(log, this.#metrics.book);
    const opened = await openBackend(dispatcher.brokerUrl, {
      onError: (error) => log.warn({ err: error }, 'The embedded database reported an error.'),
      isWholeFleet: true,
      watchdogMs: dispatcher.watchdogMs,
    });
    const backend = observeBackend(opened, this.#metrics.book);
    this.#backend = backend;
    await registerWorkflows(backend.store, workflows, createScheduleLog(log));
    const { archive } = dispatcher;
    const objects = archive && (await openObjects(archive.url, archive.under));
    this.#dispatcher = createDispatcher(id, dispatcher, backend, log, this.#metrics, objects);
    const { book } = this.#metrics;
    const workers = Array.from({ length: this.#workerCount }, (_, i) => {
      const workerId = createWorkerId();
      const workerLog = this.#createLog('agent-worker', `worker-${i + 1}`, worker.logLevel, {
        worker: workerId,
      });
      return {
        workerLog,
        one: createWorker({ id: workerId, config: worker, backend, agents, log: workerLog, book }),
      };
    });
    this.#workers = workers.map(({ one }) => one);
    for (const { one, workerLog } of workers) {
      await one.start();
      workerLog.info({ agents: [...agents.keys()], concurrency: worker.concurrency }, 'worker ready');
    }
    const url = await this.#dispatcher.start();
    this.#metrics.announce(id, backend.store);
    await this.#startOptimizer(backend, optimizer, book);
    log.info({ url }, `dispatcher ready at ${url}`);
    return url;
  }

  async #startOptimizer(
    backend: Backend,
    config: OptimizerConfig,
    book: ServiceMetrics['book'],
  ): Promise<void> {
    const id = createOptimizerId();
    const log = this.#createLog('optimizer', 'optimizer', config.logLevel, { optimizer: id });
    this.#optimizer = createOptimizer(id, config, backend, log, book);
    await this.#optimizer.start();
    log.info('optimizer ready');
  }

  stop(): Promise<void> {
    this.#stopped ??= Promise.race([this.#stop(), delay(this.#drainMs + STOP_MS, undefined, { ref: false })]);
    return this.#stopped;
  }

  kill(): void {
    process.exit(1);
  }

  async #stop(): Promise<void> {
    // What is being opened cannot be closed before it is open.
    await this.#started?.catch(() => {});
    await Promise.all(this.#workers.map((worker) => worker.stop(this.#drainMs)));
    await this.#builtIn?.close();
    await Promise.all([this.#dispatcher?.stop(), this.#optimizer?.stop()]);
    await this.#tracing?.stop();
    await this.#metrics?.stop();
    await this.#backend?.close();
  }

  /** Creates the log of a service. `service` is its name if it were a process of its own. */
  #createLog(service: string, name: string, level: string, base: Readonly<Record<string, string>>): Logger {
    const write = (line: string) => this.#options.events.onLine(name, line.trimEnd());
    return createLog(level, { service, ...base }, { write });
  }
}

interface Settings {
  readonly dispatcher: DispatcherConfig;
  readonly worker: WorkerConfig;
  readonly optimizer: OptimizerConfig;
}

/** Reads the settings. Throws an error that names all mistakes in the environment. */
function readSettings({ brokerUrl, agents, host, port }: FleetOptions): Settings {
  const given = { AG06_BROKER_URL: brokerUrl, AG06_AGENTS: agents.join(',') };
  const env = { ...process.env, ...given, AG06_HTTP_HOST: host, AG06_HTTP_PORT: String(port) };
  const dispatcher = readDispatcherConfig(env);
  const worker = readWorkerConfig(env);
  const optimizer = readOptimizerConfig(env);
  if (dispatcher.ok && worker.ok && optimizer.ok)
    return { dispatcher: dispatcher.config, worker: worker.config, optimizer: optimizer.config };
  const problems = [dispatcher, worker, optimizer].flatMap((read) => (read.ok ? [] : read.problems));
  throw new UsageError([...new Set(problems)].join('\n'));
}

function describeData(brokerUrl: string): string {
  const path = brokerUrl.slice('embedded:'.length);
  if (path === ':memory:') return 'in memory, gone with it';
  return `in ${path === '' ? '.ag06' : path}`;
}
