import { type BackendFactory, PostgresConnection, PostgresQueueBackend } from 'bullmq';
import type { WorkerTies } from '../consumer-worker.ts';
import { NextLook } from '../next-look.ts';
import type { QueuePool } from './queue-pool.ts';

type NextJob = Awaited<ReturnType<PostgresQueueBackend['moveToActive']>>;

/** The answer of `moveToActive` when there is no job. */
const NO_JOB: NextJob = [null, '', 0, 0];

/** Awaited before a search for jobs without a lock. */
export type BeforeStalledCheck = () => Promise<void>;

/** Makes a BullMQ worker run on PostgreSQL. What it fetches is reported to `ties`. */
export const toBackendFactory =
  (ties: WorkerTies, beforeStalledCheck: BeforeStalledCheck): BackendFactory<WatchedBackend, QueuePool> =>
  (name, options) =>
    new WatchedBackend(new PostgresConnection(options.connection), name, options, ties, beforeStalledCheck);

/** Records for every job when its fetch was sent. Leaves looks out as `NextLook` says. */
class WatchedBackend extends PostgresQueueBackend {
  readonly #next = new NextLook();
  readonly #ties: WorkerTies;
  readonly #beforeStalledCheck: BeforeStalledCheck;

  constructor(
    connection: PostgresConnection,
    queueName: string,
    options: ConstructorParameters<typeof PostgresQueueBackend>[2],
    ties: WorkerTies,
    beforeStalledCheck: BeforeStalledCheck,
  ) {
    super(connection, queueName, options);
    this.#ties = ties;
    this.#beforeStalledCheck = beforeStalledCheck;
  }

  override async moveToActive(...args: Parameters<PostgresQueueBackend['moveToActive']>): Promise<NextJob> {
    if (this.#next.isLeftOut() || !this.#ties.mayFetch()) return NO_JOB;
    const sentAt = performance.now();
    const next = await super.moveToActive(...args);
    this.#ties.onProgress();
    this.#next.noteAnswer(next);
    return stamp(next, sentAt);
  }

  override async waitForJob(...args: Parameters<PostgresQueueBackend['waitForJob']>) {
    const marker = await super.waitForJob(...args);
    this.#next.noteWait();
    return marker;
  }

  override async moveToCompleted(...args: Parameters<PostgresQueueBackend['moveToCompleted']>) {
    const sentAt = performance.now();
    const answer = await super.moveToCompleted(...args);
    this.#ties.onProgress();
    if (answer.result !== undefined) stamp(answer.result as NextJob, sentAt);
    return answer;
  }

  override async moveStalledJobsToWait(): Promise<string[]> {
    await this.#beforeStalledCheck();
    return super.moveStalledJobsToWait();
  }
}

/** `processedBy` is the one field of a job that BullMQ hands on and we do not use. */
function stamp(next: NextJob, sentAt: number): NextJob {
  const [job] = next;
  if (job !== null && typeof job === 'object') Object.assign(job, { processedBy: String(sentAt) });
  return next;
}
