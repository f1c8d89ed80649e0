import { ACTIVATION_VERSION, toJobId } from '@ag06/contracts';
import { Job, type JobsOptions, type RedisQueueBackend } from 'bullmq';
import type { OutgoingActivation } from './broker.ts';
import type { QueueRegistry } from './queue-registry.ts';

/** The name of every activation's job; queues tell what it is for. */
const JOB_NAME = 'activation';

interface Pending {
  readonly activation: OutgoingActivation;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Puts activations on their queues: all of one event-loop turn in one pipeline, whatever their agents. */
export class ActivationSender {
  readonly #queues: QueueRegistry;
  #pending: Pending[] = [];
  #batchesUnderWay = 0;

  constructor(queues: QueueRegistry) {
    this.#queues = queues;
  }

  send(activation: OutgoingActivation): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#pending.push({ activation, resolve, reject }) > 1) return;
      // With nothing under way, waiting for company would only cost time.
      if (this.#batchesUnderWay === 0) queueMicrotask(() => void this.#flush());
      else setImmediate(() => void this.#flush());
    });
  }

  async #flush(): Promise<void> {
    const batch = this.#pending;
    this.#pending = [];
    this.#batchesUnderWay++;
    try {
      const results = await this.#sendBatch(batch);
      for (const [i, entry] of batch.entries()) settle(entry, results[i] ?? [new Error('no reply'), null]);
    } catch (error) {
      for (const entry of batch) entry.reject(toError(error));
    } finally {
      this.#batchesUnderWay--;
    }
  }

  async #sendBatch(batch: readonly Pending[]): Promise<readonly [Error | null, unknown][]> {
    const [first] = batch;
    if (first === undefined) return [];
    const client = await this.#backendOf(first.activation.agent).client;
    const pipeline = client.pipeline();
    for (const { activation } of batch) this.#add(pipeline, activation);
    return (await pipeline.exec()) ?? [];
  }

  #add(
    pipeline: Parameters<RedisQueueBackend['addJobToTransaction']>[0],
    activation: OutgoingActivation,
  ): void {
    const { agent, runId, step, attempt, dispatch, traceparent } = activation;
    const jobId = toJobId(runId, step, dispatch);
    const data = {
      v: ACTIVATION_VERSION,
      runId,
      step,
      attempt,
      dispatch,
      ...(traceparent && { traceparent }),
    };
    const job = new Job(this.#queues.get(agent), JOB_NAME, data, toJobOptions(activation, jobId), jobId);
    // The result comes with the pipeline's; the promise of a queued command says nothing.
    this.#backendOf(agent)
      .addJobToTransaction(pipeline, job.asJSON(), jobId, {})
      .catch(() => {});
  }

  #backendOf(agent: string): RedisQueueBackend {
    return this.#queues.get(agent).getBackend();
  }
}

/** A kept job would block a repair under its id, so nothing is kept: the history is in the run's log. */
const toJobOptions = ({ delayMs, priorityKey }: OutgoingActivation, jobId: string): JobsOptions => ({
  jobId,
  priority: priorityKey,
  delay: delayMs,
  removeOnComplete: true,
  removeOnFail: true,
});

function settle(entry: Pending, [error, code]: readonly [Error | null, unknown]): void {
  if (error !== null) entry.reject(error);
  else if (typeof code === 'number' && code < 0)
    entry.reject(new Error(`BullMQ refused a job with code ${code}.`));
  else entry.resolve();
}

const toError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
