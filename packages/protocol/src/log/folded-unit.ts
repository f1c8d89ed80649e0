import { FINAL_STEP_STATUSES, type RunEvent, type StepStatus } from '@ag06/contracts';
import { readNumber, readText } from './read-detail.ts';
import type { ShownUnit } from './shown-run.ts';

/** A step, or an item in hand, as the log tells it. */
export class FoldedUnit implements ShownUnit {
  status: StepStatus = 'ready';
  attempt = 1;
  iteration: number | undefined;
  blockedBy: string | undefined;
  awaits: string | undefined;
  dueAt = 0;
  /** The event with its outcome; undefined while it has none. */
  outcomeSeq: number | undefined;

  get isOver(): boolean {
    return FINAL_STEP_STATUSES.some((final) => final === this.status);
  }

  copy(): FoldedUnit {
    return Object.assign(new FoldedUnit(), this);
  }

  /** Puts it into a status in which it is neither blocked nor waits. */
  become(status: StepStatus): void {
    this.status = status;
    this.blockedBy = undefined;
    this.awaits = undefined;
    this.dueAt = 0;
  }

  /** Begins with its first attempt again. */
  revive(): void {
    this.become('ready');
    this.attempt = 1;
    this.outcomeSeq = undefined;
  }

  /** Adds an event about it, of which `does` is the part behind the dot. Returns whether it has its outcome now. */
  add(does: string, event: RunEvent): boolean {
    switch (does) {
      case 'scheduled':
        return this.#be(event, 'scheduled');
      case 'started':
      case 'poisoned':
        return this.#be(event, 'running');
      case 'resumed':
        return this.#be(event, 'ready');
      case 'blocked':
        this.#be(event, 'blocked');
        this.blockedBy = readText(event, 'blockedBy');
        return false;
      case 'waiting':
        this.#be(event, 'waiting');
        this.awaits = readText(event, 'reason');
        this.dueAt = readNumber(event, 'dueAt') ?? 0;
        return false;
      case 'retrying':
        return this.#retry(event);
      case 'redelivered':
        if (isBackOnQueue(this, event)) this.#be(event, 'scheduled');
        return false;
      case 'iterated':
        this.become('ready');
        this.attempt = 1;
        this.iteration = (event.iteration ?? 0) + 1;
        return false;
      case 'completed':
      case 'failed':
      case 'timed_out':
      case 'skipped':
      case 'cancelled':
        this.#be(event, does);
        this.outcomeSeq = event.seq;
        return does !== 'cancelled';
      default:
        return false;
    }
  }

  #be({ attempt = 1, iteration }: RunEvent, status: StepStatus): false {
    this.become(status);
    this.attempt = attempt;
    this.iteration = iteration;
    return false;
  }

  /** The event is about the attempt that failed. A step that no agent executes waited for a child before. */
  #retry(event: RunEvent): false {
    const isDelay = this.status === 'waiting';
    this.#be(event, 'retrying');
    this.attempt = (event.attempt ?? 1) + 1;
    this.dueAt = readNumber(event, 'dueAt') ?? 0;
    if (isDelay) this.awaits = 'delay';
    return false;
  }
}

/** Of an attempt that was taken over, the log says whether it went back to its queue. An old one does so of released ones alone. */
const isBackOnQueue = ({ status }: FoldedUnit, event: RunEvent): boolean =>
  event.queued === true ||
  event.reason === 'released' ||
  (event.queued === undefined && (status === 'scheduled' || status === 'retrying'));
