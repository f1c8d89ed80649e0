import type { AttemptOutcome } from '@ag06/contracts/tuning';
import TinyQueue from 'tinyqueue';
import type { FleetSettings } from '../fleet-settings.ts';
import type { MeasuredJob } from '../measured-jobs.ts';
import type { JobEnd } from '../recording.ts';
import type { SeededDraws } from '../seeded-draws.ts';
import type { AttemptDraws, DrawnAttempt } from './attempt-draws.ts';
import { StartRate } from './start-rate.ts';
import { WaitingQueue } from './waiting-queue.ts';

/** A job in the time of a replay, milliseconds from its begin. */
export interface Arrival {
  readonly measured: MeasuredJob;
  readonly at: number;
  /** The place of the arrival whose end brings it, whatever `at` says. */
  readonly after?: number;
}

export interface PlayedJob {
  readonly measured: MeasuredJob;
  readonly arrivedAt: number;
  /** Of an open one: when the replay ended. */
  readonly endedAt: number;
  readonly end: JobEnd;
  /** All that were made, those beside others included. */
  readonly attempts: number;
}

/** What came of jobs that arrived in a time, until its end. */
export interface Played {
  readonly jobs: readonly PlayedJob[];
  /** How long each attempt waited for its slot, milliseconds. */
  readonly waits: readonly number[];
  /** How long slots were taken in all. */
  readonly busyMs: number;
  readonly attempts: number;
  /** The most attempts that ran at once. */
  readonly mostAtOnce: number;
}

export interface Play {
  readonly arrivals: readonly Arrival[];
  /** When it ends, milliseconds from its begin. */
  readonly lengthMs: number;
  readonly settings: FleetSettings;
  readonly attempts: AttemptDraws;
  readonly draws: SeededDraws;
}

/** Attempts of one job at most, whatever settings say, so that a replay ends. */
const ATTEMPTS_MAX = 20;
const BACKOFF_MAX_MS = 60_000;
/** Of one attempt, as workers make them. */
const CALLS_MAX = 3;
/** Events of a replay between two turns. */
const ROUND = 200;

interface Job {
  readonly arrival: Arrival;
  /** What its end brings. */
  readonly next: Job[];
  /** Undefined: it has not. */
  arrivedAt: number | undefined;
  isOver: boolean;
  dueAt: number;
  /** Those made, in all, and of them those that count against the most that it may have. */
  made: number;
  counted: number;
  beside: number;
  readonly running: Running[];
}

interface Running {
  readonly job: Job;
  readonly drawn: DrawnAttempt;
  readonly startedAt: number;
}

interface Event {
  readonly at: number;
  readonly number: number;
  readonly act: () => void;
}

/** Plays arrivals through a fleet, event by event, for as long as jobs were recorded. Yields between short rounds. */
export function* replayFleet(play: Play): Generator<void, Played> {
  const fleet = new ReplayedFleet(play);
  for (let events = 1; fleet.step(); events++) if (events % ROUND === 0) yield;
  fleet.stop();
  return fleet;
}

class ReplayedFleet implements Played {
  readonly jobs: PlayedJob[] = [];
  readonly waits: number[] = [];
  busyMs = 0;
  attempts = 0;
  mostAtOnce = 0;
  readonly #play: Play;
  readonly #slots: number;
  readonly #jobs: readonly Job[];
  /** Those that come from elsewhere, in the order in which they come. */
  readonly #coming: readonly Job[];
  #next = 0;
  readonly #events = new TinyQueue<Event>([], (a, b) => a.at - b.at || a.number - b.number);
  readonly #waiting: WaitingQueue<Job>;
  readonly #rate: StartRate | undefined;
  #running = 0;
  #now = 0;
  #number = 0;
  #wakesAt = Number.NEGATIVE_INFINITY;

  constructor(play: Play) {
    const { settings, arrivals } = play;
    this.#play = play;
    this.#slots = Math.max(1, settings.concurrency * settings.replicas);
    this.#waiting = new WaitingQueue(settings.ageingMs);
    this.#rate = (settings.ratePerSec ?? null) === null ? undefined : new StartRate(settings.ratePerSec ?? 0);
    this.#jobs = arrivals.map((arrival) => ({
      arrival,
      next: [],
      arrivedAt: undefined,
      isOver: false,
      dueAt: 0,
      made: 0,
      counted: 0,
      beside: 0,
      running: [],
    }));
    this.#coming = this.#jobs
      .filter((job) => {
        const before = this.#jobs[job.arrival.after ?? -1];
        before?.next.push(job);
        return before === undefined;
      })
      .sort((a, b) => a.arrival.at - b.arrival.at);
  }

  /** Lets the next thing happen. Returns false if there is none. */
  step(): boolean {
    const job = this.#coming[this.#next];
    const event = this.#events.peek();
    const comes = job !== undefined && job.arrival.at <= (event?.at ?? Number.POSITIVE_INFINITY);
    const at = comes ? job.arrival.at : event?.at;
    if (at === undefined || at > this.#play.lengthMs) return false;
    this.#now = at;
    if (comes) {
      this.#next++;
      this.#arrive(job);
    } else this.#events.pop()?.act();
    this.#fill();
    return true;
  }

  /** Notes what is under way. */
  stop(): void {
    this.#now = this.#play.lengthMs;
    for (const job of this.#jobs) {
      for (const running of [...job.running]) this.#leave(running);
      if (job.arrivedAt !== undefined && !job.isOver) this.#note(job, 'open');
    }
  }

  #schedule(at: number, act: () => void): void {
    this.#events.push({ at, number: this.#number++, act });
  }

  #arrive(job: Job): void {
    job.arrivedAt = this.#now;
    this.#queue(job);
  }

  #queue(job: Job): void {
    const { arrival, arrivedAt = this.#now } = job;
    const { runStartedAt, priority, arrivedAt: recordedAt } = arrival.measured.job;
    job.dueAt = this.#now;
    this.#waiting.add(job, arrivedAt - (recordedAt - runStartedAt), priority);
  }

  /** Begins attempts while there are slots, work, and permits. */
  #fill(): void {
    while (this.#running < this.#slots && this.#waiting.size > 0) {
      const waitMs = this.#rate?.take(this.#now) ?? 0;
      if (waitMs > 0) {
        this.#wakeIn(waitMs);
        return;
      }
      const job = this.#waiting.take();
      if (job === undefined) return;
      this.waits.push(this.#now - job.dueAt);
      const drawn = this.#play.attempts.of(job.arrival.measured, job.made - job.beside, this.#running + 1);
      this.#begin(job, drawn);
      this.#hedgeLater(job, drawn);
    }
  }

  #wakeIn(ms: number): void {
    if (this.#wakesAt > this.#now) return;
    this.#wakesAt = this.#now + ms;
    this.#schedule(this.#wakesAt, () => undefined);
  }

  #begin(job: Job, drawn: DrawnAttempt): void {
    const running: Running = { job, drawn, startedAt: this.#now };
    job.made++;
    job.running.push(running);
    this.attempts++;
    this.#running++;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#running);
    this.#schedule(this.#now + drawn.durationMs, () => this.#end(running));
  }

  /** Begins another attempt beside one that takes long, and a third one after as long again, if there is an idle slot then. */
  #hedgeLater(job: Job, { durationMs }: DrawnAttempt): void {
    const { hedgeAfterMs = null } = this.#play.settings;
    if (hedgeAfterMs === null || durationMs <= hedgeAfterMs || !job.arrival.measured.job.canHedge) return;
    const own = job.made - job.beside;
    for (let times = 1; times < CALLS_MAX; times++)
      this.#schedule(this.#now + times * hedgeAfterMs, () => {
        const isOver = job.made - job.beside !== own || job.running.length === 0;
        if (isOver || this.#running >= this.#slots) return;
        job.beside++;
        this.#begin(job, this.#play.attempts.beside(job.arrival.measured, this.#running + 1));
      });
  }

  #end(running: Running): void {
    const { job, drawn } = running;
    if (!this.#leave(running)) return;
    if (drawn.outcome === 'ok') {
      for (const other of [...job.running]) this.#leave(other);
      this.#finish(job, 'done');
    } else if (job.running.length === 0) this.#tryAgain(job, drawn);
  }

  #leave(running: Running): boolean {
    const place = running.job.running.indexOf(running);
    if (place < 0) return false;
    running.job.running.splice(place, 1);
    this.#running--;
    this.busyMs += this.#now - running.startedAt;
    return true;
  }

  #tryAgain(job: Job, { outcome }: DrawnAttempt): void {
    // A service that refuses one as one too many has not tried it.
    if (outcome !== '429') job.counted++;
    const end = this.#endAfter(job, outcome);
    if (end !== undefined) this.#finish(job, end);
    else this.#schedule(this.#now + this.#delayOf(job), () => this.#queue(job));
  }

  /** How the job ends with a failed attempt; undefined if it is tried again. */
  #endAfter({ arrival, made, beside, counted }: Job, outcome: AttemptOutcome): JobEnd | undefined {
    const { job: recorded, attempts } = arrival.measured;
    const isLastRecorded = made - beside === attempts.length;
    if (outcome === 'cancelled' || (isLastRecorded && recorded.end === 'cut')) return 'cut';
    const wasForGood = isLastRecorded && recorded.end === 'failed' && counted < recorded.maxAttempts;
    if (wasForGood || made >= ATTEMPTS_MAX) return 'failed';
    const { maxAttempts = recorded.maxAttempts } = recorded.isRetryTuned ? this.#play.settings : {};
    return counted >= maxAttempts ? 'failed' : undefined;
  }

  /** As long as it was recorded, unless settings say otherwise; with full jitter (Marc Brooker) where nothing was. */
  #delayOf({ arrival: { measured }, made, beside }: Job): number {
    const place = made - beside;
    const { isRetryTuned, backoffMs } = measured.job;
    const set = isRetryTuned ? this.#play.settings.backoffMs : undefined;
    const recorded = measured.attempts[place];
    if (set === undefined && recorded !== undefined) return recorded.delayMs;
    const initialMs = set ?? backoffMs;
    const delayMs = Math.min(Math.max(BACKOFF_MAX_MS, initialMs), initialMs * 2 ** Math.max(0, place - 1));
    return delayMs * this.#play.draws.uniform();
  }

  #finish(job: Job, end: JobEnd): void {
    job.isOver = true;
    this.#note(job, end);
    for (const next of job.next) this.#arrive(next);
  }

  #note({ arrival: { measured }, arrivedAt = this.#now, made }: Job, end: JobEnd): void {
    this.jobs.push({ measured, arrivedAt, endedAt: this.#now, end, attempts: made });
  }
}
