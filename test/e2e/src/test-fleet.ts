import { fileURLToPath } from 'node:url';
import { type RedisServer, type ServiceProcess, startProcess, startRedis } from '@ag06/test-support';
import { Queue } from 'bullmq';
import { FleetApi } from './fleet-api.ts';

const entryOf = (service: string): string =>
  fileURLToPath(new URL(`../../../services/${service}/src/main.ts`, import.meta.url));
const LISTENS = /dispatcher ready at (http:[^"]+)/;
const AGENTS = fileURLToPath(new URL('./agents.ts', import.meta.url));

/** Settings of a process whose stacks name the lines of the sources: its start costs a little more. */
export const NAMES_SOURCES = { NODE_OPTIONS: '--enable-source-maps' };

/** A server that a fleet runs on. */
export interface FleetServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** A fleet of real processes on a server of its own: Redis, if no other is given. */
export class TestFleet extends FleetApi {
  readonly #server: FleetServer;
  readonly #redis: RedisServer | undefined;
  readonly #env: Readonly<Record<string, string>>;
  readonly workers: ServiceProcess[] = [];
  readonly optimizers: ServiceProcess[] = [];
  dispatcher: ServiceProcess | undefined;
  #isSupervised = false;
  readonly #restarts = new Set<Promise<unknown>>();

  private constructor(
    server: FleetServer,
    redis?: RedisServer,
    allEnv: Readonly<Record<string, string>> = {},
  ) {
    super();
    this.#server = server;
    this.#redis = redis;
    this.#env = { AG06_BROKER_URL: server.url, ...allEnv };
  }

  get redis(): RedisServer {
    if (this.#redis === undefined) throw new Error('This fleet does not run on Redis.');
    return this.#redis;
  }

  /** @param redisArgs further arguments of its Redis */
  static async start(
    workers: number,
    env: Readonly<Record<string, string>> = {},
    redisArgs: readonly string[] = [],
  ): Promise<TestFleet> {
    const redis = await startRedis({ args: redisArgs });
    return new TestFleet(redis, redis).#startAll(workers, env);
  }

  /** On a server that is there, and is stopped with the fleet. `env` is the dispatcher's, `allEnv` every process's. */
  static startOn(
    server: FleetServer,
    workers: number,
    env: Readonly<Record<string, string>> = {},
    allEnv: Readonly<Record<string, string>> = {},
  ): Promise<TestFleet> {
    return new TestFleet(server, undefined, allEnv).#startAll(workers, env);
  }

  async #startAll(workers: number, env: Readonly<Record<string, string>>): Promise<TestFleet> {
    const started = await Promise.allSettled([
      this.startDispatcher(env),
      ...Array.from({ length: workers }, () => this.startWorker()),
    ]);
    const failed = started.find((result) => result.status === 'rejected');
    if (failed === undefined) return this;
    // Nobody else could: a fleet that has not started is nobody's, and its server would outlive the tests.
    await this.stop();
    throw failed.reason;
  }

  /** Replaces the dispatcher that the API is reached at. */
  async startDispatcher(env: Readonly<Record<string, string>> = {}): Promise<ServiceProcess> {
    const { started, api } = await this.startDispatcherBeside(env);
    this.dispatcher = started;
    this.url = api.url;
    return started;
  }

  /** Starts a dispatcher beside the fleet's own. Whoever starts it stops it. */
  async startDispatcherBeside(
    env: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly started: ServiceProcess; readonly api: FleetApi }> {
    const started = await startProcess({
      entry: entryOf('dispatcher'),
      env: { ...this.#env, AG06_HTTP_PORT: '0', ...env },
      ready: LISTENS,
      readyTimeoutMs: 60_000,
    });
    const api = new FleetApi();
    api.url = (await started.waitForLine(LISTENS))[1] ?? '';
    return { started, api };
  }

  async startWorker(env: Readonly<Record<string, string>> = {}): Promise<ServiceProcess> {
    const started = await startProcess({
      entry: entryOf('agent-worker'),
      env: { ...this.#env, AG06_DRAIN_TIMEOUT_MS: '1000', AG06_AGENTS: AGENTS, ...env },
      ready: /worker ready/,
      readyTimeoutMs: 60_000,
    });
    this.workers.push(started);
    void started.exited.then(() => this.#replace(started));
    return started;
  }

  async startOptimizer(env: Readonly<Record<string, string>> = {}): Promise<ServiceProcess> {
    const started = await startProcess({
      entry: entryOf('optimizer'),
      env: { ...this.#env, ...env },
      ready: /optimizer ready/,
      readyTimeoutMs: 60_000,
    });
    this.optimizers.push(started);
    return started;
  }

  /** From now on a worker that dies is started again, as a supervisor would. */
  supervise(): void {
    this.#isSupervised = true;
  }

  #replace(dead: ServiceProcess): void {
    this.workers.splice(this.workers.indexOf(dead), 1);
    if (!this.#isSupervised) return;
    const restart = this.startWorker().finally(() => this.#restarts.delete(restart));
    this.#restarts.add(restart);
  }

  /** Takes a job off its queue behind everybody's back. */
  async forgetJob(jobId: string, queueName: string): Promise<void> {
    const port = Number(new URL(this.#server.url).port);
    const queue = new Queue(queueName, { connection: { host: '127.0.0.1', port } });
    const removed = await queue.remove(jobId);
    await queue.close();
    if (removed !== 1) throw new Error(`There was no job ${jobId} to forget.`);
  }

  async stop(): Promise<void> {
    this.#isSupervised = false;
    await Promise.allSettled(this.#restarts);
    await Promise.all(
      [...this.workers, ...this.optimizers, this.dispatcher].map((started) => started?.stop()),
    );
    await this.#server.stop();
  }
}
