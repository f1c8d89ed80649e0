import { LOCK_MS, STALLED_INTERVAL_MS } from '@ag06/contracts';
import { ActivationSender } from './activation-sender.ts';
import type {
  AgentConsumer,
  Broker,
  JobAddress,
  JobPlace,
  OutgoingActivation,
  QueueCounts,
  QueueTurn,
  ServeOptions,
  UndeliverableJob,
} from './broker.ts';
import { BullConsumer } from './bull-consumer.ts';
import { BullEntryConsumer } from './bull-entry-consumer.ts';
import type { ConsumerSettings } from './consumer-settings.ts';
import type { EntryConsumer, EntryOptions } from './entry.ts';
import { QueueCare } from './queue-care.ts';
import { QueueLook } from './queue-look.ts';
import { QueueRegistry } from './queue-registry.ts';
import { QueueSlots } from './queue-slots.ts';
import { RedisActivationWorker } from './redis-activation-worker.ts';
import type { RedisConnection } from './redis-connection.ts';
import { UndeliverableJobs } from './undeliverable.ts';

export interface BullBrokerOptions {
  /** Made by `createRedisConnection(url, 'worker', …)`; it stays the caller's to close, after the broker. */
  readonly connection: RedisConnection;
  /** BullMQ's prefix of all keys; on a Cluster it and the queue's name are the hash tag. */
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
  readonly #undeliverable: UndeliverableJobs;
  readonly #consumers: { stop(): Promise<void> }[] = [];
  #closed: Promise<void> | undefined;

  constructor(options: BullBrokerOptions) {
    const {
      connection,
      prefix = 'bull',
      lockMs = LOCK_MS,
      stalledIntervalMs = STALLED_INTERVAL_MS,
    } = options;
    const slots = new QueueSlots(connection.isCluster, prefix);
    this.prefix = slots.prefixOf('<queue>');
    this.#settings = {
      createWorker: (queue, processor, common, ties) => {
        const where = { connection, prefix: slots.prefixOf(queue) };
        return new RedisActivationWorker(queue, processor, { ...common, ...where }, ties);
      },
      lockMs,
      stalledIntervalMs,
    };
    this.#queues = new QueueRegistry({ connection, slots, stalledIntervalMs });
    this.#sender = new ActivationSender(this.#queues);
    this.#look = new QueueLook(connection, this.#queues);
    this.#care = new QueueCare(connection, this.#queues);
    this.#undeliverable = new UndeliverableJobs(connection, this.#queues);
  }

  async enqueue(activations: readonly OutgoingActivation[]): Promise<void> {
    if (this.#closed !== undefined) throw new Error('The broker is closed: nothing can be enqueued.');
    return this.#sender.send(activations);
  }

  remove(jobs: readonly JobAddress[]): Promise<void> {
    return this.#care.remove(jobs);
  }

  locate(jobs: readonly JobAddress[]): Promise<readonly JobPlace[]> {
    return this.#look.locate(jobs);
  }

  findTurns(jobs: readonly JobAddress[]): Promise<readonly (QueueTurn | undefined)[]> {
    return this.#look.findTurns(jobs);
  }

  serve(agent: string, options: ServeOptions): AgentConsumer {
    if (this.#closed !== undefined) throw new Error(`The broker is closed: it cannot serve ${agent}.`);
    const consumer = new BullConsumer(agent, options, this.#settings);
    this.#consumers.push(consumer);
    consumer.start();
    return consumer;
  }

  serveEntry(queue: string, options: EntryOptions): EntryConsumer {
    if (this.#closed !== undefined) throw new Error(`The broker is closed: it cannot serve ${queue}.`);
    const consumer = new BullEntryConsumer(queue, options, this.#settings);
    this.#consumers.push(consumer);
    consumer.start();
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
    return this.#undeliverable.removeUndeliverable(agents, onDead);
  }

  rebasePriorities(agents: readonly string[], seconds: number, above = 0): Promise<void> {
    return this.#care.rebasePriorities(agents, seconds, above);
  }

  countJobs(agents: readonly string[]): Promise<ReadonlyMap<string, QueueCounts>> {
    return this.#look.countJobs(agents);
  }

  countEntryJobs(queue: string): Promise<QueueCounts> {
    return this.#look.countEntryJobs(queue);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await Promise.allSettled(this.#consumers.map((consumer) => consumer.stop()));
    await this.#queues.close();
  }
}
