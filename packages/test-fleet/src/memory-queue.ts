import type {
  AgentConsumer,
  JobPlace,
  OutgoingActivation,
  QueueState,
  QueueTurn,
  ServeOptions,
} from '@ag06/broker';
import { ACTIVATION_VERSION, type Json, toJobId, unitOf } from '@ag06/contracts';

/** When a job comes back whose `process` rejected. */
const AGAIN_AFTER_MS = 1_000;

interface Job {
  readonly id: string;
  readonly data: Json;
  readonly order: number;
  readonly addedAt: number;
  priorityKey: number;
  dueAt: number;
  isActive: boolean;
  deliveries: number;
  timer: NodeJS.Timeout | undefined;
}

/** A consumer of the queue, and what it has in hand. */
interface Served {
  readonly options: ServeOptions;
  readonly inHand: Set<Promise<void>>;
  concurrency: number;
  isStopped: boolean;
}

/** The queue of one agent, in this process: the smallest priority key first, then the oldest job. */
export class MemoryQueue {
  readonly #agent: string;
  readonly #now: () => number;
  readonly #jobs = new Map<string, Job>();
  readonly #served = new Set<Served>();
  #order = 0;

  /** @param now milliseconds since 1970; after it was moved, `retime` is to be called */
  constructor(agent: string, now: () => number) {
    this.#agent = agent;
    this.#now = now;
  }

  /** A job whose id is there is dropped. */
  add(activation: OutgoingActivation): void {
    const id = toJobId(activation.runId, unitOf(activation), activation.dispatch);
    if (this.#jobs.has(id)) return;
    const now = this.#now();
    const job: Job = {
      id,
      data: toData(activation),
      order: this.#order++,
      addedAt: now,
      priorityKey: activation.priorityKey,
      dueAt: now,
      isActive: false,
      deliveries: 0,
      timer: undefined,
    };
    this.#jobs.set(id, job);
    this.#wait(job, activation.delayMs);
  }

  /** Leaves a job alone that was taken. */
  remove(id: string): void {
    const job = this.#jobs.get(id);
    if (job !== undefined && !job.isActive) this.#forget(job);
  }

  place(id: string): JobPlace {
    const job = this.#jobs.get(id);
    if (job === undefined) return 'absent';
    if (job.isActive) return 'locked';
    return job.timer === undefined ? 'queued' : 'delayed';
  }

  turn(id: string): QueueTurn | undefined {
    const ahead = this.#waiting().findIndex((job) => job.id === id);
    const job = this.#jobs.get(id);
    return job === undefined || ahead === -1 ? undefined : { ahead, ageMs: this.#now() - job.addedAt };
  }

  state(): QueueState {
    const jobs = [...this.#jobs.values()];
    const waiting = this.#waiting();
    const [head] = waiting;
    const active = jobs.filter(({ isActive }) => isActive).length;
    return {
      waiting: waiting.length,
      active,
      delayed: jobs.length - waiting.length - active,
      head: head && { jobId: head.id, ageMs: this.#now() - head.addedAt },
    };
  }

  /** The most urgent waiting key. */
  peek(): number | undefined {
    return this.#waiting()[0]?.priorityKey;
  }

  longestWaitMs(): number | undefined {
    const waits = this.#waiting().map(({ dueAt }) => this.#now() - dueAt);
    return waits.length === 0 ? undefined : Math.max(...waits);
  }

  rebase(seconds: number, above: number): void {
    for (const job of this.#jobs.values())
      if (job.priorityKey > above) job.priorityKey = Math.max(1, job.priorityKey - seconds);
  }

  /** Whether a job is in hand, or waits for a consumer that there is. */
  isBusy(): boolean {
    const { waiting, active } = this.state();
    return active > 0 || (waiting > 0 && this.#served.size > 0);
  }

  /** The moment at which the next delayed job is due; undefined if there is none. */
  nextDueAt(): number | undefined {
    const moments = [...this.#jobs.values()].flatMap(({ timer, dueAt }) =>
      timer === undefined ? [] : [dueAt],
    );
    return moments.length === 0 ? undefined : Math.min(...moments);
  }

  /** Delays go by the clock again, which was moved. */
  retime(): void {
    for (const job of [...this.#jobs.values()]) {
      if (job.timer === undefined) continue;
      clearTimeout(job.timer);
      this.#wait(job, job.dueAt - this.#now());
    }
  }

  serve(options: ServeOptions): AgentConsumer {
    const served: Served = { options, inHand: new Set(), concurrency: options.concurrency, isStopped: false };
    this.#served.add(served);
    this.#deliver();
    return {
      agent: this.#agent,
      progressedAt: () => performance.now(),
      setConcurrency: (concurrency) => {
        served.concurrency = concurrency;
        this.#deliver();
      },
      stop: async () => {
        served.isStopped = true;
        this.#served.delete(served);
        await Promise.all(served.inHand);
      },
    };
  }

  clear(): void {
    for (const job of [...this.#jobs.values()]) this.#forget(job);
  }

  #forget(job: Job): void {
    clearTimeout(job.timer);
    this.#jobs.delete(job.id);
  }

  #wait(job: Job, delayMs: number): void {
    job.isActive = false;
    job.dueAt = this.#now() + delayMs;
    job.timer = undefined;
    if (delayMs <= 0) {
      this.#deliver();
      return;
    }
    // A longer time-out than 32 bits of milliseconds fires at once; the rest of a longer delay follows.
    const partMs = Math.min(delayMs, 2 ** 31 - 1);
    job.timer = setTimeout(() => this.#wait(job, delayMs - partMs), partMs);
  }

  #waiting(): readonly Job[] {
    return [...this.#jobs.values()]
      .filter(({ isActive, timer }) => !isActive && timer === undefined)
      .sort((a, b) => a.priorityKey - b.priorityKey || a.order - b.order);
  }

  #deliver(): void {
    for (const served of this.#served) {
      for (const job of this.#waiting().slice(0, Math.max(0, served.concurrency - served.inHand.size))) {
        job.isActive = true;
        const ending: Promise<void> = this.#hand(job, served).finally(() => {
          served.inHand.delete(ending);
          this.#deliver();
        });
        served.inHand.add(ending);
      }
    }
  }

  async #hand(job: Job, { options }: Served): Promise<void> {
    job.deliveries++;
    const delivery = {
      agent: this.#agent,
      jobId: job.id,
      delivery: job.deliveries,
      data: job.data,
      lockedSince: () => performance.now(),
      dueAt: job.dueAt,
    };
    try {
      const end = await options.process(delivery);
      if (end.end === 'delay') this.#wait(job, end.delayMs);
      else this.#forget(job);
      options.onEnded?.(job.id, end);
    } catch (cause) {
      options.onError(new Error('A process rejected; its job comes back.', { cause }));
      this.#wait(job, AGAIN_AFTER_MS);
    }
  }
}

/** As a worker reads it from a job. */
function toData(activation: OutgoingActivation): Json {
  const { runId, step, lane, attempt, dispatch, refusals, dependency, traceparent, correlationId } =
    activation;
  return {
    v: ACTIVATION_VERSION,
    runId,
    step,
    attempt,
    dispatch,
    ...(lane !== undefined && { lane }),
    ...(refusals !== undefined && { refusals }),
    ...(dependency !== undefined && { dependency }),
    ...(traceparent !== undefined && { traceparent }),
    ...(correlationId !== undefined && { correlationId }),
  };
}
