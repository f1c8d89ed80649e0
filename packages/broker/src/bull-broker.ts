import { LOCK_MS, STALLED_INTERVAL_MS } from '@ag06/contracts';
import type { Redis } from 'ioredis';
import { ActivationSender } from './activation-sender.ts';
import type {
  AgentConsumer,
  Broker,
  JobAddress,
  JobPlace,
  OutgoingActivation,
  QueueCounts,
  ServeOptions,
  UndeliverableJob,
} from './broker.ts';
import { BullConsumer, type ConsumerSettings } from './bull-consumer.ts';
import { QueueCare } from './queue-care.ts';
import { QueueLook } from './queue-look.ts';
import { QueueRegistry } from './queue-registry.ts';

export interface BullBrokerOptions {
  /** Ours to use, the caller's to close; made by `createRedisConnection(url, 'worker', …)`. */
  readonly connection: Redis;
  readonly prefix?: string;
  /** Shorter ones make tests of recovery fast. */
  readonly lockMs?: number;
  readonly stalledIntervalMs?: number;
}

/** Queues on Redis, by BullMQ. */
export function createBullBroker(options: BullBrokerOptions): Broker {
  return new BullBroker(options);
}

class BullBroker implements Broker {
  readonly prefix: string;
  readonly #settings: ConsumerSettings;
  readonly #queues: QueueRegistry;
  readonly #sender: ActivationSender;
  readonly #look: QueueLook;
  readonly #care: QueueCare;
  readonly #consumers = new Set<AgentConsumer>();

  constructor({ connection, prefix = 'bull', lockMs = LOCK_MS, stalledIntervalMs }: BullBrokerOptions) {
    this.prefix = prefix;
    this.#settings = {
      connection,
      prefix,
      lockMs,
      stalledIntervalMs: stalledIntervalMs ?? STALLED_INTERVAL_MS,
    };
    this.#queues = new QueueRegistry(connection, prefix, stalledIntervalMs);
    this.#sender = new ActivationSender(this.#queues);
    this.#look = new QueueLook(connection, this.#queues);
    this.#care = new QueueCare(connection, this.#queues);
  }

  async enqueue(activations: readonly OutgoingActivation[]): Promise<void> {
    const [only] = activations;
    if (only !== undefined && activations.length === 1) return this.#sender.send(only);
    await Promise.all(activations.map((activation) => this.#sender.send(activation)));
  }

  remove(jobs: readonly JobAddress[]): Promise<void> {
    return this.#care.remove(jobs);
  }

  locate(jobs: readonly JobAddress[]): Promise<readonly JobPlace[]> {
    return this.#look.locate(jobs);
  }

  serve(agent: string, options: ServeOptions): AgentConsumer {
    const consumer = new BullConsumer(agent, options, this.#settings);
    this.#consumers.add(consumer);
    return consumer;
  }

  peek(agents: readonly string[]): Promise<ReadonlyMap<string, number | undefined>> {
    return this.#look.peek(agents);
  }

  recoverStalled(agents: readonly string[]): Promise<void> {
    return this.#care.recoverStalled(agents);
  }

  removeUndeliverable(
    agents: readonly string[],
    onDead: (job: UndeliverableJob) => Promise<void>,
  ): Promise<void> {
    return this.#care.removeUndeliverable(agents, onDead);
  }

  rebasePriorities(agents: readonly string[], seconds: number): Promise<void> {
    return this.#care.rebasePriorities(agents, seconds);
  }

  countJobs(agents: readonly string[]): Promise<ReadonlyMap<string, QueueCounts>> {
    return this.#look.count(agents);
  }

  async close(): Promise<void> {
    const consumers = [...this.#consumers];
    this.#consumers.clear();
    await Promise.allSettled(consumers.map((consumer) => consumer.stop()));
    await this.#queues.close();
  }
}
