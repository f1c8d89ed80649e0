import { ofSize } from '@ag06/agent-worker/testing';
import { type AttemptOutcome, type TuningSettings, toSizeBucket } from '@ag06/contracts/tuning';
import { createInput } from '../feeder.ts';
import type { Answer, Service } from '../service.ts';
import { AGENT, type QuickWorker } from './quick-worker.ts';
import { toDate, type VirtualClock } from './virtual-clock.ts';

/** A first, a second and a third call, as workers make them. */
const CALLS_MAX = 3;
/** Until the slot of an attempt is free again, and until its outcome is known, seconds: what the fleet itself takes. */
const SLOT_SECONDS = 0.015;
const COMMIT_SECONDS = 0.03;

/** A step's attempt, and what is in force for it. */
export interface AttemptFacts {
  readonly clock: VirtualClock;
  readonly service: Service;
  readonly worker: QuickWorker;
  /** Of the job. */
  readonly runId: string;
  readonly size: number;
  readonly attempt: number;
  /** Since when it is due, seconds. */
  readonly dueAt: number;
  readonly settings: TuningSettings;
  readonly version: number;
  readonly isCanary: boolean;
  /** Whether the rate allows another call now. */
  readonly mayCall: () => boolean;
  readonly onFree: () => void;
  readonly onEnd: (outcome: AttemptOutcome) => void;
}

interface Call {
  readonly from: number;
  readonly isHedge: boolean;
  readonly answer: Answer;
  readonly inflight: number;
  readonly leave: () => void;
  outcome: AttemptOutcome | undefined;
}

/** One attempt of a step: its calls, its time-out, and what it comes to. As the worker's `hedge` does. */
export class QuickAttempt {
  readonly #facts: AttemptFacts;
  readonly #calls: Call[] = [];
  #isOver = false;

  constructor(facts: AttemptFacts) {
    this.#facts = facts;
  }

  /** Its worker has given it a slot. */
  begin(): void {
    const { clock, settings, size } = this.#facts;
    const { timeoutMs, hedgeAfterMs } = ofSize(settings, JSON.stringify(createInput(size)).length);
    this.#call(false, () => {});
    if (timeoutMs !== undefined) clock.after(timeoutMs / 1_000, () => this.#timeOut());
    if (hedgeAfterMs === null) return;
    for (let made = 1; made < CALLS_MAX; made++)
      clock.after((made * hedgeAfterMs) / 1_000, () => this.#hedge());
  }

  #call(isHedge: boolean, leave: () => void): void {
    const { clock, service, worker, size } = this.#facts;
    const call: Call = {
      from: clock.now,
      isHedge,
      answer: service.begin(1_000 * clock.now, size),
      inflight: worker.beginCall(),
      leave,
      outcome: undefined,
    };
    this.#calls.push(call);
    clock.after(call.answer.afterMs / 1_000, () => this.#answered(call));
  }

  #hedge(): void {
    const { worker, mayCall } = this.#facts;
    if (this.#isOver || this.#calls.some(({ outcome }) => outcome === '429') || !mayCall()) return;
    const leave = worker.takeHedgeSlot();
    if (leave !== undefined) this.#call(true, leave);
  }

  #answered(call: Call): void {
    if (call.outcome !== undefined) return;
    const outcome = toOutcome(call.answer);
    this.#end(call, outcome);
    if (outcome === 'ok') this.#finish('ok');
    else if (this.#calls.every((one) => one.outcome !== undefined))
      this.#finish(this.#calls[0]?.outcome ?? outcome);
  }

  #timeOut(): void {
    if (this.#isOver) return;
    const [first] = this.#calls;
    if (first !== undefined && first.outcome === undefined) this.#end(first, 'timeout');
    this.#finish('timeout');
  }

  #finish(outcome: AttemptOutcome): void {
    const { clock, worker, onFree, onEnd } = this.#facts;
    this.#isOver = true;
    for (const call of this.#calls) if (call.outcome === undefined) this.#end(call, 'cancelled');
    clock.after(SLOT_SECONDS, () => {
      worker.freeSlot();
      onFree();
    });
    clock.after(COMMIT_SECONDS, () => onEnd(outcome));
  }

  #end(call: Call, outcome: AttemptOutcome): void {
    const { clock, service, worker, runId, size, attempt, dueAt, version, isCanary } = this.#facts;
    call.outcome = outcome;
    service.end(call.answer, outcome === 'cancelled' || outcome === 'timeout');
    call.leave();
    const durMs = 1_000 * (clock.now - call.from);
    worker.endCall(outcome, durMs, {
      t: Math.round(clock.date),
      agent: AGENT,
      step: 'call',
      runId,
      attempt,
      hedge: call.isHedge,
      configVersion: version,
      ...(isCanary && { canary: true }),
      priority: 'normal',
      sizeBucket: toSizeBucket(JSON.stringify(createInput(size)).length),
      waitMs: Math.max(0, 1_000 * (call.from - dueAt)),
      durMs,
      outcome,
      startedAt: Math.round(toDate(call.from)),
      worker: worker.id,
      inflightAtStart: call.inflight,
    });
  }
}

function toOutcome({ status }: Answer): AttemptOutcome {
  switch (status) {
    case 200:
      return 'ok';
    case 429:
      return '429';
    case 503:
      return 'error';
  }
}
