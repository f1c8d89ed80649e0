import type {
  AgentConsumer,
  Broker,
  JobAddress,
  JobPlace,
  OutgoingActivation,
  QueueCounts,
  QueueState,
  QueueTurn,
  ServeOptions,
  UndeliverableJob,
} from './broker.ts';
import { type JudgeOutage, toBrokerError } from './broker-error.ts';
import { BullConsumer } from './bull-consumer.ts';
import { BullEntryConsumer } from './bull-entry-consumer.ts';
import type { ConsumerSettings } from './consumer-settings.ts';
import type { EntryConsumer, EntryOptions } from './entry.ts';
import type { RenewalLoop } from './locks/renewal-loop.ts';
import { type AddActivations, TurnSender } from './turn-sender.ts';

/** The parts of a broker that depend on BullMQ's backend. The rest is the same on each. */
interface BrokerParts {
  readonly prefix: string;
  /** Knows the outages of the server that this backend is on. */
  readonly judge: JudgeOutage;
  readonly consumers: ConsumerSettings;
  readonly renewal: Pick<RenewalLoop, 'start' | 'stop' | 'renewNow'>;
  readonly add: AddActivations;
  readonly look: Pick<
    Broker,
    'locate' | 'findTurns' | 'peek' | 'countJobs' | 'countEntryJobs' | 'findLongestWaits' | 'inspect'
  >;
  readonly maintenance: Pick<Broker, 'remove' | 'forgetQueue' | 'recoverStalled' | 'rebasePriorities'>;
  readonly undeliverable: Pick<Broker, 'removeUndeliverable' | 'setForeignAside'>;
  /** Called after all consumers have stopped. */
  close(): Promise<void>;
}

/** A broker composed of the parts of one backend. */
export class ComposedBroker implements Broker {
  readonly #parts: BrokerParts;
  readonly #sender: TurnSender;
  readonly #consumers: { stop(): Promise<void> }[] = [];
  #closed: Promise<void> | undefined;

  constructor(parts: BrokerParts) {
    this.#parts = parts;
    this.#sender = new TurnSender(parts.add);
  }

  get prefix(): string {
    return this.#parts.prefix;
  }

  async enqueue(activations: readonly OutgoingActivation[]): Promise<void> {
    if (this.#closed !== undefined) throw new Error('The broker is closed: nothing can be enqueued.');
    return this.#answered(this.#sender.send(activations));
  }

  remove(jobs: readonly JobAddress[]): Promise<void> {
    return this.#answered(this.#parts.maintenance.remove(jobs));
  }

  locate(jobs: readonly JobAddress[]): Promise<readonly JobPlace[]> {
    return this.#answered(this.#parts.look.locate(jobs));
  }

  findTurns(jobs: readonly JobAddress[]): Promise<readonly (QueueTurn | undefined)[]> {
    return this.#answered(this.#parts.look.findTurns(jobs));
  }

  serve(agent: string, options: ServeOptions): AgentConsumer {
    return this.#begin(agent, () => new BullConsumer(agent, options, this.#parts.consumers));
  }

  serveEntry(queue: string, options: EntryOptions): EntryConsumer {
    return this.#begin(queue, () => new BullEntryConsumer(queue, options, this.#parts.consumers));
  }

  peek(agents: readonly string[]): Promise<ReadonlyMap<string, number | undefined>> {
    return this.#answered(this.#parts.look.peek(agents));
  }

  renewLocks(): Promise<void> {
    return this.#answered(this.#parts.renewal.renewNow());
  }

  forgetQueue(agent: string): Promise<void> {
    return this.#answered(this.#parts.maintenance.forgetQueue(agent));
  }

  recoverStalled(agents: readonly string[]): Promise<void> {
    return this.#answered(this.#parts.maintenance.recoverStalled(agents));
  }

  async removeUndeliverable(
    agents: readonly string[],
    onDead: (job: UndeliverableJob) => Promise<void>,
  ): Promise<void> {
    const refused = new Set<unknown>();
    const hand = (job: UndeliverableJob) =>
      onDead(job).catch((error: unknown) => {
        refused.add(error);
        throw error;
      });
    try {
      await this.#parts.undeliverable.removeUndeliverable(agents, hand);
    } catch (error) {
      throw refused.has(error) ? error : toBrokerError(error, this.#parts.judge);
    }
  }

  setForeignAside(
    queues: readonly string[],
    onDead: (job: UndeliverableJob) => Promise<void>,
  ): Promise<void> {
    return this.#parts.undeliverable.setForeignAside(queues, onDead);
  }

  rebasePriorities(agents: readonly string[], seconds: number, above = 0): Promise<void> {
    return this.#answered(this.#parts.maintenance.rebasePriorities(agents, seconds, above));
  }

  findLongestWaits(agents: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return this.#answered(this.#parts.look.findLongestWaits(agents));
  }

  countJobs(agents: readonly string[]): Promise<ReadonlyMap<string, QueueCounts>> {
    return this.#answered(this.#parts.look.countJobs(agents));
  }

  countEntryJobs(queue: string): Promise<QueueCounts> {
    return this.#answered(this.#parts.look.countEntryJobs(queue));
  }

  inspect(agents: readonly string[]): Promise<ReadonlyMap<string, QueueState>> {
    return this.#answered(this.#parts.look.inspect(agents));
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /** Created only when needed, because it has timers that only `close` ends. */
  #begin<C extends { start(): void; stop(): Promise<void> }>(what: string, create: () => C): C {
    if (this.#closed !== undefined) throw new Error(`The broker is closed: it cannot serve ${what}.`);
    const consumer = create();
    this.#consumers.push(consumer);
    this.#parts.renewal.start();
    consumer.start();
    return consumer;
  }

  async #close(): Promise<void> {
    await Promise.allSettled(this.#consumers.map((consumer) => consumer.stop()));
    this.#parts.renewal.stop();
    await this.#parts.close();
  }

  /** Rejects with a `BrokerError` if the server is away or full, on every backend alike. */
  async #answered<T>(asked: Promise<T>): Promise<T> {
    try {
      return await asked;
    } catch (error) {
      throw toBrokerError(error, this.#parts.judge);
    }
  }
}
