import { type AgentContext, type HandlerOutcome, testAgent } from '@ag06/agent-kit';
import { type RedisServer, startRedis, until } from '@ag06/test-support';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { type Job, type Processor, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { ClosableAgent } from '../closable-agent.ts';
import { type BullmqAgentOptions, bullmqAgent } from '../hand-over/bullmq-agent.ts';

/** A lab for the tests of a file, from before the first of them. */
export function useJobsLab(): JobsLab {
  const lab = new JobsLab();
  beforeAll(() => lab.start(), 60_000);
  afterEach(() => lab.endTest());
  afterAll(() => lab.stop());
  return lab;
}

/** A Redis, an agent that hands jobs over there, and queues of an application on BullMQ. */
class JobsLab {
  readonly #closing: (() => Promise<unknown>)[] = [];
  #parts: { readonly server: RedisServer; readonly redis: Redis; readonly agent: ClosableAgent } | undefined;
  #queues = 0;

  async start(): Promise<void> {
    // What it has answered is not lost with it.
    const server = await startRedis({ args: ['--appendfsync', 'always'] });
    const redis = new Redis(server.url, { maxRetriesPerRequest: null });
    this.#parts = { server, redis, agent: bullmqAgent({ connection: server.url }) };
  }

  get server(): RedisServer {
    return this.#started.server;
  }

  get redis(): Redis {
    return this.#started.redis;
  }

  get agent(): ClosableAgent {
    return this.#started.agent;
  }

  get #started() {
    if (this.#parts === undefined) throw new Error('The lab is used before its tests begin.');
    return this.#parts;
  }

  /** A further agent, until the end of the test. */
  createAgent(options: Partial<BullmqAgentOptions>): ClosableAgent {
    const agent = bullmqAgent({ connection: this.server.url, ...options });
    this.onEnd(() => agent.close());
    return agent;
  }

  /** A queue of its own. */
  createBench(): Bench {
    return new Bench(this, `q${++this.#queues}`);
  }

  onEnd(close: () => Promise<unknown>): void {
    this.#closing.push(close);
  }

  /** After each test. */
  async endTest(): Promise<void> {
    await Promise.all(this.#closing.splice(0).map((close) => close()));
  }

  async stop(): Promise<void> {
    await this.#parts?.agent.close();
    this.#parts?.redis.disconnect();
    await this.#parts?.server.stop();
  }
}

/** A queue whose worker, if it has one, is one that exists. */
class Bench {
  readonly name: string;
  readonly queue: Queue;
  readonly #lab: JobsLab;

  constructor(lab: JobsLab, name: string) {
    this.#lab = lab;
    this.name = name;
    this.queue = new Queue(name, { connection: lab.redis });
    // A test restarts the server.
    this.queue.on('error', () => {});
    lab.onEnd(() => this.queue.close());
  }

  work(processor: Processor, removeOnComplete = { count: 0 }): Worker {
    const worker = new Worker(this.name, processor, { connection: this.#lab.redis, removeOnComplete });
    worker.on('error', () => {});
    this.#lab.onEnd(() => worker.close(true));
    return worker;
  }

  /** Runs a step that hands a job to this queue. */
  async run(
    more: object = {},
    context: Partial<AgentContext> = {},
    by = this.#lab.agent,
  ): Promise<HandlerOutcome> {
    return (await testAgent(by, { queue: this.name, ...more }, context)).outcome;
  }

  /** Waits until the step has handed its job over. */
  async handed(): Promise<Job> {
    let found: Job | undefined;
    await until(async () => {
      [found] = await this.queue.getJobs();
      return found !== undefined;
    });
    if (found === undefined) throw new Error('There is no job.');
    return found;
  }
}

/** How a worker stops a handler. */
export const stopAs = (code: string): Error => Object.assign(new Error(code), { code });
