import { type Agent, coreAgents } from '@ag06/agent-kit';
import { type Broker, createBullBroker, createRedisConnection } from '@ag06/broker';
import { isTerminal, type Json, LIMITS, type Priority, type RunEvent } from '@ag06/contracts';
import { createCommandIds, GivenInput, submitRun } from '@ag06/runtime';
import type { RunRecord, Store } from '@ag06/store';
import { loadEvents } from '@ag06/store';
import { createRedisStore } from '@ag06/store-redis';
import { createMetricBook } from '@ag06/telemetry';
import { type RedisServer, startRedis, until } from '@ag06/test-support';
import { AgentWorker } from '../worker.ts';
import type { WorkerOptions } from '../worker-options.ts';
import { planOf } from './plan-of.ts';
import { silentLog } from './silent-log.ts';

type Connection = ReturnType<typeof createRedisConnection>;

interface StartedWorker {
  readonly worker: AgentWorker;
  readonly broker: Broker;
}

/** Short, so that a lost lock comes back soon. */
const LOCK_MS = 1_500;
const STALLED_INTERVAL_MS = 500;

/** Workers of this process on a Redis of their own, with the production queues and store. */
export class WorkerBench {
  readonly redis: Connection;
  readonly store: Store;
  /** The broker with which tests enqueue; it serves nothing. */
  readonly broker: Broker;
  readonly #server: RedisServer;
  readonly #createId = createCommandIds('d');
  readonly #started: StartedWorker[] = [];
  readonly #stores: Store[] = [];
  readonly #connections: Connection[] = [];

  private constructor(server: RedisServer) {
    this.#server = server;
    this.redis = this.#connect('store');
    this.store = this.#createStore(this.redis);
    this.broker = this.#createBroker();
  }

  static async start(): Promise<WorkerBench> {
    return new WorkerBench(await startRedis({ appendonly: false }));
  }

  #connect(role: 'store' | 'worker'): Connection {
    const connection = createRedisConnection(this.#server.url, role, () => {});
    this.#connections.push(connection);
    return connection;
  }

  #createStore(redis: Connection): Store {
    const store = createRedisStore({ redis });
    this.#stores.push(store);
    return store;
  }

  #createBroker(): Broker {
    const connection = this.#connect('worker');
    return createBullBroker({ connection, lockMs: LOCK_MS, stalledIntervalMs: STALLED_INTERVAL_MS });
  }

  createWorker(agents: readonly Agent[] = coreAgents, options: Partial<WorkerOptions> = {}): StartedWorker {
    const broker = this.#createBroker();
    const worker = new AgentWorker({
      id: `w${this.#started.length + 1}`,
      store: this.#createStore(this.#connect('store')),
      broker,
      agents: new Map(agents.map((agent) => [agent.name, agent])),
      log: silentLog,
      concurrency: 10,
      eager: true,
      defaultTimeoutMs: 60_000,
      streams: { dedupeMs: 60_000, eventBytes: 1_000_000 },
      maxOutputBytes: LIMITS.largeOutputBytes,
      fallbackBytes: 1_000_000,
      canDiverge: false,
      book: createMetricBook(),
      ...options,
    });
    const started = { worker, broker };
    this.#started.push(started);
    return started;
  }

  async startWorker(agents?: readonly Agent[], options?: Partial<WorkerOptions>): Promise<StartedWorker> {
    const started = this.createWorker(agents, options);
    await started.worker.start();
    return started;
  }

  /** Starts a run and enqueues its first activations. */
  async submit(definition: Json, priority: Priority = 'normal'): Promise<string> {
    const plan = planOf(definition);
    const { name, version } = plan;
    await this.store.workflows.saveWorkflow('default', {
      name,
      version,
      definition: JSON.stringify(definition),
    });
    const epoch = await this.store.fleet.loadEpoch();
    const submitter = {
      runs: this.store.runs,
      broker: this.broker,
      issuer: { worker: 'd', job: '', delivery: 0 },
      createId: this.#createId,
      epoch: () => epoch,
      plans: { load: async () => plan },
      dedupeTtlMs: 60_000,
    };
    const which = { workflow: name, loadPlan: async () => plan, tenant: 'default' };
    const submission = { ...which, input: GivenInput.of(null), priority, tags: [], correlationId: 'c' };
    return (await submitRun(submitter, { ...submission, delayMs: 0 })).runId;
  }

  async cancel(runId: string): Promise<void> {
    await this.store.runs.apply({
      kind: 'commit',
      id: this.#createId(),
      runId,
      issuer: { worker: 'd', job: '', delivery: 0 },
      guard: { on: 'run', statuses: ['running'] },
      change: { to: 'ended' },
      next: [],
      end: { status: 'cancelled', error: '{"code":"RUN_CANCELLED","message":"x"}' },
      emitted: [],
      known: [],
    });
  }

  /** Resolves with the run once it is over. */
  async ended(runId: string): Promise<RunRecord> {
    const load = async () => {
      const run = await this.store.runs.loadRun(runId);
      return run !== undefined && isTerminal(run.status) ? run : undefined;
    };
    const run = await until(load, { timeoutMs: 20_000, message: `run ${runId} to end` });
    if (run === undefined) throw new Error(`The run ${runId} did not end.`);
    return run;
  }

  async events(runId: string, type?: RunEvent['type']): Promise<readonly RunEvent[]> {
    const events = (await loadEvents(this.store.runs, runId, 0, 500)) ?? [];
    return type === undefined ? events : events.filter((event) => event.type === type);
  }

  /** Steps and attempts in the order of their starts. */
  async starts(runId: string): Promise<readonly string[]> {
    return (await this.events(runId, 'step.started')).map(({ step, attempt }) => `${step} ${attempt}`);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#started.map(({ worker }) => worker.stop(0)));
    await Promise.all([this.broker, ...this.#started.map(({ broker }) => broker)].map((b) => b.close()));
    await Promise.all(this.#stores.map((store) => store.close()));
    for (const connection of this.#connections) connection.disconnect();
    await this.#server.stop();
  }
}
