import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { AgentConsumer, Broker } from '@ag06/broker';

const THROUGH_WITHIN_MS = 15_000;
const FETCHED_WITHIN_MS = 5_000;
const RUN_ID = 'r0-000000000probe000000';

interface ProveOptions {
  /** Whether this error will not pass: then it is not waited for any longer. */
  readonly isFinal: (error: Error) => boolean;
}

/**
 * Has one job go through everything that is done with jobs: added, taken, put back, taken again, its lock renewed, found,
 * looked for among the lost, ended. Its queue is its own, and nothing is left of it.
 *
 * @throws the first error that will not pass, or the last one if the job is not through in time
 */
export async function proveQueues(broker: Broker, { isFinal }: ProveOptions): Promise<void> {
  const agent = `ag06-probe-${randomBytes(6).toString('hex')}`;
  const job = { agent, jobId: `${RUN_ID}.probe.d1` };
  const { promise: through, resolve, reject } = Promise.withResolvers<void>();
  let last: Error | undefined;
  const onError = (error: Error) => {
    last = error;
    if (isFinal(error)) reject(error);
  };
  const late = () =>
    reject(
      new Error(`A job did not go through the queues in 15 s (${last?.message ?? 'nothing was reported'}).`),
    );
  const timer = setTimeout(late, THROUGH_WITHIN_MS);
  const look = async () => {
    const places = await broker.locate([job]);
    if (places[0] !== 'locked') throw new Error(`A job that was taken is not held, but ${places.join()}.`);
    await Promise.all([broker.recoverStalled([agent]), broker.renewLocks()]);
    await Promise.all([broker.countJobs([agent]), broker.peek([agent]), broker.findTurns([job])]);
  };
  let taken = 0;
  const consumer = broker.serve(agent, {
    concurrency: 1,
    process: async () => {
      taken++;
      if (taken === 1) return { end: 'delay', delayMs: 0 };
      await look().catch(reject);
      return { end: 'done' };
    },
    onError,
    onEnded: (_, { end }) => {
      if (end === 'done') resolve();
    },
  });
  try {
    // A job that is there already is taken without the wait for one.
    await Promise.race([untilFetched(consumer), through]);
    broker
      .enqueue([
        {
          ...job,
          runId: RUN_ID,
          step: 'probe',
          attempt: 1,
          dispatch: 1,
          delayMs: 0,
          priorityKey: 1,
          traceparent: undefined,
        },
      ])
      .catch(reject);
    await through;
  } finally {
    clearTimeout(timer);
    // With the way closed, or commands refused, it need not resolve.
    await Promise.race([consumer.stop(), new Promise((settle) => setTimeout(settle, 1_000).unref())]);
    await broker.forgetQueue(agent).catch(() => {});
  }
}

/** Resolves when its first fetch was answered, or soon. */
async function untilFetched(consumer: AgentConsumer): Promise<void> {
  const [before, end] = [consumer.progressedAt(), performance.now() + FETCHED_WITHIN_MS];
  while (consumer.progressedAt() === before && performance.now() < end) await delay(1);
}
