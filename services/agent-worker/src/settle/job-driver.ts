import { type RunStatus, stepOfUnit } from '@ag06/contracts';
import type { Decision } from '@ag06/engine';
import {
  type CommitAnswer,
  type Enqueue,
  type EntryId,
  type Evaluation,
  type Grant,
  type Issuer,
  OUTPUT_UNIT,
} from '@ag06/protocol';
import {
  type Driver,
  type Executor,
  faultPoint,
  type Operation,
  type QueueOrder,
  type RunContext,
  type SentDecision,
  sendActivations,
  toActivations,
  type WaitingResult,
} from '@ag06/runtime';
import { countEnd, toLogIds } from '@ag06/telemetry';
import type { JobInHand } from '../claim/job-in-hand.ts';
import type { Parts } from '../parts.ts';
import { countOutcome } from './count-work.ts';
import { keepDelivery } from './keep-delivery.ts';
import { isHandedBack } from './keep-lane-job.ts';
import { logEvaluation } from './trace-failure.ts';

/** Drives a run for one job. Asks the store until it answers, and sends each commit's activations at once. */
export class JobDriver implements Driver {
  readonly executor: Executor;
  readonly #parts: Parts;
  readonly #job: JobInHand;

  constructor(parts: Parts, job: JobInHand, executor: Executor) {
    this.executor = executor;
    this.#parts = parts;
    this.#job = job;
  }

  get runs(): Parts['runs'] {
    return this.#parts.runs;
  }

  get broker(): Parts['broker'] {
    return this.#parts.broker;
  }

  get issuer(): Issuer {
    return this.#job.issuer();
  }

  createId(): string {
    return this.#parts.createId();
  }

  send(runId: string, entries: readonly EntryId[]): void {
    this.#parts.messenger?.send(runId, entries);
  }

  epoch(): number {
    return this.#parts.order.epoch();
  }

  get ageingOf(): QueueOrder['ageingOf'] {
    return this.#parts.order.ageingOf;
  }

  /** While the store is away, an outcome waits here, in the buffer of this process. */
  ask<T>(operation: Operation, ask: () => Promise<T>, result?: () => WaitingResult): Promise<T> {
    const { repeater, results, closed } = this.#parts;
    return repeater.untilAnswered(operation, ask, closed, result && results.begin(result));
  }

  async enqueue(context: RunContext, enqueues: readonly Enqueue[]): Promise<void> {
    const isRetry = enqueues.some((enqueue) => enqueue.delayMs > 0);
    faultPoint(isRetry ? 'retry.before-schedule' : 'enqueue.before');
    const from = { parent: this.#job.trace?.parent };
    const refusalsOf = ({ unit, attempt }: Enqueue) => this.#job.refusals.of(unit, attempt);
    await sendActivations(this.broker, toActivations(context, enqueues, this, from, refusalsOf));
    faultPoint(isRetry ? 'retry.after-schedule' : 'enqueue.after');
  }

  onEvaluated(context: RunContext, held: Evaluation, decision: Decision): void {
    logEvaluation(this.#parts, context, held, decision);
  }

  onAnswered(context: RunContext, sent: SentDecision, { result }: CommitAnswer): void {
    const { change } = sent.decision;
    this.#job.trace?.noteCommit(sent.sentAt, sent.unit, change.to, result);
    if (result === 'refused') return;
    countOutcome(this.#parts.book, context, sent);
    if (isHandedBack(change)) this.#job.handBack();
  }

  onEnd({ meta, createdAt }: RunContext, status: RunStatus): void {
    countEnd(this.#parts.book, meta.workflow, createdAt, status);
  }

  onRefused({ runId, meta }: RunContext, unit: string, err: unknown): void {
    const step = unit === OUTPUT_UNIT ? {} : { step: stepOfUnit(unit) };
    this.#parts.log.error(
      { err, ...toLogIds({ runId, ...meta }), ...step, code: 'COMMIT_REFUSED' },
      'The store refused for good to record what became of a step: it fails, and is not tried again.',
    );
  }

  onTakenOver(context: RunContext, held: Pick<Grant, 'unit' | 'token'>): Promise<void> {
    return keepDelivery(this.#parts, this.#job, context, held);
  }
}
