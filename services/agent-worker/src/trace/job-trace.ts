import type { Delivery, DeliveryEnd } from '@ag06/broker';
import { type Activation, agentQueue, unitOf } from '@ag06/contracts';
import type { CallingStep } from '@ag06/engine';
import type { Grant } from '@ag06/protocol';
import type { RunContext } from '@ag06/runtime';
import {
  ATTRIBUTES,
  beginSpan,
  endSpan,
  failSpan,
  isSampled,
  MESSAGING_SYSTEM,
  parseTraceparent,
  recordSpan,
  SPANS,
  toLink,
} from '@ag06/telemetry';
import { type Attributes, type Span, type SpanContext, SpanKind } from '@opentelemetry/api';
import type { Execution } from '../attempt/execution.ts';
import type { Tried } from '../attempt/observed.ts';
import { judgeHop } from './judge-hop.ts';

interface TracedAttempt {
  readonly execution: Execution;
  readonly step: CallingStep;
  readonly grant: Pick<Grant, 'attempt' | 'item'>;
}

interface AnsweredClaim {
  readonly sentAt: number;
  readonly answeredAt: number;
  readonly result: string;
}

/**
 * The spans of one job of a sampled run: `process agent.x`, and below it each `claim`, `execute` and `commit`. The
 * first begins when the job is fetched but is created once the run is known, because the store, not the job, says what
 * its parent is.
 */
export class JobTrace {
  readonly #delivery: Delivery;
  readonly #activation: Activation;
  readonly #fetchedAt = { moment: performance.now(), epochMs: Date.now() };
  #sender: SpanContext;
  #root: SpanContext | undefined;
  /** Attributes of every span. */
  #ids: Attributes;
  #span: Span | undefined;
  /** Claims that were answered before the span was created. */
  #claims: AnsweredClaim[] = [];
  #isDenied = false;
  #hasBegunOwn = false;

  private constructor(delivery: Delivery, activation: Activation, sender: SpanContext) {
    this.#delivery = delivery;
    this.#activation = activation;
    this.#sender = sender;
    const { runId, correlationId } = activation;
    this.#ids = {
      [ATTRIBUTES.runId]: runId,
      ...(correlationId !== undefined && { [ATTRIBUTES.correlationId]: correlationId }),
    };
  }

  /** Returns undefined if its activation says that the run has no spans. Then tracing costs nothing more. */
  static of(delivery: Delivery, activation: Activation): JobTrace | undefined {
    if (!isSampled(activation.traceparent)) return undefined;
    const sender = parseTraceparent(activation.traceparent);
    return sender && new JobTrace(delivery, activation, sender);
  }

  /** The span in which activations are sent; undefined if there is none yet. */
  get parent(): SpanContext | undefined {
    return this.#span?.spanContext();
  }

  /** @param sentAt of `performance.now()` */
  noteClaim(sentAt: number, result: string): void {
    this.#claims.push({ sentAt, answeredAt: performance.now(), result });
    if (this.#span !== undefined) this.#recordClaims(this.#span.spanContext());
  }

  /** Called once the run is known. */
  begin({ meta, plan }: RunContext): void {
    if (this.#span !== undefined || this.#isDenied) return;
    this.#root = parseTraceparent(meta.traceparent);
    this.#isDenied = this.#root === undefined || !isSampled(meta.traceparent);
    if (this.#root === undefined || this.#isDenied) return;
    if (this.#sender.traceId !== this.#root.traceId) this.#sender = this.#root;
    this.#ids = { ...this.#ids, [ATTRIBUTES.correlationId]: meta.correlationId };
    const needs = plan.steps.get(this.#activation.step)?.needs.length ?? 0;
    const reason = judgeHop(this.#activation, this.#delivery.delivery, needs);
    const about = { [ATTRIBUTES.workflow]: meta.workflow, [ATTRIBUTES.version]: meta.version };
    if (reason === undefined) this.#make(this.#sender, about);
    else this.#make(this.#root, about, [toLink(this.#sender, reason)]);
  }

  #make(parent: SpanContext, about: Attributes, links: ReturnType<typeof toLink>[] = []): void {
    const { agent, jobId, delivery, dueAt } = this.#delivery;
    const { step, lane, attempt } = this.#activation;
    const queue = agentQueue(agent);
    const waitMs = Math.max(0, this.#fetchedAt.epochMs - dueAt);
    this.#span = beginSpan(parent, SPANS.process(queue), {
      kind: SpanKind.CONSUMER,
      startedAt: this.#fetchedAt.moment,
      attributes: {
        ...this.#ids,
        ...about,
        [ATTRIBUTES.messagingSystem]: MESSAGING_SYSTEM,
        [ATTRIBUTES.destination]: queue,
        [ATTRIBUTES.operationName]: 'process',
        [ATTRIBUTES.operationType]: 'process',
        [ATTRIBUTES.messageId]: jobId,
        [ATTRIBUTES.delivery]: delivery,
        [ATTRIBUTES.step]: step,
        [ATTRIBUTES.attempt]: attempt,
        ...(lane !== undefined && { [ATTRIBUTES.lane]: lane }),
        ...(delivery === 1 && { [ATTRIBUTES.queueWaitMs]: waitMs }),
      },
      links,
    });
    this.#recordClaims(this.#span.spanContext());
  }

  #recordClaims(parent: SpanContext): void {
    for (const { sentAt, answeredAt, result } of this.#claims.splice(0)) {
      recordSpan(parent, SPANS.claim, sentAt, { ...this.#ids, [ATTRIBUTES.claimResult]: result }, answeredAt);
    }
  }

  /** Runs the handler of one attempt with its span. */
  async execute({ execution, step, grant }: TracedAttempt, act: () => Promise<Tried>): Promise<Tried> {
    const { attempt, item } = grant;
    const parent = this.parent;
    if (parent === undefined) return act();
    const isOwn = !this.#hasBegunOwn && execution.unit === unitOf(this.#activation);
    this.#hasBegunOwn ||= isOwn;
    // The parent of an eager step is the span that opened it. A join also has other dependencies, somewhere below the
    // root.
    const isEagerJoin = !isOwn && item === undefined && step.needs.length > 1;
    const span = beginSpan(parent, SPANS.execute(step.agent), {
      attributes: {
        ...this.#ids,
        [ATTRIBUTES.step]: step.id,
        [ATTRIBUTES.attempt]: attempt,
        [ATTRIBUTES.eager]: !isOwn,
        ...(item !== undefined && { [ATTRIBUTES.item]: item.index }),
      },
      links: isEagerJoin && this.#root !== undefined ? [toLink(this.#root, 'join')] : [],
    });
    execution.span = span;
    const tried = await act();
    if (tried.status === 'aborted') span.setAttribute(ATTRIBUTES.abortCause, execution.cause ?? 'fenced');
    else if (tried.outcome.status === 'failed') {
      const { code, message } = tried.outcome.failure;
      failSpan(span, code, message, tried.stack);
    }
    endSpan(span);
    return tried;
  }

  noteCommit(sentAt: number, unit: string, change: string, result: string): void {
    if (this.#span === undefined) return;
    recordSpan(this.#span.spanContext(), SPANS.commit, sentAt, {
      ...this.#ids,
      [ATTRIBUTES.step]: unit,
      [ATTRIBUTES.change]: change,
      [ATTRIBUTES.commitResult]: result,
    });
  }

  /** Ends with the job, or with the error that kept it from its end. */
  async endWith(work: Promise<DeliveryEnd>): Promise<DeliveryEnd> {
    let end: DeliveryEnd | undefined;
    try {
      end = await work;
      return end;
    } finally {
      this.#end(end);
    }
  }

  /** A claim that granted nothing is a child of the span that sent the job. */
  #end(end: DeliveryEnd | undefined): void {
    if (this.#isDenied) return;
    if (this.#span === undefined && this.#claims.length > 0) this.#make(this.#sender, {});
    if (this.#span === undefined) return;
    if (end === undefined) failSpan(this.#span, 'JOB_HANDED_BACK', 'The work under this job failed.');
    else this.#span.setAttribute(ATTRIBUTES.jobEnd, end.end);
    endSpan(this.#span);
  }
}
