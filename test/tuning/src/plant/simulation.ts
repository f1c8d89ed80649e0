import type { AttemptOutcome, Observation } from '@ag06/tuning';
import { Attempts } from './attempts.ts';
import { Circuit } from './circuit.ts';
import { Draws } from './draws.ts';
import { EventLine } from './event-line.ts';
import type { Attempt, Job } from './job.ts';
import type { JobClass, Plant, PlantSettings } from './plant.ts';
import { Telemetry } from './telemetry.ts';
import { TokenBucket } from './token-bucket.ts';
import { WaitingJobs } from './waiting-jobs.ts';

const RETRY_AFTER_429_SECONDS = 1;
const OWN_RATE_BURST_SECONDS = 0.1;

/** A plant under way: events in the order of their time. Value is counted as section 4 of the design has it. */
export class Simulation {
  readonly #plant: Plant;
  readonly #draws: Draws;
  readonly #attempts: Attempts;
  readonly #events = new EventLine();
  readonly #waiting = new WaitingJobs();
  readonly #circuit = new Circuit();
  readonly #ownRate = new TokenBucket();
  readonly #telemetry = new Telemetry();
  readonly #running = new Set<Attempt>();
  #settings: PlantSettings;
  #version = 1;
  #now = 0;
  #jobs = 0;
  #ready: number;
  #starting = 0;
  #wakesAt = 0;
  value = 0;
  /** Replicas that ran out of memory. */
  crashes = 0;

  constructor(plant: Plant, seed: number) {
    this.#plant = plant;
    this.#draws = new Draws(seed * 7_919 + 13);
    this.#attempts = new Attempts(plant, seed);
    this.#settings = plant.static;
    this.#ready = plant.static.replicas;
    if (plant.demand !== 'backlog') this.#nextArrival(plant.demand);
    this.#fill();
  }

  /** Puts settings in force at once. */
  apply(settings: PlantSettings, version: number): void {
    this.#settings = settings;
    this.#version = version;
    for (; this.#ready + this.#starting < settings.replicas; this.#starting++)
      this.#after(this.#plant.bootSeconds, () => this.#booted());
    while (this.#ready + this.#starting > settings.replicas && this.#ready > 0) this.#ready--;
    this.#fill();
  }

  /** Plays on until then. Returns what was seen. */
  advance(until: number): Observation {
    const from = this.#now;
    for (let next = this.#events.takeUntil(until); next !== undefined; next = this.#events.takeUntil(until)) {
      this.#passTo(next.t);
      next.act();
      this.#fill();
    }
    this.#passTo(until);
    const { memory } = this.#plant;
    return this.#telemetry.take({
      t: until,
      dt: until - from,
      configVersion: this.#version,
      queueDepth: this.#waiting.depth,
      queueByPriority: this.#waiting.depths(),
      inflight: this.#running.size,
      replicas: { ready: this.#ready, starting: this.#starting },
      breaker: this.#circuit.state,
      cpu: 0.3,
      memory: memory === undefined ? 0.2 : this.#memoryOf(memory) * (1 + 0.02 * this.#draws.normal()),
    });
  }

  #passTo(t: number): void {
    this.value -= this.#plant.replicaCostPerSec * (this.#ready + this.#starting) * (t - this.#now);
    this.#now = t;
  }

  #after(seconds: number, act: () => void): void {
    this.#events.add(this.#now + seconds, act);
  }

  #nextArrival(rate: (t: number) => number): void {
    this.#after(this.#draws.exponential(1 / Math.max(1e-3, rate(this.#now))), () => {
      this.#arrive();
      this.#nextArrival(rate);
    });
  }

  #arrive(): void {
    const job: Job = {
      number: this.#jobs++,
      class: this.#pickClass(),
      arrivedAt: this.#now,
      counted: 0,
      spent: 0,
      isDone: false,
      isHedged: false,
      running: new Set(),
    };
    this.#telemetry.arrived(job);
    const { deadlineS, latePenalty } = job.class;
    if (Number.isFinite(deadlineS))
      this.#after(deadlineS, () => {
        if (!job.isDone) this.value -= latePenalty;
      });
    this.#waiting.add(job, this.#settings.ageingMs);
  }

  #pickClass(): JobClass {
    const { classes } = this.#plant;
    let rest = this.#draws.uniform() * classes.reduce((sum, { share }) => sum + share, 0);
    for (const each of classes) {
      rest -= each.share;
      if (rest <= 0) return each;
    }
    throw new Error('a plant has at least one class');
  }

  get #slots(): number {
    return this.#ready * this.#settings.concurrency;
  }

  /** Begins attempts while there are slots, work, and permits. */
  #fill(): void {
    while (this.#running.size < this.#slots) {
      if (this.#plant.demand === 'backlog') while (this.#waiting.depth < 2 * this.#slots + 10) this.#arrive();
      if (this.#waiting.depth === 0 || !this.#mayBegin()) return;
      const job = this.#waiting.take();
      if (job !== undefined) this.#begin(job, false);
    }
  }

  #mayBegin(): boolean {
    const { ratePerSec } = this.#settings;
    if (ratePerSec !== null && !this.#ownRate.take(this.#now, ratePerSec, OWN_RATE_BURST_SECONDS)) {
      this.#wakeAt(this.#ownRate.nextAt(ratePerSec));
      return false;
    }
    if (this.#circuit.admit(this.#now)) return true;
    if (this.#circuit.state === 'open') this.#wakeAt(this.#circuit.opensAgainAt);
    return false;
  }

  #wakeAt(t: number): void {
    if (this.#wakesAt > this.#now && this.#wakesAt <= t + 1e-3) return;
    this.#wakesAt = t;
    this.#after(t - this.#now, () => undefined);
  }

  #begin(job: Job, isHedge: boolean): void {
    const attempt = this.#attempts.begin(job, {
      now: this.#now,
      inflight: this.#running.size + 1,
      version: this.#version,
      isHedge,
      settings: this.#settings,
    });
    this.#running.add(attempt);
    this.#after(attempt.seconds, () => this.#end(attempt, attempt.outcome));
    const { hedgeAfterMs: all, bySize } = this.#settings;
    const own = bySize?.[String(job.class.size)]?.hedgeAfterMs;
    const hedgeAfterMs = own === undefined ? all : own;
    if (!isHedge && hedgeAfterMs !== null && hedgeAfterMs / 1_000 < attempt.seconds)
      this.#after(hedgeAfterMs / 1_000, () => this.#hedge(attempt));
    const { memory } = this.#plant;
    if (memory !== undefined && this.#ready > 0 && this.#memoryOf(memory) > 1) this.#crash();
  }

  /** Begins a second attempt beside one that takes long, if there is an idle slot. */
  #hedge(attempt: Attempt): void {
    const { job } = attempt;
    const isIdle = this.#running.size < this.#slots && this.#circuit.state === 'closed';
    if (!this.#running.has(attempt) || job.isHedged || !isIdle) return;
    job.isHedged = true;
    this.#begin(job, true);
  }

  #memoryOf({ base, perAttempt }: { readonly base: number; readonly perAttempt: number }): number {
    return base + (perAttempt * this.#running.size) / Math.max(1, this.#ready);
  }

  #crash(): void {
    this.crashes++;
    const victims = [...this.#running].slice(0, Math.ceil(this.#running.size / this.#ready));
    this.#ready--;
    this.#starting++;
    this.#after(this.#plant.bootSeconds, () => this.#booted());
    for (const attempt of victims) this.#end(attempt, 'oom');
  }

  #booted(): void {
    this.#starting--;
    if (this.#ready + this.#starting < this.#settings.replicas) this.#ready++;
  }

  #end(attempt: Attempt, outcome: AttemptOutcome): void {
    if (!this.#running.delete(attempt)) return;
    const { job } = attempt;
    job.running.delete(attempt);
    this.#telemetry.ended(attempt, outcome, this.#now);
    if (outcome === 'ok' || outcome === 'error' || outcome === 'timeout')
      this.#circuit.record(this.#now, outcome !== 'ok', this.#settings);
    if (outcome === 'ok') {
      for (const other of [...job.running]) this.#end(other, 'cancelled');
      this.#finish(job, true);
      return;
    }
    this.value -= this.#plant.attemptCost;
    if (outcome !== 'cancelled' && job.running.size === 0) this.#tryAgain(job, outcome);
  }

  #tryAgain(job: Job, outcome: AttemptOutcome): void {
    const { maxAttempts, backoffMs } = this.#settings;
    const again = () => this.#waiting.add(job, this.#settings.ageingMs);
    if (outcome === '429') {
      job.counted--;
      this.#after(RETRY_AFTER_429_SECONDS, again);
    } else if (job.counted >= maxAttempts) this.#finish(job, false);
    else {
      const backoff = (backoffMs / 1_000) * 2 ** (job.counted - 1) * (0.5 + this.#draws.uniform());
      this.#after(backoff, again);
    }
  }

  #finish(job: Job, isOk: boolean): void {
    job.isDone = true;
    const { deadlineS, onTimeValue, lateValue, lostPenalty } = job.class;
    const onTime = isOk && this.#now - job.arrivedAt <= deadlineS;
    this.value += isOk ? (onTime ? onTimeValue : lateValue) : -lostPenalty;
    this.#telemetry.finished(job, isOk, onTime, this.#now);
  }
}
