import { type BackendFactory, PostgresConnection, PostgresQueueBackend } from 'bullmq';
import type { WorkerTies } from '../consumer-worker.ts';
import type { QueuePool } from './queue-pool.ts';

type NextJob = Awaited<ReturnType<PostgresQueueBackend['moveToActive']>>;

/** What `moveToActive` answers when there is no job. */
const NO_JOB: NextJob = [null, '', 0, 0];

/** Makes a BullMQ worker run on PostgreSQL; what it fetches and which locks it renews is told to `ties`. */
export const toBackendFactory =
  (ties: WorkerTies): BackendFactory<WatchedBackend, QueuePool> =>
  (name, options) =>
    new WatchedBackend(new PostgresConnection(options.connection), name, options, ties);

/** Notes of every job when its fetch was sent, and of every lock when its renewal was. */
class WatchedBackend extends PostgresQueueBackend {
  readonly #ties: WorkerTies;

  constructor(
    connection: PostgresConnection,
    queueName: string,
    options: ConstructorParameters<typeof PostgresQueueBackend>[2],
    ties: WorkerTies,
  ) {
    super(connection, queueName, options);
    this.#ties = ties;
  }

  override async moveToActive(...args: Parameters<PostgresQueueBackend['moveToActive']>): Promise<NextJob> {
    if (!this.#ties.mayFetch()) return NO_JOB;
    const sentAt = performance.now();
    const next = await super.moveToActive(...args);
    this.#ties.onProgress();
    return stamp(next, sentAt);
  }

  override async moveToCompleted(...args: Parameters<PostgresQueueBackend['moveToCompleted']>) {
    const sentAt = performance.now();
    const answer = await super.moveToCompleted(...args);
    this.#ties.onProgress();
    if (answer.result !== undefined) stamp(answer.result as NextJob, sentAt);
    return answer;
  }

  override async extendLocks(jobIds: string[], tokens: string[], durationMs: number): Promise<string[]> {
    const sentAt = performance.now();
    const lost = await super.extendLocks(jobIds, tokens, durationMs);
    this.#ties.onProgress();
    this.#ties.locks.renew(jobIds, tokens, lost, sentAt);
    return lost;
  }
}

/** `processedBy` is the one field of a job that BullMQ hands on and we do not use. */
function stamp(next: NextJob, sentAt: number): NextJob {
  const [job] = next;
  if (job !== null && typeof job === 'object') Object.assign(job, { processedBy: String(sentAt) });
  return next;
}
