import { agentQueue } from '@ag06/contracts';
import { DelayedError, type Job, type RedisQueueBackend } from 'bullmq';
import type { Redis } from 'ioredis';
import { ActivationWorker } from './activation-worker.ts';
import type { AgentConsumer, Delivery, DeliveryEnd, ServeOptions } from './broker.ts';
import { NO_STALLED_LIMIT } from './queue-registry.ts';
import { FETCHING_COMMANDS, MALFORMED, repairReply } from './repair-reply.ts';

/** Seconds of one blocking read. */
const DRAIN_DELAY_SECONDS = 5;
const RUN_RETRY_DELAY_MS = 1_000;
const NOTHING_KEPT = { count: 0 };

export interface ConsumerSettings {
  readonly connection: Redis;
  readonly prefix: string;
  readonly lockMs: number;
  readonly stalledIntervalMs: number;
}

/** Takes activations of one agent from its queue and ends their jobs as the process says. */
export class BullConsumer implements AgentConsumer {
  readonly agent: string;
  readonly #options: ServeOptions;
  readonly #worker: ActivationWorker;
  /** The newest handling of each job in hand: an older one of the same job ends with it. */
  readonly #newest = new Map<string, Promise<DeliveryEnd>>();
  #stopped: Promise<void> | undefined;

  constructor(agent: string, options: ServeOptions, settings: ConsumerSettings) {
    this.agent = agent;
    this.#options = options;
    this.#worker = new ActivationWorker(agentQueue(agent), (job, token) => this.#process(job, token), {
      connection: settings.connection,
      prefix: settings.prefix,
      concurrency: options.concurrency,
      lockDuration: settings.lockMs,
      // A quarter of a lock may pass unrenewed: an event loop that is blocked for long loses none.
      lockRenewTime: settings.lockMs / 5,
      stalledInterval: settings.stalledIntervalMs,
      maxStalledCount: NO_STALLED_LIMIT,
      drainDelay: DRAIN_DELAY_SECONDS,
      runRetryDelay: RUN_RETRY_DELAY_MS,
      removeOnComplete: NOTHING_KEPT,
      removeOnFail: NOTHING_KEPT,
    });
    this.#worker.on('error', options.onError);
    mendReplies(this.#worker.getBackend());
  }

  setConcurrency(concurrency: number): void {
    const isRaised = concurrency > this.#worker.concurrency;
    this.#worker.concurrency = concurrency;
    if (!isRaised) return;
    // The fetch loop looks at its limit only when it wakes.
    void this.#worker.pause(true).then(() => this.#worker.resume());
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#worker.close();
    return this.#stopped;
  }

  async #process(job: Job, token: string | undefined): Promise<void> {
    const jobId = job.id ?? '';
    const end = await this.#handle(jobId, job);
    if (end.end === 'done') return;
    await job.moveToDelayed(Date.now() + end.delayMs, token);
    throw new DelayedError();
  }

  /**
   * A lock that was lost can bring the job back into this very process while its handler still runs. BullMQ knows locks
   * by job id alone: were the older handling to end first, the renewal of the newer one would stop.
   */
  async #handle(jobId: string, job: Job): Promise<DeliveryEnd> {
    this.#worker.trackLock(jobId, fetchedAt(job));
    const own = this.#options.process(this.#toDelivery(jobId, job));
    this.#newest.set(jobId, own);
    let newest = own;
    let end = await own;
    for (
      let latest = this.#newest.get(jobId);
      latest !== undefined && latest !== newest;
      latest = this.#newest.get(jobId)
    ) {
      newest = latest;
      end = await latest;
    }
    if (this.#newest.get(jobId) === newest) this.#newest.delete(jobId);
    this.#worker.untrackLock(jobId);
    return end;
  }

  #toDelivery(jobId: string, job: Job): Delivery {
    return {
      agent: this.agent,
      jobId,
      delivery: job.attemptsStarted,
      data: isMalformed(job.data) ? undefined : job.data,
      lockedSince: () => this.#worker.lockedSince(jobId),
    };
  }
}

/** The command that fetched the job carried the time at which it was sent, by this process's clock. */
function fetchedAt(job: Job): number {
  const now = Date.now();
  return performance.now() - Math.max(0, now - (job.processedOn ?? now));
}

const isMalformed = (data: unknown): boolean =>
  data === undefined || (typeof data === 'object' && data !== null && MALFORMED in data);

function mendReplies(backend: RedisQueueBackend): void {
  const execCommand = backend.execCommand.bind(backend);
  backend.execCommand = (client, commandName, args) => {
    const reply: unknown = execCommand(client, commandName, args);
    if (!FETCHING_COMMANDS.has(commandName) || !(reply instanceof Promise)) return reply;
    return reply.then((value: unknown) => {
      repairReply(value);
      return value;
    });
  };
}
