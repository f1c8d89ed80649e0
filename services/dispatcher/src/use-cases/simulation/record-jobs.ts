import { type EventType, PRIORITIES, type Priority, type RunEvent } from '@ag06/contracts';
import type { AttemptOutcome } from '@ag06/contracts/tuning';
import { type CallingStep, callingStepOf, DEFAULT_RETRY, type Plan } from '@ag06/engine';
import type { RecordedAttempt, RecordedJob } from '@ag06/simulation';
import type { RunSummary } from '@ag06/store';

/** What settings were in force where a step says nothing. */
export interface RecordedRules {
  readonly agent: string;
  readonly timeoutMs?: number | undefined;
  readonly maxAttempts?: number | undefined;
  readonly backoffMs?: number | undefined;
}

/** A job whose predecessor is the job itself, not its place. */
export interface FoldedJob extends Omit<RecordedJob, 'after' | 'attempts'> {
  readonly after: FoldedJob | undefined;
  readonly attempts: RecordedAttempt[];
  end: RecordedJob['end'];
}

interface Unit {
  job: FoldedJob | undefined;
  /** Since when its next attempt may begin. */
  dueAt: number | undefined;
  startedAt: number | undefined;
  /** It is kept from its queue by a person: that is no wait for a slot. */
  isHeld: boolean;
}

/**
 * Collects from the log of a run what an agent did in it: its steps, and items of them, each with its attempts. A step that
 * begins in the commit that ended another one of the agent was brought by that. What never began is in the log without an end:
 * the end of its run, or of its list, says that it will not.
 */
export class RunJobs {
  readonly #run: Pick<RunSummary, 'meta' | 'createdAt'>;
  readonly #plan: Plan;
  readonly #rules: RecordedRules;
  readonly #units = new Map<string, Unit>();
  readonly #jobs: FoldedJob[] = [];
  #lastEnd: { readonly at: number; readonly job: FoldedJob } | undefined;

  constructor(run: Pick<RunSummary, 'meta' | 'createdAt'>, plan: Plan, rules: RecordedRules) {
    this.#run = run;
    this.#plan = plan;
    this.#rules = rules;
  }

  /** Those that came to the agent's queue. One that never began is open. */
  get jobs(): readonly FoldedJob[] {
    return this.#jobs;
  }

  add(event: RunEvent): void {
    if (event.step === undefined) {
      if (RUN_ENDS.has(event.type)) this.#endRest(event.at);
      return;
    }
    const step = callingStepOf(this.#plan, event.step);
    if (step === undefined || step.agent !== this.#rules.agent) return;
    // A step over a list has no attempts: its items have.
    if (step.kind === 'forEach' && event.item === undefined) {
      if (LIST_ENDS.has(event.type)) this.#endRest(event.at, `${event.step}\0`);
      return;
    }
    const key = `${event.step}\0${event.item ?? ''}`;
    const unit = this.#units.get(key) ?? newUnit();
    this.#units.set(key, unit);
    this.#move(unit, step, event);
  }

  /** The rest of the log is not read: nobody knows what became of that which is under way. */
  cutShort(): void {
    for (const unit of this.#units.values()) {
      unit.startedAt = undefined;
      this.#end(unit, Number.NaN, 'cut');
    }
  }

  /** Nothing more comes of what is open, of all or of one list. */
  #endRest(at: number, prefix = ''): void {
    for (const [key, unit] of this.#units) {
      if (unit.job === undefined || !key.startsWith(prefix)) continue;
      this.#endAttempt(unit, at, 'cancelled');
      this.#end(unit, at, 'cut');
    }
  }

  #move(unit: Unit, step: CallingStep, event: RunEvent): void {
    const { at } = event;
    switch (event.type.slice(event.type.indexOf('.') + 1)) {
      case 'scheduled':
      case 'resumed':
        this.#due(unit, step, at);
        break;
      case 'started':
        this.#due(unit, step, at);
        unit.startedAt = at;
        break;
      case 'retrying':
        this.#endAttempt(unit, at, outcomeOf(event));
        unit.dueAt = typeof event.dueAt === 'number' ? event.dueAt : at;
        break;
      case 'blocked':
        // An attempt that was put aside does not count, as one that its service refused.
        if (event.error !== undefined) this.#endAttempt(unit, at, '429');
        unit.isHeld = isByPerson(event);
        break;
      case 'redelivered':
      case 'cancelled':
      case 'poisoned':
        this.#endAttempt(unit, at, 'cancelled');
        this.#end(unit, at, 'cut');
        break;
      case 'completed':
      case 'iterated':
        this.#endAttempt(unit, at, 'ok');
        this.#end(unit, at, 'done');
        break;
      case 'failed':
      case 'timed_out':
        this.#endAttempt(unit, at, outcomeOf(event));
        this.#end(unit, at, 'failed');
    }
  }

  /** Its next attempt may begin. The first time, or after an end, a job has come. */
  #due(unit: Unit, step: CallingStep, at: number): void {
    if (unit.job === undefined) {
      const after = this.#lastEnd?.at === at ? this.#lastEnd.job : undefined;
      unit.job = this.#begin(step, at, after);
      unit.dueAt = at;
    } else if (unit.isHeld) unit.dueAt = at;
    else unit.dueAt ??= at;
    unit.isHeld = false;
  }

  #begin(step: CallingStep, at: number, after: FoldedJob | undefined): FoldedJob {
    const { meta, createdAt } = this.#run;
    const { timeoutMs: tunedTimeoutMs, maxAttempts, backoffMs } = this.#rules;
    const isRetryTuned = step.retry === DEFAULT_RETRY;
    const timeoutMs = step.timeoutMs ?? tunedTimeoutMs;
    const job: FoldedJob = {
      kind: `${meta.workflow}/${step.id}`,
      priority: step.priority ?? toPriority(meta.priority),
      size: 0,
      arrivedAt: at,
      runStartedAt: createdAt,
      after,
      attempts: [],
      end: 'open',
      maxAttempts: (isRetryTuned ? maxAttempts : undefined) ?? step.retry.maxAttempts,
      backoffMs: (isRetryTuned ? backoffMs : undefined) ?? step.retry.initialDelayMs,
      isRetryTuned,
      ...(timeoutMs !== undefined && { timeoutMs }),
      isTimeoutTuned: step.timeoutMs === undefined,
      canHedge: true,
    };
    this.#jobs.push(job);
    return job;
  }

  #endAttempt(unit: Unit, at: number, outcome: AttemptOutcome): void {
    const { job, startedAt, dueAt } = unit;
    if (job === undefined || startedAt === undefined) return;
    job.attempts.push({ startedAt, endedAt: at, outcome, dueAt: Math.min(startedAt, dueAt ?? startedAt) });
    unit.startedAt = undefined;
    unit.dueAt = undefined;
  }

  #end(unit: Unit, at: number, end: RecordedJob['end']): void {
    const { job } = unit;
    if (job === undefined) return;
    // One that never began took no slot.
    if (job.attempts.length === 0) this.#jobs.splice(this.#jobs.indexOf(job), 1);
    job.end = end;
    this.#lastEnd = { at, job };
    Object.assign(unit, newUnit());
  }
}

const newUnit = (): Unit => ({
  job: undefined,
  dueAt: undefined,
  startedAt: undefined,
  isHeld: false,
});

const RUN_ENDS: ReadonlySet<EventType> = new Set([
  'run.completed',
  'run.failed',
  'run.cancelled',
  'run.timed_out',
]);
const LIST_ENDS: ReadonlySet<EventType> = new Set([
  'step.completed',
  'step.failed',
  'step.cancelled',
  'step.timed_out',
]);

const toPriority = (name: string): Priority => PRIORITIES.find((priority) => priority === name) ?? 'normal';

const BY_PERSON = /^(?:pause|hold|fork)(?::|$)/;
const isByPerson = ({ reason }: RunEvent): boolean => typeof reason === 'string' && BY_PERSON.test(reason);

const OUTCOMES: ReadonlyMap<unknown, AttemptOutcome> = new Map([
  ['STEP_TIMED_OUT', 'timeout'],
  ['RATE_LIMITED', '429'],
  ['OUT_OF_MEMORY', 'oom'],
]);

function outcomeOf({ type, error }: RunEvent): AttemptOutcome {
  if (type.endsWith('timed_out')) return 'timeout';
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return OUTCOMES.get(code) ?? 'error';
}

/** Puts the jobs of many runs in the order of their arrivals, those within the spans. */
export function toRecordedJobs(
  folded: readonly FoldedJob[],
  isWithin: (moment: number) => boolean,
): readonly RecordedJob[] {
  // A job is behind the one that brought it, because the sort is stable.
  const sorted = folded
    .filter(({ arrivedAt }) => isWithin(arrivedAt))
    .sort((a, b) => a.arrivedAt - b.arrivedAt);
  const places = new Map(sorted.map((job, i) => [job, i]));
  return sorted.map(({ after, ...job }) => {
    const place = after === undefined ? undefined : places.get(after);
    return place === undefined ? job : { ...job, after: place };
  });
}
