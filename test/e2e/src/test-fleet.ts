import { fileURLToPath } from 'node:url';
import { type RedisServer, type ServiceProcess, startProcess, startRedis } from '@ag06/test-support';
import { Queue } from 'bullmq';

const entryOf = (service: string): string =>
  fileURLToPath(new URL(`../../../services/${service}/src/main.ts`, import.meta.url));
const AGENTS = fileURLToPath(new URL('./agents.ts', import.meta.url));

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface EventView {
  readonly seq: number;
  readonly type: string;
  readonly step?: string;
  readonly attempt?: number;
  readonly worker?: string;
  readonly lost?: number;
}

/** A fleet of real processes on a Redis of its own. */
export class TestFleet {
  readonly redis: RedisServer;
  readonly workers: ServiceProcess[] = [];
  dispatcher: ServiceProcess | undefined;
  #isSupervised = false;
  readonly #restarts = new Set<Promise<unknown>>();
  #url = '';

  private constructor(redis: RedisServer) {
    this.redis = redis;
  }

  static async start(workers: number, env: Readonly<Record<string, string>> = {}): Promise<TestFleet> {
    const redis = await startRedis();
    const fleet = new TestFleet(redis);
    await Promise.all([
      fleet.startDispatcher(env),
      ...Array.from({ length: workers }, () => fleet.startWorker()),
    ]);
    return fleet;
  }

  /** Replaces the dispatcher that the API is reached at. */
  async startDispatcher(env: Readonly<Record<string, string>> = {}): Promise<ServiceProcess> {
    const started = await startProcess({
      entry: entryOf('dispatcher'),
      env: { AG06_BROKER_URL: this.redis.url, AG06_HTTP_PORT: '0', ...env },
    });
    const [, url = ''] = await started.waitForLine(/dispatcher ready at (http:[^"]+)/, 20_000);
    this.dispatcher = started;
    this.#url = url;
    return started;
  }

  async startWorker(env: Readonly<Record<string, string>> = {}): Promise<ServiceProcess> {
    const started = await startProcess({
      entry: entryOf('agent-worker'),
      env: { AG06_BROKER_URL: this.redis.url, AG06_AGENTS: AGENTS, AG06_DRAIN_TIMEOUT_MS: '1000', ...env },
      ready: /worker ready/,
      readyTimeoutMs: 20_000,
    });
    this.workers.push(started);
    void started.exited.then(() => this.#replace(started));
    return started;
  }

  /** Where the dispatcher's API is. */
  get url(): string {
    return this.#url;
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

  async call(
    method: string,
    path: string,
    body?: string | object,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const isText = typeof body === 'string';
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: { ...(body !== undefined && !isText && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: isText ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: JSON.parse(text) as Record<string, unknown>,
    };
  }

  push(definition: object): Promise<Answer> {
    return this.call('POST', '/v1/workflows', definition);
  }

  async submit(
    workflow: string,
    input: unknown = null,
    headers: Record<string, string> = {},
  ): Promise<string> {
    const answer = await this.call('POST', '/v1/runs', { workflow, input }, headers);
    if (answer.status > 202) throw new Error(`The submission was refused: ${JSON.stringify(answer.body)}`);
    return String(answer.body.runId);
  }

  /** The result of a run that ends within `seconds`. */
  async result(runId: string, seconds = 30): Promise<Answer['body']> {
    return (await this.call('GET', `/v1/runs/${runId}/result?wait=${seconds}s`)).body;
  }

  async events(runId: string): Promise<readonly EventView[]> {
    return (await this.call('GET', `/v1/runs/${runId}/events?limit=500`)).body.events as EventView[];
  }

  /** Takes a job off its queue behind everybody's back. */
  async forgetJob(jobId: string, queueName: string): Promise<void> {
    const queue = new Queue(queueName, { connection: { host: '127.0.0.1', port: this.redis.port } });
    const removed = await queue.remove(jobId);
    await queue.close();
    if (removed !== 1) throw new Error(`There was no job ${jobId} to forget.`);
  }

  async stop(): Promise<void> {
    this.#isSupervised = false;
    await Promise.allSettled(this.#restarts);
    await Promise.all([...this.workers, this.dispatcher].map((started) => started?.stop()));
    await this.redis.stop();
  }
}
