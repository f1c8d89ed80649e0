import { type Processor, Worker, type WorkerOptions } from 'bullmq';
import type { WorkerTies } from './consumer-worker.ts';
import { watchFetches } from './fetch-replies.ts';
import type { QueueClock } from './queue-clock.ts';
import type { RedisConnection } from './redis-connection.ts';
import type { StalledChecks } from './stalled-checks.ts';

interface WorkerNeeds {
  readonly ties: WorkerTies;
  readonly clock: QueueClock;
  readonly checks: StalledChecks;
}

/** BullMQ's worker on Redis. It repairs jobs that cannot be parsed, and wakes others when it closes. */
export class RedisActivationWorker extends Worker {
  readonly #redis: RedisConnection;
  readonly #ties: WorkerTies;
  readonly #checks: StalledChecks;
  #isChecked = false;

  constructor(
    queue: string,
    processor: Processor,
    options: WorkerOptions & { readonly connection: RedisConnection },
    { ties, clock, checks }: WorkerNeeds,
  ) {
    super(queue, processor, options);
    this.#redis = options.connection;
    this.#ties = ties;
    this.#checks = checks;
    this.on('error', ties.onError);
    this.on('completed', (job) => ties.onCompleted(job.id ?? ''));
    watchFetches(this.getBackend(), {
      mayFetch: ties.mayFetch,
      onFetched: ties.onProgress,
      clock,
      onBroken: (jobId, fields) => this.#makeEndable(jobId, fields),
    });
  }

  /** BullMQ calls it whenever the worker begins to fetch. */
  override async startStalledCheckTimer(): Promise<void> {
    if (this.#isChecked || this.closing !== undefined) return;
    this.#isChecked = true;
    this.#checks.begin(this.name);
  }

  override async close(): Promise<void> {
    if (this.#isChecked) this.#checks.end(this.name);
    this.#isChecked = false;
    const closed = super.close();
    let woken: Promise<void> | undefined;
    this.#whenReaderEnds(() => {
      woken = this.#wakeOthers();
    });
    await closed;
    await woken;
  }

  #whenReaderEnds(act: () => void): void {
    const ignore = () => {}; // it was never connected
    this.getBackend().blockingClient?.then((reader) => reader.once('end', act), ignore);
  }

  /** Puts the marker back that tells workers about a job, because the cut blocking read may have taken it. */
  async #wakeOthers(): Promise<void> {
    await this.#redis.zadd(this.toKey('marker'), 0, '0').catch(this.#ties.onError);
  }

  /** BullMQ's script that ends a job fails on a broken parent, so this connection removes the parent first. */
  #makeEndable(jobId: string, brokenFields: readonly string[]): void {
    if (!brokenFields.includes('parent')) return;
    this.#redis.hdel(this.toKey(jobId), 'parent', 'parentKey').catch(this.#ties.onError);
  }
}
