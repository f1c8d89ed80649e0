import type { AnswerTo, Command, Enqueue, Grant, Issuer } from '@ag06/protocol';
import type { RunRecord } from '../../run-store.ts';
import type { RandomPlan } from './random-plan.ts';

/** A unit that somebody was granted, and who that was; it may be stale by now. */
export interface HeldUnit {
  readonly grant: Grant;
  readonly issuer: Issuer;
  readonly isEvaluation: boolean;
}

/** The joint knowledge of all processes about one run, from which the next command is drawn. */
export class KnownRun {
  readonly runId: string;
  readonly plan: RandomPlan;
  /**
   * Every activation that was to be enqueued, every unit that was granted, every command that was sent; newest last.
   */
  readonly jobs: Enqueue[] = [];
  readonly held: HeldUnit[] = [];
  readonly sent: Command[] = [];
  /** The run as it was seen at some moments; newest last. */
  readonly seen: RunRecord[] = [];
  readonly #deliveries = new Map<string, number>();

  constructor(runId: string, plan: RandomPlan) {
    this.runId = runId;
    this.plan = plan;
  }

  learn(command: Command, answer: AnswerTo<Command>, record: RunRecord | undefined): void {
    this.sent.push(command);
    if (record !== undefined) this.seen.push(record);
    const { job, delivery } = command.issuer;
    this.#deliveries.set(job, Math.max(delivery, this.#deliveries.get(job) ?? 0));
    if (!('grants' in answer)) return;
    this.jobs.push(...answer.enqueues);
    const { issuer } = command;
    for (const grant of answer.grants) this.held.push({ grant, issuer, isEvaluation: false });
    for (const grant of answer.evaluations) this.held.push({ grant, issuer, isEvaluation: true });
  }

  /** The delivery of a job after all that were seen. */
  nextDelivery(job: string): number {
    return 1 + (this.#deliveries.get(job) ?? 0);
  }
}

/** The element that many places before the last, wrapping around. */
export function pickBack<T>(list: readonly T[], back: number): T | undefined {
  return list[list.length - 1 - (back % Math.max(1, list.length))];
}
