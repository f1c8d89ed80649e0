import type { AttemptOutcome, TuningDocument } from '@ag06/contracts/tuning';
import { DEFAULT_RETRY, nextRetryDelayMs } from '@ag06/engine';
import { Draws } from '@ag06/test-tuning';
import type { RunRecord } from '../net-value.ts';
import type { Scenario } from '../scenario.ts';
import { WORKERS } from '../scenarios.ts';
import type { Service } from '../service.ts';
import { QuickAttempt } from './quick-attempt.ts';
import { OWN, QuickWorker } from './quick-worker.ts';
import { toDate, type VirtualClock } from './virtual-clock.ts';

/** More than any concurrency here takes at once. */
const BACKLOG = 1_500;
/** After a refusal: the service's Retry-After, and what a queue takes more. */
const RETRY_AFTER_SECONDS = 1;
const RETRY_SPREAD_SECONDS = 0.2;
/** A permit of a rate may be used so much later, seconds. */
const PERMIT_LASTS = 0.25;

interface Job {
  readonly number: number;
  readonly size: number;
  readonly createdAt: number;
  dueAt: number;
  attempts: number;
  /** Of its attempts: those that the service refused do not count. */
  refused: number;
  end: { readonly status: 'completed' | 'failed'; readonly at: number } | undefined;
}

type InForce = Pick<TuningDocument, 'version' | 'settings' | 'canary'>;

/** The queue, the workers and the runs of a fleet in virtual time. What stores and brokers take is a constant. */
export class QuickFleet {
  readonly workers: readonly QuickWorker[] = Array.from(
    { length: WORKERS },
    (_, i) => new QuickWorker(`w-${i + 1}`),
  );
  readonly #scenario: Scenario;
  readonly #clock: VirtualClock;
  readonly #service: Service;
  readonly #draws: Draws;
  readonly #luck: Draws;
  readonly #queue: Job[] = [];
  readonly #jobs: Job[] = [];
  #inForce: InForce | undefined;
  #nextPermitAt = 0;
  #wakesAt = 0;

  constructor(scenario: Scenario, clock: VirtualClock, service: Service, seed: number) {
    this.#scenario = scenario;
    this.#clock = clock;
    this.#service = service;
    this.#draws = new Draws(seed * 31 + 7);
    this.#luck = new Draws(seed + 5);
    this.#arriveLater();
  }

  get runs(): readonly RunRecord[] {
    return this.#jobs.map(({ size, createdAt, end }) => ({
      size,
      createdAt: toDate(createdAt),
      status: end?.status ?? 'open',
      finishedAt: end && toDate(end.at),
    }));
  }

  /** What is published is in force at once. */
  follow(inForce: InForce | undefined): void {
    this.#inForce = inForce;
    this.pump();
  }

  /** A second is over. */
  step(): void {
    for (const worker of this.workers) worker.step(this.#clock.now, this.#settingsOf(worker).settings);
  }

  /** Begins attempts while there are jobs, idle slots and permits. */
  pump(): void {
    for (;;) {
      if (this.#queue.length === 0) return;
      const [worker] = this.workers.filter(({ isFree }) => isFree).sort((a, b) => a.load - b.load);
      if (worker === undefined || !this.#mayCall(worker)) return;
      const job = this.#queue.shift();
      if (job !== undefined) this.#begin(job, worker);
    }
  }

  #settingsOf(worker: QuickWorker) {
    const { canary, settings = {}, version = 0 } = this.#inForce ?? {};
    const isCanary = canary?.workers.includes(worker.id) === true;
    return { version, isCanary, settings: isCanary ? canary.settings : settings };
  }

  #arriveLater(): void {
    const { demand, seconds } = this.#scenario;
    if (demand === 'backlog') {
      while (this.#queue.length < BACKLOG) this.#queue.push(this.#create(0));
      return;
    }
    for (
      let t = this.#draws.exponential(1 / demand);
      t <= seconds;
      t += this.#draws.exponential(1 / demand)
    ) {
      const size = this.#drawSize();
      this.#clock.at(t, () => {
        this.#queue.push(this.#create(size));
        this.pump();
      });
    }
  }

  #create(size: number): Job {
    const { now } = this.#clock;
    const number = this.#jobs.length;
    const job: Job = { number, size, createdAt: now, dueAt: now, attempts: 0, refused: 0, end: undefined };
    this.#jobs.push(job);
    return job;
  }

  #drawSize(): number {
    let rest = this.#draws.uniform();
    const size = this.#scenario.shares.findIndex((share) => {
      rest -= share;
      return rest < 0;
    });
    return Math.max(0, size);
  }

  /** Whether the published rate has a permit now; if not, the queue is looked at again when it has one. */
  #mayCall(worker: QuickWorker): boolean {
    const { ratePerSec } = this.#settingsOf(worker).settings;
    if (ratePerSec == null) return true;
    const { now } = this.#clock;
    this.#nextPermitAt = Math.max(this.#nextPermitAt, now - PERMIT_LASTS);
    if (this.#nextPermitAt <= now + 1e-9) {
      this.#nextPermitAt += 1 / ratePerSec;
      return true;
    }
    if (this.#wakesAt <= now || this.#wakesAt > this.#nextPermitAt) {
      this.#wakesAt = this.#nextPermitAt;
      this.#clock.at(this.#wakesAt, () => this.pump());
    }
    return false;
  }

  #begin(job: Job, worker: QuickWorker): void {
    const { size, dueAt } = job;
    const inForce = this.#settingsOf(worker);
    job.attempts++;
    worker.takeSlot();
    new QuickAttempt({
      ...inForce,
      clock: this.#clock,
      service: this.#service,
      worker,
      runId: `r0-${String(job.number).padStart(21, '0')}`,
      size,
      attempt: job.attempts,
      dueAt,
      mayCall: () => this.#mayCall(worker),
      onFree: () => this.pump(),
      onEnd: (outcome) => this.#settle(job, outcome, inForce.settings),
    }).begin();
  }

  #settle(job: Job, outcome: AttemptOutcome, { maxAttempts, backoffMs }: TuningDocument['settings']): void {
    const { demand } = this.#scenario;
    if (outcome === 'ok') {
      job.end = { status: 'completed', at: this.#clock.now };
      if (demand === 'backlog') this.#queue.push(this.#create(0));
      return;
    }
    if (outcome === '429') job.refused++;
    const counted = job.attempts - job.refused;
    if (outcome !== '429' && counted >= (maxAttempts ?? OWN.maxAttempts)) {
      job.end = { status: 'failed', at: this.#clock.now };
      return;
    }
    const policy = { ...DEFAULT_RETRY, initialDelayMs: backoffMs ?? OWN.backoffMs };
    const chance = this.#luck.uniform();
    const wait =
      outcome === '429'
        ? RETRY_AFTER_SECONDS + RETRY_SPREAD_SECONDS * chance
        : nextRetryDelayMs(policy, counted, chance) / 1_000;
    this.#clock.after(wait, () => {
      job.dueAt = this.#clock.now;
      this.#queue.unshift(job);
      this.pump();
    });
  }
}
