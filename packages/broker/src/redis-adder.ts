import type { OutgoingActivation } from './broker.ts';
import { BrokerError } from './broker-error.ts';
import type { QueueClock } from './queue-clock.ts';
import type { QueueRegistry } from './queue-registry.ts';
import { toBullJob } from './to-bull-job.ts';
import type { AddOutcome } from './turn-sender.ts';

/** Puts activations on their queues on Redis: in one pipeline, or on a Cluster in one per slot. */
export class RedisAdder {
  readonly #queues: QueueRegistry;
  readonly #clock: QueueClock;

  constructor(queues: QueueRegistry, clock: QueueClock) {
    this.#queues = queues;
    this.#clock = clock;
  }

  /** Returns one outcome per activation, in order. Adds again what a lost connection cut off, which ids make safe. */
  async add(activations: readonly OutgoingActivation[]): Promise<AddOutcome[]> {
    const outcomes = [...(await this.#addOnce(activations))];
    const cutOff = outcomes.flatMap((outcome, i) => (isCutOff(outcome) ? i : []));
    if (cutOff.length === 0 || this.#queues.isConnectionClosed) return outcomes;
    const again = await this.add(activations.filter((_, i) => isCutOff(outcomes[i])));
    for (const [i, position] of cutOff.entries()) outcomes[position] = again[i];
    return outcomes;
  }

  async #addOnce(activations: readonly OutgoingActivation[]): Promise<readonly AddOutcome[]> {
    return this.#queues.slots.handleBySlot(activations, (some) => this.#addInOnePipeline(some));
  }

  async #addInOnePipeline(activations: readonly OutgoingActivation[]): Promise<readonly AddOutcome[]> {
    const [first] = activations;
    if (first === undefined) return [];
    // All queues share the connection, so one pipeline carries the jobs of all.
    const client = await this.#queues.backend(first.agent).client;
    const pipeline = client.pipeline();
    if (!this.#clock.isReady) await this.#clock.ready();
    const now = this.#clock.now();
    for (const activation of activations) {
      const job = toBullJob(activation, now);
      // The result comes with the pipeline; this promise only says that the command was queued.
      void this.#queues.backend(activation.agent).addJobToTransaction(pipeline, job, job.id);
    }
    const replies = (await pipeline.exec()) ?? [];
    return activations.map((_, i) => toOutcome(replies[i]));
  }
}

function toOutcome(reply: readonly [Error | null, unknown] | undefined): AddOutcome {
  if (reply === undefined) {
    const message = 'The queues did not answer: fewer replies came than commands were sent.';
    return new BrokerError('BROKER_UNAVAILABLE', message, undefined);
  }
  const [error, code] = reply;
  if (error !== null) return error;
  return typeof code === 'number' && code < 0
    ? new Error(`BullMQ refused a job with code ${code}.`)
    : undefined;
}

/**
 * Whether to add again. The client resends a pipeline without any reply, and aborts one that was answered in part. A
 * cluster's client gives up commands that a lost node took with it, and does not know that a new primary lacks our
 * scripts.
 */
const isCutOff = (outcome: AddOutcome): boolean =>
  outcome?.name === 'AbortError' || /^(Connection is closed\.|NOSCRIPT\b)/.test(outcome?.message ?? '');
