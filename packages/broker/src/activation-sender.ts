import type { OutgoingActivation } from './broker.ts';
import type { QueueRegistry } from './queue-registry.ts';
import { toBullJob } from './to-bull-job.ts';

type Outcome = Error | undefined;

interface Call {
  readonly activations: readonly OutgoingActivation[];
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Puts activations on their queues. All calls of one event-loop turn travel in one pipeline, whatever their agents: a
 * call that finds nothing under way leaves as soon as the code that runs now is done, the others at the turn's end.
 */
export class ActivationSender {
  readonly #queues: QueueRegistry;
  #calls: Call[] = [];
  #batchesUnderWay = 0;

  constructor(queues: QueueRegistry) {
    this.#queues = queues;
  }

  /** Rejects with the first error if one of them could not be added; the others may be there nevertheless. */
  send(activations: readonly OutgoingActivation[]): Promise<void> {
    if (activations.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      if (this.#calls.push({ activations, resolve, reject }) > 1) return;
      if (this.#batchesUnderWay === 0) process.nextTick(() => void this.#flush());
      else setImmediate(() => void this.#flush());
    });
  }

  async #flush(): Promise<void> {
    const calls = this.#calls;
    this.#calls = [];
    this.#batchesUnderWay++;
    try {
      settle(calls, await this.#add(calls.flatMap((call) => call.activations)));
    } catch (error) {
      for (const call of calls) call.reject(toError(error));
    } finally {
      this.#batchesUnderWay--;
    }
  }

  /** One outcome for each activation, in their order. What a lost connection cut off is added again: ids make that safe. */
  async #add(activations: readonly OutgoingActivation[]): Promise<Outcome[]> {
    const outcomes = [...(await this.#addOnce(activations))];
    const cutOff = outcomes.flatMap((outcome, i) => (isCutOff(outcome) ? i : []));
    if (cutOff.length === 0 || this.#queues.isConnectionClosed) return outcomes;
    const again = await this.#add(activations.filter((_, i) => isCutOff(outcomes[i])));
    for (const [i, position] of cutOff.entries()) outcomes[position] = again[i];
    return outcomes;
  }

  async #addOnce(activations: readonly OutgoingActivation[]): Promise<readonly Outcome[]> {
    return this.#queues.slots.handleBySlot(activations, (some) => this.#addInOnePipeline(some));
  }

  async #addInOnePipeline(activations: readonly OutgoingActivation[]): Promise<readonly Outcome[]> {
    const [first] = activations;
    if (first === undefined) return [];
    // Every queue has the same connection: one pipeline carries jobs of all.
    const client = await this.#queues.backend(first.agent).client;
    const pipeline = client.pipeline();
    const now = Date.now();
    for (const activation of activations) {
      const job = toBullJob(activation, now);
      // The result comes with the pipeline's; this promise only says that the command was queued.
      void this.#queues.backend(activation.agent).addJobToTransaction(pipeline, job, job.id);
    }
    const replies = (await pipeline.exec()) ?? [];
    return activations.map((_, i) => toOutcome(replies[i]));
  }
}

function settle(calls: readonly Call[], outcomes: readonly Outcome[]): void {
  let from = 0;
  for (const { activations, resolve, reject } of calls) {
    const to = from + activations.length;
    const error = outcomes.slice(from, to).find((outcome) => outcome !== undefined);
    if (error === undefined) resolve();
    else reject(error);
    from = to;
  }
}

function toOutcome(reply: readonly [Error | null, unknown] | undefined): Outcome {
  if (reply === undefined) return new Error('Redis answered fewer commands than were sent.');
  const [error, code] = reply;
  if (error !== null) return error;
  return typeof code === 'number' && code < 0
    ? new Error(`BullMQ refused a job with code ${code}.`)
    : undefined;
}

/**
 * The client resends a pipeline of which no reply came; one that was answered in part, it aborts. A cluster's client
 * gives up what the last of its nodes took with it, and forgets that a node which has just taken over has no scripts.
 */
const isCutOff = (outcome: Outcome): boolean =>
  outcome?.name === 'AbortError' || /^(Connection is closed\.|NOSCRIPT\b)/.test(outcome?.message ?? '');

const toError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
